/** Keys and statements in JavaScript against keys.json and statements.json. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { base64urlDecode, utf8Encode } from "../../verifier_web/verify/bytes.js";
import { parseJson } from "../../verifier_web/verify/json.js";
import { parseStatement } from "../../verifier_web/verify/jws.js";
import { parseJwk } from "../../verifier_web/verify/keys.js";
import { refuses, refusesLater, vectors } from "./vectors.mjs";

// What a JWK in a statement comes as: an object without a prototype.
const parsed = (value) => parseJson(utf8Encode(JSON.stringify(value)));

const { good, bad, jws } = vectors("keys.json");

test("thumbprints of RFC 8037 and RFC 9449, and others", async () => {
  for (const { name, jwk, kid } of good) {
    const key = parseJwk(parsed(jwk));
    assert.equal(await key.identify(), kid, name);
    assert.equal(key.isWeak, false, name);
  }
});

test("any other JWK is refused", () => {
  for (const { name, jwk } of bad) refuses("jwk_malformed", () => parseJwk(parsed(jwk)), name);
});

test("signatures of RFC 8037 and RFC 7515, and near them", async () => {
  for (const { name, jwk, input, signature, valid } of jws) {
    const signed = { message: utf8Encode(input), signature: base64urlDecode(signature) };
    const key = parseJwk(parsed(jwk));
    if (valid) await key.verify(signed);
    else await refusesLater("signature_bad", () => key.verify(signed), name);
  }
});

test("statements", () => {
  const cases = vectors("statements.json");
  for (const { text } of cases.good) {
    const { signingInput, typ } = parseStatement(text, { log: cases.log });
    assert.equal(Buffer.from(signingInput).toString(), text.split(".").slice(0, 2).join("."));
    assert.equal(typeof typ, "string");
  }
  for (const { name, text, code } of cases.bad) {
    const expected = code === "wrong_log" ? code : "statement_malformed";
    refuses(expected, () => parseStatement(text, { log: cases.log }), name);
  }
});
