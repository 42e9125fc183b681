/** Nothing on the way is recalled, nor signed in a thief's hand (docs/verification.md, step 11). */
import { concerns } from "./chain.js";
import { EvidenceError } from "./errors.js";
import { append } from "./origins.js";
import { mayRelease } from "./rules/recalls.js";
import { CUSTODY } from "./rules/version.js";

/**
 * A recall is by who made the thing, or by the operator (docs/formats.md 7, "Who may"); in
 * version 2 of the rules also by whoever acts for the maker.
 *
 * @param {import("./chain.js").Chain} chain
 * @param {import("./registry.js").Registry} registry
 * @returns {void}
 * @throws {EvidenceError} recall_foreign
 */
export function checkRecallers({ events }, registry) {
  const makers = new Map();
  for (const { event, participant } of events) {
    for (const { item } of event.created) {
      if (!makers.has(item.id)) makers.set(item.id, participant);
    }
  }
  const mayRecall = ({ participant, index }, maker) => {
    if (maker === undefined || maker === participant) return true;
    return registry.rulesAt(index) >= CUSTODY && registry.actsFor(participant, maker, index);
  };
  for (const recorded of events) {
    const { event, index, participant } = recorded;
    if (!event.isRecall || registry.isOperator(participant)) continue;
    const foreign = event.things.find(({ item }) => !mayRecall(recorded, makers.get(item.id)));
    if (foreign !== undefined) {
      const subject = foreign.item.id;
      throw new EvidenceError("recall_foreign", "recalled by somebody else", { index, subject });
    }
  }
}

/**
 * @param {import("./chain.js").Chain} chain
 * @param {import("./registry.js").Registry} registry
 * @returns {Map<RecordedEvent, string|null>} of each recall about the way, by index, the first
 *   thing on the way or container that it still recalls; null if all of them were released
 * @typedef {import("./recorded.js").RecordedEvent} RecordedEvent
 */
export function recallsOf({ events, subjects }, registry) {
  const releases = new Map();
  for (const recorded of events) {
    if (!recorded.event.isRelease || registry.rulesAt(recorded.index) < CUSTODY) continue;
    for (const { item } of recorded.event.things) append(releases, item.id, recorded);
  }
  const ends = (recalled, { index, participant: signer }) => (
    index > recalled.index && mayRelease(registry, { signer, index }, recalled.participant)
  );
  const isInForce = (recalled, id) => (
    subjects.has(id) && !(releases.get(id) ?? []).some((release) => ends(recalled, release))
  );
  const recalls = events.filter(({ event }) => event.isRecall);
  return new Map(recalls.map((recalled) => {
    const inForce = recalled.event.things.find(({ item }) => isInForce(recalled, item.id));
    return [recalled, inForce?.item.id ?? null];
  }));
}

/**
 * @param {import("./chain.js").Chain} chain
 * @param {{declarations: RecordedEvent[], registry: import("./registry.js").Registry,
 *   seals: import("./seals.js").Seals}} known declarations took events back: a thief's could
 *   otherwise make a recall go away
 * @returns {void}
 * @throws {EvidenceError} recalled, key_compromised
 */
export function checkStanding(chain, { declarations, registry, seals }) {
  const about = declarations.filter(({ event }) => concerns(event, chain.subjects));
  const recalls = recallsOf(chain, registry);
  const all = [...chain.events, ...about].sort((one, other) => one.index - other.index);
  for (const one of all) {
    const { index, kid, recorded } = one;
    const recalled = recalls.get(one) ?? null;
    if (recalled !== null) {
      throw new EvidenceError("recalled", "recalled", { index, subject: recalled });
    }
    if (wasCompromised(kid, recorded, { registry, seals })) {
      throw new EvidenceError("key_compromised", "the key was stolen", { index, subject: kid });
    }
  }
}

// In other hands itself, or introduced by a key that was.
function wasCompromised(kid, time, { registry, seals }) {
  const { compromisedSince, introducedBy, added } = registry.keys.get(kid);
  if (compromisedSince !== null && time >= compromisedSince) return true;
  if (introducedBy === null) return false;
  return wasCompromised(introducedBy, seals.recorded(added), { registry, seals });
}
