/** Assertions that many tests share. */
import assert from "node:assert/strict";
import { NguonError } from "../../../verifier_web/verify/errors.js";
import { verifyBundle } from "../../../verifier_web/verify/verify.js";
import { PINS, UNIT, toBytes } from "./story.mjs";

/** The call is refused with this code, and with nothing but a NguonError. */
export function refuses(code, call) {
  assert.throws(call, (error) => {
    assert.ok(error instanceof NguonError, `${error} is not a NguonError`);
    assert.equal(error.code, code);
    return true;
  });
}

/** As refuses, for promises. */
export async function refusesLater(code, promise) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof NguonError, `${error} is not a NguonError`);
    assert.equal(error.code, code);
    return true;
  });
}

/** Verifies a bundle (bytes, or an object) and returns the result. */
export function verify(bundle, { pins = PINS, asked = UNIT } = {}) {
  return verifyBundle(bundle instanceof Uint8Array ? bundle : toBytes(bundle), { pins, asked });
}

/** The evidence fails at one step, with this code, index and subject. */
export async function fails(bundle, [step, code, index = null, subject = null], question = {}) {
  const result = await verify(bundle, question);
  const { detail, ...failure } = result.failure ?? {};
  assert.deepEqual(failure, { step, code, index, subject }, detail);
  const states = result.steps.map(({ state }) => state);
  assert.deepEqual(states, [
    ...Array(step - 1).fill("passed"), "failed", ...Array(11 - step).fill("not_reached"),
  ]);
  assert.equal(result.authentic, step > 8);
  assert.equal(result.passport !== null && step <= 8, false, "no passport for what is not authentic");
  return result;
}

export function bytes(text) {
  return new TextEncoder().encode(text);
}

export function hex(text) {
  return new Uint8Array(Buffer.from(text, "hex"));
}
