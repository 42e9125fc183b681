/** Quantities along the chain (docs/verification.md, step 10). */
import { EvidenceError, NguonError } from "./errors.js";
import { LotBalance } from "./lots.js";

/**
 * Enters the events by ascending index: what each takes, then what it makes, then the serials
 * that it gives. Things that are not on the way are passed over.
 *
 * @param {import("./chain.js").Chain} chain
 * @param {import("./registry.js").Registry} registry
 * @returns {Map<string, LotBalance>} of the lots on the way
 * @throws {EvidenceError} unit_mismatch, overdrawn, overserialised, already_spent
 */
export function checkQuantities(chain, registry) {
  const books = new Books(chain.things, registry);
  for (const recorded of chain.events) books.enter(recorded);
  return books.lots;
}

class Books {
  constructor(things, registry) {
    this.things = things;
    this.registry = registry;
    this.lots = new Map();
    this.spent = new Set();
  }

  enter({ event, index }) {
    for (const { item, quantity } of [...event.inputs, ...event.removed]) {
      this.about(item.id, index, (content) => this.take(item.id, quantity, content));
    }
    for (const { item, quantity } of event.created.filter((created) => created.quantity)) {
      this.about(item.id, index, (content) => this.make(item.id, quantity, content));
    }
    for (const [lot, count] of countSerials(event)) {
      this.about(lot, index, (content) => this.serialise(lot, count, content));
    }
  }

  take(thing, quantity, content) {
    if (quantity !== null) {
      this.lot(thing, "overdrawn").take(quantity, content);
      return;
    }
    if (this.spent.has(thing)) throw new NguonError("already_spent", "it left before");
    this.spent.add(thing);
  }

  make(lot, quantity, content) {
    if (this.lots.has(lot)) this.lots.get(lot).add(quantity, content);
    else this.lots.set(lot, new LotBalance(lot, quantity));
  }

  serialise(lot, count, content) {
    this.lot(lot, "overserialised").serialise(count, content);
  }

  // Before a lot is made there is nothing of it to take, and no piece of it to number.
  lot(id, code) {
    const lot = this.lots.get(id);
    if (lot === undefined) throw new NguonError(code, `${id} is not made yet`);
    return lot;
  }

  about(subject, index, enter) {
    if (!this.things.has(subject)) return;
    const lot = /^(.+)\/10\/[^/]+$/.exec(subject);
    const content = lot && this.registry.productAt(lot[1], index).netContent;
    try {
      enter(content);
    } catch (error) {
      if (!(error instanceof NguonError)) throw error;
      throw new EvidenceError(error.code, error.detail, { index, subject });
    }
  }
}

function countSerials(event) {
  const counts = new Map();
  for (const { item } of event.created.filter(({ quantity }) => quantity === null)) {
    const lot = event.serialLot(item);
    if (lot !== null) counts.set(lot, (counts.get(lot) ?? 0) + 1);
  }
  return counts;
}
