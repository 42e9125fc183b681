/** What `inspect.js` takes from outside, with real evidence and the real verifier. */
import { PINS, UNIT, bundleOf, tellStory, toBytes } from "../../js/support/story.mjs";
import { scanned } from "../../../verifier_web/verify/gs1.js";
import { verifyBundle } from "../../../verifier_web/verify/verify.js";

/** The address on the story's jar. */
export const JAR_URL = "https://ledger.example/01/08938500000010/21/0001";
export const JAR_CODE = Object.freeze({ kind: "code", url: JAR_URL, host: "ledger.example" });

/** A fetch that always gives one answer. */
export function answering(body, { status = 200, type = "application/vnd.nguon.trace+json" } = {}) {
  return async () => new Response(body, { status, headers: { "Content-Type": type } });
}

/** Storage that forgets when the test ends. */
export function storage(entries = {}) {
  const held = new Map(Object.entries(entries));
  return {
    held,
    get: (key) => held.get(key) ?? null,
    set: (key, value) => held.set(key, value),
  };
}

/** @param {object} [changes] members that replace the usual ones */
export function tools(changes = {}) {
  return {
    codes: async () => ({ scanned }),
    verifier: async () => ({ verifyBundle }),
    pins: async () => PINS,
    memory: null,
    canVerify: true,
    onStage: () => {},
    fetch: answering(toBytes(bundleOf(tellStory(), { id: UNIT }))),
    ...changes,
  };
}
