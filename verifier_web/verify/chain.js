/** From what was asked back to where it began (docs/verification.md, step 9). */
import { ADD } from "./event.js";
import { EvidenceError } from "./errors.js";
import { isLot } from "./gs1.js";
import { Origins, append } from "./origins.js";

/**
 * @param {string} asked
 * @param {import("./recorded.js").RecordedEvent[]} events by index, none taken back
 * @returns {Chain}
 * @throws {EvidenceError} lot_exists, not_in_evidence, input_missing, cycle
 * @typedef {{asked: string, things: Set<string>, subjects: Set<string>, origins: Origins,
 *   events: import("./recorded.js").RecordedEvent[]}} Chain things is what was asked and all
 *   that it was made of; subjects is also what these were packed in; events are about subjects
 */
export function traceChain(asked, events) {
  const origins = new Origins(events);
  if (origins.makers(asked).length === 0) {
    throw new EvidenceError("not_in_evidence", "nothing here makes this", { subject: asked });
  }
  const things = walkBack(asked, origins);
  checkCycles(things, origins);
  const subjects = new Set([...things, ...findContainers(asked, things, events)]);
  const about = events.filter(({ event }) => concerns(event, subjects));
  return { asked, things, subjects, origins, events: about };
}

/**
 * @param {import("./event.js").Event} event
 * @param {Set<string>} subjects
 * @returns {boolean} whether the event is about one of them
 */
export function concerns(event, subjects) {
  return (event.parent !== null && subjects.has(event.parent.id))
    || event.listed.some(({ item }) => subjects.has(item.id));
}

// Breadth first. Every source must have been made before it was used.
function walkBack(asked, origins) {
  const seen = new Set([asked]);
  for (const thing of seen) { // a Set hands out what is added while it is walked
    for (const maker of origins.makers(thing)) {
      const sources = origins.sources(thing, maker);
      if (sources.length === 0 && maker.event.process !== null) {
        throw missing(maker, maker.event.process, "a process without inputs");
      }
      for (const source of sources) {
        if (!origins.makers(source).some(({ index }) => index < maker.index)) {
          throw missing(maker, source, "used before it was made, or never made");
        }
        seen.add(source);
      }
    }
  }
  return seen;
}

// Makers come before users, so only adding to a lot that exists can close a circle.
function checkCycles(things, origins) {
  const additions = [...things].flatMap(
    (thing) => origins.makers(thing).slice(1).map(({ index }) => ({ index, thing })),
  );
  additions.sort((one, other) => one.index - other.index || (one.thing < other.thing ? -1 : 1));
  const looked = new Set();
  for (const { index, thing } of additions) {
    if (!looked.has(thing) && origins.upstream(thing).has(thing)) {
      throw new EvidenceError("cycle", "made out of itself", { index, subject: thing });
    }
    looked.add(thing);
  }
}

// A lot is packed piece by piece, so the cartons of its other pieces are no cartons of this one.
function findContainers(asked, things, events) {
  const packedIn = new Map();
  for (const { event: { parent, action, children } } of events) {
    if (parent === null || action !== ADD) continue;
    for (const { item } of children) append(packedIn, item.id, parent.id);
  }
  const whole = [...things].filter((thing) => thing === asked || !isLot(thing));
  const found = new Set();
  for (const thing of whole) (packedIn.get(thing) ?? []).forEach((parent) => found.add(parent));
  for (const parent of found) (packedIn.get(parent) ?? []).forEach((outer) => found.add(outer));
  return found;
}

function missing({ index }, subject, detail) {
  return new EvidenceError("input_missing", detail, { index, subject });
}
