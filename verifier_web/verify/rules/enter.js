/** Entering an event: every refusal that needs the things, in the order of docs/rules.md. */
import { makeAll } from "./making.js";
import { observeAll } from "./observing.js";
import { packOrUnpack } from "./packing.js";
import { checkResults } from "./quality.js";
import { refuse } from "./refusal.js";
import { moveAll } from "./shipping.js";
import { harvestAll, takeAll } from "./taking.js";

/**
 * Lets an event happen to its things. After a refusal they are half changed, and the verifier
 * stops.
 *
 * @param {import("./case.js").Case} one
 * @throws {EvidenceError} the rule that refuses it
 */
export function enter(one) {
  if (one.guarded) {
    checkProcess(one);
    checkResults(one);
  }
  takeAll(one);
  harvestAll(one);
  packOrUnpack(one);
  makeAll(one);
  moveAll(one);
  observeAll(one);
}

function checkProcess(one) {
  const { process } = one.event;
  const [first] = one.things.process(process);
  if (first !== undefined && !one.actsFor(first.participant)) refuse("process_foreign", process);
}
