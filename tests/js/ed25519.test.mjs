/** Ed25519 in WebCrypto and in our own verifier: one answer to every vector. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { base64urlEncode } from "../../verifier_web/verify/bytes.js";
import { verify as verifyOwn } from "../../verifier_web/verify/ed25519.js";
import {
  D, ORDER, P, checkSignatureForm, isWeakPoint, littleEndian,
} from "../../verifier_web/verify/ed25519_rules.js";
import { parseJwk } from "../../verifier_web/verify/keys.js";
import { chooseEd25519, verifyEd25519, verifyEs256 } from "../../verifier_web/verify/signatures.js";
import { bytes, hex, refuses, refusesLater } from "./support/expect.mjs";
import { p256Key, signStatement } from "./support/ledger.mjs";

const vectors = JSON.parse(readFileSync(new URL("../vectors/ed25519.json", import.meta.url)));
const wellFormed = vectors.filter((vector) => vector.public.length === 64);

const signedOf = (vector) => ({
  publicKey: hex(vector.public), message: hex(vector.message), signature: hex(vector.signature),
});
const encode = (y, sign = 0n) => {
  const value = y | (sign << 255n);
  return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));
};

async function accepts(check) {
  try {
    return (await check()) !== false;
  } catch (error) {
    if (error.code !== "signature_bad") throw error;
    return false;
  }
}

test("the vectors of RFC 8032 section 7.1 are among them", () => {
  const names = vectors.map(({ name }) => name);
  for (const name of ["rfc8032_1", "rfc8032_2", "rfc8032_3", "rfc8032_1024", "rfc8032_sha_abc"]) {
    assert.ok(names.includes(name));
  }
  assert.ok(vectors.length > 100);
});

for (const vector of wellFormed) {
  test(`${vector.name}: WebCrypto and our own verifier say ${vector.signature_valid}`, async () => {
    const key = parseJwk({
      kty: "OKP", crv: "Ed25519", x: Buffer.from(vector.public, "hex").toString("base64url"),
    });
    assert.equal(key.isWeak, !vector.key_acceptable);
    const signed = signedOf(vector);
    const web = await accepts(() => key.verify(signed));
    const own = await accepts(async () => {
      checkSignatureForm(signed.signature);
      return verifyOwn(signed);
    });
    assert.equal(web && !key.isWeak, vector.signature_valid);
    assert.equal(own && !key.isWeak, vector.signature_valid);
  });
}

test("a key of another length is no key", () => {
  const others = vectors.filter((vector) => vector.public.length !== 64);
  assert.ok(others.length > 0);
  for (const { public: raw } of others) {
    const x = Buffer.from(raw, "hex").toString("base64url");
    refuses("jwk_malformed", () => parseJwk({ kty: "OKP", crv: "Ed25519", x }));
  }
});

test("our own verifier alone is cofactorless, byte for byte, where key and S are in range", async () => {
  const inRange = wellFormed.filter(({ signature, key_acceptable: acceptable }) => (
    acceptable && signature.length === 128 && littleEndian(hex(signature).subarray(32)) < ORDER
  ));
  assert.ok(inRange.some(({ cofactored, cofactorless }) => cofactored && !cofactorless));
  for (const vector of inRange) {
    assert.equal(await verifyOwn(signedOf(vector)), vector.cofactorless, vector.name);
  }
});

test("every bit of a signature, a key and a message counts in our own verifier", async () => {
  const good = signedOf(vectors.find(({ name }) => name === "rfc8032_3"));
  assert.equal(await verifyOwn(good), true);
  for (const part of ["publicKey", "message", "signature"]) {
    for (let bit = 0; bit < good[part].length * 8; bit += 7) {
      const flipped = good[part].slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      const signed = { ...good, [part]: flipped };
      assert.equal(await accepts(async () => {
        checkSignatureForm(signed.signature);
        return verifyOwn(signed);
      }), false, `${part} bit ${bit}`);
    }
  }
});

test("the weak points are those whose order divides 8, in every spelling", () => {
  const weak = smallOrderY();
  assert.equal(weak.size, 5);
  for (const y of weak) {
    for (const sign of [0n, 1n]) assert.equal(isWeakPoint(encode(y, sign)), true, `${y}`);
  }
  for (let y = P; y < 2n ** 255n; y += 1n) assert.equal(isWeakPoint(encode(y)), true);
  for (const y of [2n, 3n, 4n, P - 2n, P - 3n]) assert.equal(isWeakPoint(encode(y)), false);
});

test("the form of a signature: 64 bytes, R not weak, S below the order", () => {
  const good = hex(vectors[0].signature);
  checkSignatureForm(good);
  const withS = (s) => Uint8Array.of(...good.subarray(0, 32), ...encode(s));
  checkSignatureForm(withS(ORDER - 1n));
  for (const bad of [
    good.subarray(0, 63), Uint8Array.of(...good, 0), new Uint8Array(0), withS(ORDER),
    withS(2n ** 256n - 1n), Uint8Array.of(...encode(1n), ...good.subarray(32)),
    Uint8Array.of(...encode(P + 1n), ...good.subarray(32)),
  ]) refuses("signature_bad", () => checkSignatureForm(bad));
});

test("WebCrypto is used where it knows Ed25519, our own verifier where it does not", async () => {
  const subtle = (changes) => ({
    importKey: (...args) => crypto.subtle.importKey(...args),
    verify: (...args) => crypto.subtle.verify(...args),
    ...changes,
  });
  const fails = (name) => async () => { throw new DOMException("not here", name); };
  let asked = 0;
  const whole = await chooseEd25519(subtle({
    verify: (...args) => { asked += 1; return crypto.subtle.verify(...args); },
  }));
  assert.notEqual(whole, verifyOwn);
  const vector = signedOf(vectors[0]);
  assert.equal(await whole(vector), true);
  assert.equal(asked, 2, "once for the known signature, once for ours");
  for (const lacking of [
    { importKey: fails("NotSupportedError") }, { importKey: fails("DataError") },
    { importKey: async () => { throw new TypeError("unknown algorithm"); } },
    { verify: fails("OperationError") }, { verify: async () => false },
  ]) assert.equal(await chooseEd25519(subtle(lacking)), verifyOwn);
});

test("a signature by nobody is refused through the door that everybody uses", async () => {
  const signed = signedOf(vectors[0]);
  await verifyEd25519(signed);
  const other = { ...signed, message: bytes("other") };
  await refusesLater("signature_bad", verifyEd25519(other));
});

test("ES256 signatures are r || s over SHA-256", async () => {
  const signer = p256Key();
  const jws = signStatement({}, signer, { typ: "x" });
  const at = jws.lastIndexOf(".");
  const message = bytes(jws.slice(0, at));
  const signature = new Uint8Array(Buffer.from(jws.slice(at + 1), "base64url"));
  const key = parseJwk(signer.jwk);
  await key.verify({ message, signature });
  const { raw: publicKey } = key;
  for (const bad of [
    signature.subarray(0, 63), Uint8Array.of(...signature, 0), new Uint8Array(64),
    signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte)),
  ]) await refusesLater("signature_bad", verifyEs256({ publicKey, message, signature: bad }));
  await refusesLater("signature_bad", verifyEs256({ publicKey, message: bytes("x"), signature }));
});

test("keys have exactly their members, and their thumbprint is that of RFC 7638", async () => {
  // RFC 8037 appendix A.2 and A.3
  const x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
  const good = { kty: "OKP", crv: "Ed25519", x };
  assert.equal(await parseJwk(good).identify(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  assert.equal(await parseJwk({ x, crv: "Ed25519", kty: "OKP" }).identify(),
    "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "the order of members is no difference");
  const ec = p256Key();
  assert.equal(await parseJwk(ec.jwk).identify(), ec.kid);
  const flipped = base64urlEncode(parseJwk(ec.jwk).raw.subarray(0, 32).map((b) => b ^ 1));
  const beyond = base64urlEncode(Uint8Array.from({ length: 32 }, () => 255));
  for (const bad of [
    { ...good, kid: "1" }, { ...good, d: "x" }, { kty: "OKP", crv: "Ed25519" },
    { ...good, crv: "X25519" }, { ...good, kty: "EC" }, { ...good, kty: "toString" },
    { ...good, x: `${x}=` }, { ...good, x: x.slice(0, -1) }, { ...good, x: 1 }, { ...good, x: "" },
    { ...ec.jwk, crv: "P-384" }, { ...ec.jwk, x: flipped }, { ...ec.jwk, x: beyond },
    { ...ec.jwk, kty: "OKP" }, null, [], "OKP", 7, undefined,
  ]) refuses("jwk_malformed", () => parseJwk(bad));
});

// Derived again, from the curve alone: order 1, 2 and 4 have y = 1, -1 and 0; a point of order 8
// doubles to y = 0, which makes D y^4 + 2 y^2 - 1 = 0.
function smallOrderY() {
  const mod = (value) => ((value % P) + P) % P;
  const power = (base, exponent) => {
    let result = 1n;
    for (const bit of exponent.toString(2)) {
      result = mod(result * result * (bit === "1" ? base : 1n));
    }
    return result;
  };
  const root = (square) => {
    const candidate = power(square, (P + 3n) / 8n);
    const other = mod(candidate * power(2n, (P - 1n) / 4n));
    return [candidate, other].find((value) => mod(value * value) === mod(square));
  };
  assert.equal(D, mod(-121665n * power(121666n, P - 2n)));
  const squares = [1n, -1n].map((sign) => mod((-1n + sign * root(1n + D)) * power(D, P - 2n)));
  const roots = squares.map(root).filter((y) => y !== undefined);
  for (const y of roots) assert.equal(mod(D * y ** 4n + 2n * y * y - 1n), 0n);
  return new Set([0n, 1n, P - 1n, ...roots.flatMap((y) => [y, P - y])]);
}
