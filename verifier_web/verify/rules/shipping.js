/** Shipments: sent to somebody named, received by them, refused, or called back. */
import { formatDecimal } from "../decimal.js";
import { RECEIVING, SHIPPING, VOID_SHIPPING } from "../event.js";
import { BOOK_PLACES } from "./book.js";
import { requireUse } from "./custody.js";
import { refuseRecalled } from "./recalls.js";
import { refuse } from "./refusal.js";

const RETURNED = "returned";
const MOVES = new Map([[SHIPPING, ship], [VOID_SHIPPING, callBack], [RECEIVING, receive]]);

/**
 * @param {import("./case.js").Case} one whose event ships, calls back or receives, if it does
 * @throws {EvidenceError} receiver_missing, recalled_moved, shipment_partial, not_in_transit,
 *   not_receiver, not_holder, already_packed, unit_mismatch, and the codes of requireUse
 */
export function moveAll(one) {
  const { event: { isObservation, bizStep, things } } = one;
  const move = isObservation ? MOVES.get(bizStep) : undefined;
  if (move === undefined) return;
  const receiver = bizStep === SHIPPING ? receiverNamed(one) : null;
  things.forEach((listed) => move(one, listed, receiver));
}

/**
 * @param {import("./case.js").Case} one
 * @returns {object[]} flags: received_differs
 */
export function flagReceipt(one) {
  const { event: { bizStep, things } } = one;
  if (bizStep !== RECEIVING) return [];
  return things.flatMap(({ item, quantity }) => {
    const { book, shipped = null } = one.things.get(item.id) ?? {};
    if (shipped === null) return [];
    const received = book.convert(quantity, one.content(item.product));
    if (received === null || received === shipped) return []; // null is refused when entered
    const [sent, got] = [shipped, received].map((amount) => formatDecimal(amount, BOOK_PLACES));
    const values = { shipped: sent, received: got };
    return [{ rule: "received_differs", subject: item.id, values }];
  });
}

function receiverNamed({ event: { receivers }, registry, signer, index, guarded }) {
  const [receiver] = receivers;
  const registered = registry.participants.get(receiver)?.index < index;
  if (receivers.length === 1 && registered && receiver !== signer) return receiver;
  return guarded ? refuse("receiver_missing", null) : null;
}

function ship(one, listed, receiver) {
  if (!one.guarded) {
    shipUnguarded(one, listed, receiver);
    return;
  }
  const thing = one.present(listed.item.id, "overdrawn");
  if (thing === null) return;
  requireUse(one, thing);
  if (!one.registry.actsFor(receiver, thing.maker, one.index)) refuseRecalled(thing, one.things);
  if (listed.quantity !== null) {
    const content = one.content(listed.item.product);
    thing.shipped = thing.book.amount(listed.quantity, content);
    if (thing.shipped > thing.book.loose(content)) refuse("shipment_partial", thing.id);
  }
  thing.receiver = receiver;
}

// What the first version let pass moves on where it makes sense.
function shipUnguarded(one, { item, quantity }, receiver) {
  const thing = one.things.get(item.id);
  if (thing === null || receiver === null || thing.gone || thing.container !== null) return;
  if (thing.receiver !== null || !one.actsFor(thing.holder)) return;
  thing.receiver = receiver;
  if (quantity !== null) thing.shipped = thing.book.convert(quantity, one.content(item.product));
}

function callBack(one, { item }) {
  const thing = one.things.get(item.id);
  if (mayMove(one, item.id, whyNotCalledBack(one, thing))) arrive(thing);
}

function receive(one, { item, quantity }) {
  const thing = one.things.get(item.id);
  if (!mayMove(one, item.id, whyNotReceived(one, thing))) return;
  if (one.guarded && quantity !== null) thing.book.amount(quantity, one.content(item.product));
  arrive(thing);
  if (one.event.disposition !== RETURNED) thing.holder = one.signer;
}

// The first version passes over what the second refuses.
function mayMove(one, id, rule) {
  if (!one.things.tracks(id)) return false;
  if (rule !== null && one.guarded) refuse(rule, id);
  return rule === null;
}

function arrive(thing) {
  Object.assign(thing, { receiver: null, shipped: null });
}

function whyNotCalledBack(one, thing) {
  if (thing === null) return "not_in_transit";
  if (!one.actsFor(thing.holder)) return "not_holder";
  return thing.receiver === null ? "not_in_transit" : null;
}

function whyNotReceived(one, thing) {
  if (thing === null) return "not_in_transit";
  if (thing.container !== null) return "already_packed";
  if (thing.receiver === null) return "not_in_transit";
  return one.actsFor(thing.receiver) ? null : "not_receiver";
}
