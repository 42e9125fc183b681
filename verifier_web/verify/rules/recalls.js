/** Recalls: what may not be passed on, and who may take a recall back. */
import { refuse } from "./refusal.js";

/** Refuses to pass on what is recalled, itself or its lot. Throws recalled_moved. */
export function refuseRecalled(thing, things) {
  const lot = things.get(thing.lot);
  if (thing.recalled !== null || (lot !== null && lot.recalled !== null)) {
    refuse("recalled_moved", thing.id);
  }
}

/**
 * Notes a recall. Who may recall is asked in docs/verification.md, step 9. What the operator
 * recalled stays the operator's, or others could release it by recalling it once more.
 *
 * @param {import("./case.js").Case} one
 * @param {import("./thing.js").Thing} thing
 */
export function recall({ index, signer, registry }, thing) {
  const { recaller } = thing;
  if (recaller !== null && registry.isOperator(recaller) && !registry.isOperator(signer)) return;
  Object.assign(thing, { recalled: index, recaller: signer });
}

/**
 * Takes a recall back. The first version of the rules knew no release.
 *
 * @param {import("./case.js").Case} one
 * @param {import("./thing.js").Thing} thing
 * @throws {EvidenceError} release_foreign
 */
export function releaseRecall(one, thing) {
  if (!one.guarded || thing.recaller === null) return;
  if (!mayRelease(one.registry, one, thing.recaller)) refuse("release_foreign", thing.id);
  Object.assign(thing, { recalled: null, recaller: null });
}

/**
 * @param {import("../registry.js").Registry} registry
 * @param {{signer: string, index: number}} release
 * @param {string} recaller who recalled it
 * @returns {boolean} whether the signer may take this recall back: what the operator recalled,
 *   nobody else calls safe
 */
export function mayRelease(registry, { signer, index }, recaller) {
  if (registry.isOperator(signer)) return true;
  return !registry.isOperator(recaller) && registry.actsFor(signer, recaller, index);
}
