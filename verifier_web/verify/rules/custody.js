/** Who may do something with a thing: whoever holds it, while it is there. */
import { findBlock } from "./quality.js";
import { refuse } from "./refusal.js";

/** @typedef {import("./thing.js").Thing} Thing */
/** @typedef {import("./thing.js").Things} Things */

const PAST_BLOCKS = ["destroying", "unpacking"];

/**
 * @param {Thing} thing
 * @param {Things} things
 * @returns {Thing[]} what it is in, from the inside out, as far as that is tracked
 */
export function containersOf(thing, things) {
  const found = new Set([thing]);
  let container = things.get(thing.container);
  while (container !== null && !found.has(container)) {
    found.add(container);
    container = things.get(container.container);
  }
  return [...found].slice(1);
}

/**
 * @param {Thing} thing
 * @param {Things} things
 * @returns {string} the participant who holds the outermost container that it is in, or itself
 */
export function actualHolder(thing, things) {
  const [outermost = thing] = containersOf(thing, things).reverse();
  return outermost.holder;
}

/**
 * @param {Thing} thing
 * @param {Things} things
 * @returns {string|null} to whom it, or a container of it, is on its way
 */
export function receiverOf(thing, things) {
  const sent = [thing, ...containersOf(thing, things)].find(({ receiver }) => receiver !== null);
  return sent?.receiver ?? null;
}

/**
 * Refuses unless the signer may use a thing ("may use" of docs/rules.md), who thereby holds it.
 *
 * @param {import("./case.js").Case} one
 * @param {Thing} thing
 * @param {{evenPacked?: boolean, evenBlocked?: boolean, takesOver?: boolean}} [leave]
 * @throws {EvidenceError} already_spent, not_holder, in_transit, already_packed, blocked
 */
export function requireUse(
  one, thing, { evenPacked = false, evenBlocked = false, takesOver = true } = {},
) {
  const { event: { bizStep }, things, signer } = one;
  const around = [thing, ...containersOf(thing, things)];
  if (around.some(({ gone }) => gone)) refuse("already_spent", thing.id);
  requireHolder(one, thing);
  if (receiverOf(thing, things) !== null) refuse("in_transit", thing.id);
  if (thing.container !== null && !evenPacked) refuse("already_packed", thing.id);
  const past = evenBlocked || PAST_BLOCKS.includes(bizStep);
  if (!past && findBlock(thing, things)) refuse("blocked", thing.id);
  if (takesOver) thing.holder = signer;
}

/** Refuses unless the signer acts for the actual holder of a thing. Throws not_holder. */
export function requireHolder(one, thing) {
  if (!one.actsFor(actualHolder(thing, one.things))) refuse("not_holder", thing.id);
}
