/** Nothing on the way is recalled, nor signed in a thief's hand (docs/verification.md, step 11). */
import { concerns } from "./chain.js";
import { EvidenceError } from "./errors.js";

/**
 * A recall is by who made the thing, or by the operator (docs/formats.md 7, "Who may").
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
  for (const { event, index, participant } of events) {
    if (!event.isRecall || registry.isOperator(participant)) continue;
    const foreign = event.things.find(
      ({ item }) => makers.has(item.id) && makers.get(item.id) !== participant,
    );
    if (foreign !== undefined) {
      const subject = foreign.item.id;
      throw new EvidenceError("recall_foreign", "recalled by somebody else", { index, subject });
    }
  }
}

/**
 * @param {import("./chain.js").Chain} chain
 * @param {{declarations: import("./recorded.js").RecordedEvent[],
 *   registry: import("./registry.js").Registry, seals: import("./seals.js").Seals}} known
 *   declarations took events back: a thief's could otherwise make a recall go away
 * @returns {void}
 * @throws {EvidenceError} recalled, key_compromised
 */
export function checkStanding({ events, subjects }, { declarations, registry, seals }) {
  const about = declarations.filter(({ event }) => concerns(event, subjects));
  const all = [...events, ...about].sort((one, other) => one.index - other.index);
  for (const { event, index, kid, recorded } of all) {
    const recalls = event.isRecall && !event.isCorrection;
    const recalled = recalls && event.things.find(({ item }) => subjects.has(item.id));
    if (recalled) {
      throw new EvidenceError("recalled", "recalled", { index, subject: recalled.item.id });
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
