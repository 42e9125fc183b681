/**
 * Events that a later declaration takes back (EPCIS 2.0, errorDeclaration; docs/formats.md 7;
 * docs/verification.md, step 9). Nothing is ever removed from the log.
 */
import { NguonError, atIndex } from "./errors.js";
import { isObject } from "./json.js";

const DECLARATION = "errorDeclaration";

/**
 * @param {RecordedEvent[]} events by index
 * @param {import("./registry.js").Registry} registry
 * @returns {{live: RecordedEvent[], corrected: RecordedEvent[], declarations: RecordedEvent[]}}
 *   corrected did not happen, as the declarations say
 * @throws {EvidenceError} event_exists, correction_unknown, correction_differs,
 *   correction_foreign
 * @typedef {import("./recorded.js").RecordedEvent} RecordedEvent
 */
export function sortOutCorrections(events, registry) {
  const known = new Map();
  const corrected = new Set();
  for (const recorded of events) {
    const { eventId } = recorded.event;
    atIndex(recorded.index, () => {
      if (recorded.event.isCorrection) {
        corrected.add(findCorrected(recorded, { known, corrected, registry }));
      } else if (known.has(eventId)) {
        throw new NguonError("event_exists", `${eventId} stands twice`);
      } else {
        known.set(eventId, recorded);
      }
    });
  }
  return {
    live: events.filter((one) => !corrected.has(one) && !one.event.isCorrection),
    corrected: events.filter((one) => corrected.has(one)),
    declarations: events.filter((one) => one.event.isCorrection),
  };
}

function findCorrected(declaration, { known, corrected, registry }) {
  const original = known.get(declaration.event.eventId);
  if (original === undefined) throw new NguonError("correction_unknown", "no such event");
  const { [DECLARATION]: _, ...repeated } = declaration.payload;
  if (!equalJson(repeated, original.payload)) {
    throw new NguonError("correction_differs", "the event is not repeated unchanged");
  }
  const { participant } = declaration;
  if (participant !== original.participant && !registry.isOperator(participant)) {
    throw new NguonError("correction_foreign", "only who recorded an event takes it back");
  }
  if (corrected.has(original)) {
    throw new NguonError("correction_unknown", "the event was taken back before");
  }
  return original;
}

/**
 * @param {unknown} one what parseJson returned
 * @param {unknown} other
 * @returns {boolean} whether both are the same JSON value; the order of members is no difference
 */
export function equalJson(one, other) {
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length
      && one.every((item, at) => equalJson(item, other[at]));
  }
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length
    && names.every((name) => name in other && equalJson(one[name], other[name]));
}
