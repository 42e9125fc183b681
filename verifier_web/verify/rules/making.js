/** What an event brings into being: lots, more of a lot, units, serials of a lot. */
import { productOfLot } from "../gs1.js";
import { LotBook } from "./book.js";
import { requireUse } from "./custody.js";
import { refuse } from "./refusal.js";
import { Thing } from "./thing.js";

/**
 * @param {import("./case.js").Case} one whose event makes things, then numbers pieces of lots
 * @throws {EvidenceError} unit_mismatch, lot_number_missing, overserialised, and the codes of
 *   requireUse
 */
export function makeAll(one) {
  for (const listed of one.event.created) {
    if (!one.things.tracks(listed.item.id)) continue;
    if (listed.quantity === null) makeUnit(one, listed);
    else makeLot(one, listed);
  }
  for (const [lot, count] of countSerials(one.event)) number(one, lot, count);
}

/**
 * @param {import("../event.js").Event} event
 * @returns {Map<string, number>} how many units it creates as serials of each lot
 */
export function countSerials(event) {
  const counts = new Map();
  for (const { item, quantity } of event.created) {
    const lot = quantity === null ? event.serialLot(item) : null;
    if (lot !== null) counts.set(lot, (counts.get(lot) ?? 0) + 1);
  }
  return counts;
}

function makeUnit({ event, things, signer, guarded }, { item }) {
  const lot = event.serialLot(item);
  if (lot === null && guarded) refuse("lot_number_missing", item.id);
  things.begin(new Thing(item.id, { maker: signer, madeAt: event.happened, lot }));
}

function makeLot(one, { item, quantity }) {
  const { event: { happened }, things, signer, guarded } = one;
  const lot = things.get(item.id);
  if (lot === null) {
    const book = new LotBook(item.id, quantity);
    things.begin(new Thing(item.id, { maker: signer, madeAt: happened, book }));
    return;
  }
  if (guarded) requireUse(one, lot);
  lot.book.made += lot.book.amount(quantity, one.content(item.product));
}

function number(one, id, count) {
  const lot = one.present(id, "overserialised");
  if (lot === null) return;
  // Evidence about a lot leaves out what gives its pieces numbers: that changes no hands.
  if (one.guarded) requireUse(one, lot, { takesOver: false });
  const { book } = lot;
  const content = one.content(productOfLot(id));
  book.serials += BigInt(count);
  const room = one.guarded ? book.loose(content) : book.made - book.numbered(content);
  if (room < 0n) refuse("overserialised", id);
}
