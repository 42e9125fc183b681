/** Who made what out of what: the lot graph of events that were not taken back. */
import { ADD, ADDING, AGGREGATION } from "./event.js";
import { EvidenceError } from "./errors.js";

/** @typedef {import("./recorded.js").RecordedEvent} RecordedEvent */

export class Origins {
  /**
   * @param {RecordedEvent[]} events by index
   * @throws {EvidenceError} lot_exists
   */
  constructor(events) {
    this.creators = new Map();
    this.processes = new Map();
    this.fillings = new Map();
    for (const recorded of events) this.add(recorded);
  }

  /**
   * @param {string} thing
   * @returns {RecordedEvent[]} what created a lot or unit, or filled a logistic unit, by index
   */
  makers(thing) {
    return this.creators.get(thing) ?? this.fillings.get(thing) ?? [];
  }

  /**
   * @param {string} thing
   * @param {RecordedEvent} maker one of makers(thing)
   * @returns {string[]} what it was made of in that event
   */
  sources(thing, { event, index }) {
    if (event.type === AGGREGATION) return ids(event.children);
    const { item, quantity } = event.created.find((created) => created.item.id === thing);
    const lot = quantity === null ? event.serialLot(item) : null;
    const serialOf = lot === null ? [] : [lot];
    if (event.process !== null) {
      const sofar = this.processes.get(event.process).filter((part) => part.index <= index);
      return [...sofar.flatMap((part) => ids(part.event.inputs)), ...serialOf];
    }
    return [...ids(event.inputs), ...event.grownFrom.map(({ id }) => id), ...serialOf];
  }

  /**
   * @param {string} thing
   * @returns {Set<string>} everything that it was made of, and that this was made of
   */
  upstream(thing) {
    const seen = new Set();
    const queue = [thing];
    while (queue.length > 0) {
      const current = queue.pop();
      for (const maker of this.makers(current)) {
        for (const source of this.sources(current, maker)) {
          if (!seen.has(source)) queue.push(source);
          seen.add(source);
        }
      }
    }
    return seen;
  }

  add(recorded) {
    const { event } = recorded;
    for (const { item } of event.created) this.claim(recorded, item);
    if (event.process !== null) append(this.processes, event.process, recorded);
    if (event.type === AGGREGATION && event.action === ADD) {
      append(this.fillings, event.parent.id, recorded);
    }
  }

  // A lot may grow, if its maker says so; nothing else is made twice.
  claim(recorded, item) {
    const first = this.creators.get(item.id)?.[0];
    const adds = item.kind === "10" && recorded.event.bizStep === ADDING;
    if (first !== undefined && !(adds && first.participant === recorded.participant)) {
      const { index } = recorded;
      throw new EvidenceError("lot_exists", "made before", { index, subject: item.id });
    }
    append(this.creators, item.id, recorded);
  }
}

function ids(listed) {
  return listed.map(({ item }) => item.id);
}

/** Adds a value to the list under a key. */
export function append(lists, key, value) {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
