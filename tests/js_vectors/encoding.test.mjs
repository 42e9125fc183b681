/** Primitives in JavaScript against the files that Python is held to. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  base64Decode, base64Encode, base64urlDecode, base64urlEncode, hexEncode,
} from "../../verifier_web/verify/bytes.js";
import { parseDecimalInteger } from "../../verifier_web/verify/integers.js";
import { parseJson } from "../../verifier_web/verify/json.js";
import { parseOffset, parseTime } from "../../verifier_web/verify/rfc3339.js";
import { bytesOf, hex, refuses, vectors } from "./vectors.mjs";

const MICROSECONDS_A_MINUTE = 60_000_000n;

test("integers.json", () => {
  const { good, bad } = vectors("integers.json");
  for (const text of good) assert.equal(String(parseDecimalInteger(text)), text);
  for (const text of bad) refuses("integer_malformed", () => parseDecimalInteger(text), text);
});

test("base64.json", () => {
  const cases = vectors("base64.json");
  for (const { hex: digits, standard, url } of cases.good) {
    assert.equal(base64Encode(hex(digits)), standard);
    assert.equal(base64urlEncode(hex(digits)), url);
    assert.equal(hexEncode(base64Decode(standard)), digits);
    assert.equal(hexEncode(base64urlDecode(url)), digits);
  }
  for (const text of cases.bad_standard) {
    refuses("base64_malformed", () => base64Decode(text), JSON.stringify(text));
  }
  for (const text of cases.bad_url) {
    refuses("base64_malformed", () => base64urlDecode(text), JSON.stringify(text));
  }
});

test("times.json", () => {
  const cases = vectors("times.json");
  for (const { text, micros } of cases.good) assert.equal(String(parseTime(text).micros), micros);
  for (const text of cases.bad) refuses("time_malformed", () => parseTime(text), text);
  for (const { text, minutes } of cases.good_offsets) {
    assert.equal(parseOffset(text), BigInt(minutes) * MICROSECONDS_A_MINUTE, text);
  }
  for (const text of cases.bad_offsets) refuses("time_malformed", () => parseOffset(text), text);
});

test("json.json", () => {
  const { good, bad } = vectors("json.json");
  for (const { name, text, value } of good) {
    // Objects of this parser have no prototype, which deepEqual would mind.
    const read = JSON.parse(JSON.stringify(parseJson(bytesOf({ text }))));
    assert.deepEqual(read, value, name);
  }
  for (const item of bad) {
    refuses(["json_malformed", "utf8_malformed"], () => parseJson(bytesOf(item)), item.name);
  }
});

test("json.json: what is not UTF-8 is said to be that", () => {
  const broken = vectors("json.json").bad.filter(({ code }) => code === "utf8_malformed");
  assert.ok(broken.length > 3);
  for (const item of broken) refuses("utf8_malformed", () => parseJson(bytesOf(item)), item.name);
});
