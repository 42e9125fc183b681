/** Inspections and laboratory results: what stops a thing, and who may let it go. */
import { EXACT_PLACES, formatDecimal } from "../decimal.js";
import { CONFORMANT, INSPECTING, NON_CONFORMANT } from "../event.js";
import { isOutside } from "../event_extras.js";
import { refuse } from "./refusal.js";

/**
 * @param {import("./thing.js").Thing} thing
 * @param {import("./thing.js").Things} things
 * @returns {boolean} whether an inspection blocks it, its lot, or something in it
 */
export function findBlock(thing, things) {
  if (!things.knowBlocks) return false;
  const containers = new Set([thing]);
  for (const each of containers) { // a Set hands out what is added while it is walked
    if (isBlocked(each, things)) return true;
    for (const inner of things.inside(each.id)) {
      if (things.holds(inner.id)) containers.add(inner);
      else if (isBlocked(inner, things)) return true;
    }
  }
  return false;
}

/**
 * Blocks a thing, and what it is in.
 *
 * @param {import("./case.js").Case} one
 * @param {import("./thing.js").Thing[]} found
 */
export function blockAll({ things, index }, found) {
  things.knowBlocks = true;
  for (const each of found) each.blocked = index;
}

function isBlocked({ blocked, lot }, things) {
  return blocked !== null || (lot !== null && (things.get(lot)?.blocked ?? null) !== null);
}

/** Whether an event finds what it lists unfit. */
export function failsInspection({ disposition, results }) {
  return disposition === NON_CONFORMANT || results.some(isOutside);
}

/** Whether an event finds what it lists fit. */
export function passesInspection({ disposition, bizStep }) {
  return disposition === CONFORMANT && bizStep === INSPECTING;
}

/** Refuses to call fit what has a result outside its limit. Throws result_contradicts. */
export function checkResults({ event: { disposition, results, things } }) {
  if (disposition !== CONFORMANT || things.length === 0) return;
  if (results.some(isOutside)) refuse("result_contradicts", things[0].item.id);
}

/**
 * @param {import("./case.js").Case} one
 * @returns {object[]} flags: limit_exceeded
 */
export function flagLimits({ event: { results, things } }) {
  const subject = things[0]?.item.id ?? null;
  return results.filter(isOutside).map(({ test, value, limit }) => ({
    rule: "limit_exceeded",
    subject,
    values: {
      test, value: formatDecimal(value, EXACT_PLACES), limit: formatDecimal(limit, EXACT_PLACES),
    },
  }));
}
