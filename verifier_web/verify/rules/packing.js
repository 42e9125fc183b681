/** Logistic units: what goes in, what comes out. */
import { ADD, AGGREGATION, DELETE } from "../event.js";
import { actualHolder, requireUse } from "./custody.js";
import { refuse } from "./refusal.js";
import { Thing } from "./thing.js";

/**
 * @param {import("./case.js").Case} one whose event packs or unpacks, if it is an aggregation
 * @throws {EvidenceError} input_missing, overdrawn, unit_mismatch, overpacked, not_packed, and
 *   the codes of requireUse
 */
export function packOrUnpack(one) {
  const { type, action } = one.event;
  if (type !== AGGREGATION) return;
  if (action === ADD) pack(one);
  if (action === DELETE) unpack(one);
}

function pack(one) {
  const { event: { parent, children, happened }, things, signer, guarded } = one;
  const container = things.get(parent.id);
  if (container !== null && guarded) requireUse(one, container);
  for (const child of children) {
    const thing = one.present(child.item.id, "overdrawn");
    if (thing === null) continue;
    if (guarded) requireUse(one, thing);
    if (child.quantity === null) things.put(thing, parent.id);
    else packAmount(one, thing.book, child);
  }
  if (container === null && things.tracks(parent.id)) {
    things.begin(new Thing(parent.id, { maker: signer, madeAt: happened }));
  }
}

function packAmount(one, book, { item, quantity }) {
  const content = one.content(item.product);
  if (!one.guarded && book.convert(quantity, content) === null) return; // version 1 did not count
  const amount = book.amount(quantity, content);
  if (one.guarded && amount > book.loose(content)) refuse("overpacked", book.lot);
  book.packed += amount;
}

function unpack(one) {
  const { event: { parent, children }, things, guarded } = one;
  const container = one.present(parent.id, "input_missing");
  if (container !== null && guarded) requireUse(one, container, { evenPacked: true });
  const to = container === null ? null : actualHolder(container, things);
  for (const child of children) {
    const thing = one.present(child.item.id, "overdrawn");
    if (thing === null) continue;
    if (child.quantity === null) takeOut(one, thing, to);
    else unpackAmount(one, thing, child);
  }
  if (children.length > 0) return;
  const inside = [...things.inside(parent.id)].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const thing of inside) takeOut(one, thing, to);
}

function takeOut({ event: { parent }, things, guarded }, thing, to) {
  if (thing.container === parent.id) {
    things.put(thing, null);
    thing.holder = to ?? thing.holder;
  } else if (guarded) {
    refuse("not_packed", thing.id);
  }
}

// In other hands the lot's own book stays: it tells what its holder has, not what others opened.
function unpackAmount(one, { id, book, holder }, { item, quantity }) {
  const content = one.content(item.product);
  if (!one.guarded && book.convert(quantity, content) === null) return;
  const amount = book.amount(quantity, content);
  if (amount > book.packed && one.guarded) refuse("not_packed", id);
  if (one.actsFor(holder)) book.packed -= amount > book.packed ? book.packed : amount;
}
