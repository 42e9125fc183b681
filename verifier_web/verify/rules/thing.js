/** What is remembered of a lot, unit or logistic unit (docs/rules.md). */
import { append } from "../origins.js";

export class Thing {
  /**
   * @param {string} id
   * @param {{maker: string, madeAt: bigint, book?: import("./book.js").LotBook|null,
   *   lot?: string|null}} origin book is that of a lot; lot is what a unit is a serial of; times
   *   here and below in microseconds
   */
  constructor(id, { maker, madeAt, book = null, lot = null }) {
    Object.assign(this, { id, maker, holder: maker, madeAt, book, lot });
    this.receiver = null;
    this.shipped = null; // of a lot, as its book counts
    this.container = null;
    this.gone = false;
    this.closedUntil = 0n;
    this.harvestedAt = null;
    this.blocked = null; // the index of an inspection
    this.recalled = null; // the index of a recall
    this.recaller = null;
  }
}

/** The things that are tracked, as events so far have left them. */
export class Things {
  /** @param {Set<string>} tracked identifiers */
  constructor(tracked) {
    this.tracked = tracked;
    this.there = new Map();
    this.contents = new Map();
    /** Whether an inspection ever blocked something: nearly always none did. */
    this.knowBlocks = false;
    this.processes = new Map();
    this.diaries = new Map();
  }

  /** Whether a thing is looked at. */
  tracks(id) {
    return this.tracked.has(id);
  }

  /** @returns {Thing|null} a tracked thing that is there */
  get(id) {
    return this.there.get(id) ?? null;
  }

  /** @param {Thing} thing comes into being */
  begin(thing) {
    this.there.set(thing.id, thing);
  }

  /** @returns {Thing[]} the lots among them, in the order of first making */
  get lots() {
    return [...this.there.values()].filter(({ book }) => book !== null);
  }

  /**
   * @param {Thing} thing
   * @param {string|null} container its identifier; null if the thing is taken out of all
   */
  put(thing, container) {
    this.contents.get(thing.container)?.delete(thing);
    thing.container = container;
    if (container === null) return;
    if (!this.contents.has(container)) this.contents.set(container, new Set());
    this.contents.get(container).add(thing);
  }

  /** @returns {Iterable<Thing>} what is directly in a container */
  inside(container) {
    return this.contents.get(container) ?? [];
  }

  /** Whether something was ever put into it. */
  holds(id) {
    return this.contents.has(id);
  }

  /** @returns {RecordedEvent[]} the earlier events of a transformationID, by index */
  process(transformation) {
    return this.processes.get(transformation) ?? [];
  }

  /** @returns {RecordedEvent[]} the earlier diary entries with a text, by index */
  diary(text) {
    return this.diaries.get(text) ?? [];
  }

  /**
   * @param {RecordedEvent} recorded is from now on an earlier event, whatever it is about
   * @typedef {import("../recorded.js").RecordedEvent} RecordedEvent
   */
  note(recorded) {
    const { process, diary } = recorded.event;
    if (process !== null) append(this.processes, process, recorded);
    if (diary !== null) append(this.diaries, diary, recorded);
  }
}
