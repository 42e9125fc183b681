/** The vector files of tests/vectors and the assertions over them (tests/vectors/README.md). */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { NguonError } from "../../verifier_web/verify/errors.js";

/** @param {string} name of a file in tests/vectors */
export function vectors(name) {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8"));
}

/** The call is refused with one of these codes, and with nothing but a NguonError. */
export function refuses(codes, call, label) {
  assert.throws(call, (error) => isRefusal(error, codes, label), `accepted: ${label}`);
}

/** As refuses, for calls that return promises. */
export async function refusesLater(codes, call, label) {
  await assert.rejects(call, (error) => isRefusal(error, codes, label), `accepted: ${label}`);
}

/** The bytes of a case that has either `hex` or a text under `member`. */
export function bytesOf(item, member = "text") {
  return "hex" in item ? hex(item.hex) : new TextEncoder().encode(item[member]);
}

export function hex(text) {
  return Uint8Array.from(Buffer.from(text, "hex"));
}

function isRefusal(error, codes, label) {
  assert.ok(error instanceof NguonError, `${label}: ${error?.stack} is not a NguonError`);
  assert.ok([codes].flat().includes(error.code), `${label}: ${error.code}, not ${codes}`);
  return true;
}
