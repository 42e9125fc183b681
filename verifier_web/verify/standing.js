/** Nothing on the way is recalled, nor signed in a thief's hand (docs/verification.md, step 11). */
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
 * @param {import("./registry.js").Registry} registry
 * @returns {void}
 * @throws {EvidenceError} recalled, key_compromised
 */
export function checkStanding({ events, subjects }, registry) {
  for (const { event, index, kid, recorded } of events) {
    const recalled = event.isRecall && event.things.find(({ item }) => subjects.has(item.id));
    if (recalled) {
      throw new EvidenceError("recalled", "recalled", { index, subject: recalled.item.id });
    }
    const { compromisedSince } = registry.keys.get(kid);
    if (compromisedSince !== null && recorded >= compromisedSince) {
      throw new EvidenceError("key_compromised", "the key was stolen", { index, subject: kid });
    }
  }
}
