/** Observations that change what is known of a thing: diary, inspection, recall, release. */
import { actualHolder, containersOf, requireHolder } from "./custody.js";
import { blockAll, failsInspection, passesInspection } from "./quality.js";
import { recall, releaseRecall } from "./recalls.js";
import { refuse } from "./refusal.js";

/**
 * @param {import("./case.js").Case} one whose event is noted on each thing that is there, if it
 *   is an observation
 * @throws {EvidenceError} not_holder, inspection_foreign, release_foreign
 */
export function observeAll(one) {
  if (!one.event.isObservation) return;
  for (const { item } of one.event.things) {
    const thing = one.things.get(item.id);
    if (thing !== null) observe(one, thing);
  }
}

function observe(one, thing) {
  const { event, guarded } = one;
  if (event.isWork) {
    if (guarded) requireHolder(one, thing);
    isolate(event, thing);
  }
  if (failsInspection(event)) block(one, thing);
  else if (passesInspection(event)) releaseBlock(one, thing);
  if (event.isRelease) releaseRecall(one, thing);
  if (event.isRecall) recall(one, thing);
}

function isolate({ happened, isolation }, thing) {
  if (isolation === 0n) return;
  const until = happened + isolation;
  if (until > thing.closedUntil) thing.closedUntil = until;
}

function block(one, thing) {
  const { things, guarded } = one;
  if (one.judges || one.actsFor(actualHolder(thing, things))) {
    blockAll(one, [thing, ...containersOf(thing, things)]);
  } else if (guarded) {
    refuse("inspection_foreign", thing.id);
  }
}

function releaseBlock({ judges, guarded }, thing) {
  if (thing.blocked === null) return;
  if (judges) thing.blocked = null;
  else if (guarded) refuse("release_foreign", thing.id);
}
