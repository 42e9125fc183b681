/** Flags about time: late records, steps out of order, harvests in the waiting time. */
import { ADD, OBJECT } from "../event.js";
import { MICROSECONDS_AN_HOUR, MICROSECONDS_A_DAY } from "../rfc3339.js";
import { countSerials } from "./making.js";

const LATE = 72n * MICROSECONDS_AN_HOUR;

/** @typedef {import("./case.js").Case} Case */

/**
 * @param {Case} one
 * @returns {object[]} flags: late
 */
export function flagLate({ event, recorded }) {
  const behind = recorded.recorded - event.happened;
  if (behind <= LATE) return [];
  const hours = String(behind / MICROSECONDS_AN_HOUR);
  return [{ rule: "late", subject: null, values: { hours } }];
}

/**
 * @param {Case} one
 * @returns {object[]} flags: out_of_order
 */
export function flagOrder({ event, things }) {
  const early = [...new Set(used(event))].filter((id) => {
    const thing = things.get(id);
    return thing !== null && event.happened < thing.madeAt;
  });
  return early.map((subject) => ({ rule: "out_of_order", subject, values: {} }));
}

/**
 * @param {Case} one
 * @returns {object[]} flags: isolation
 */
export function flagIsolation({ event, things }) {
  return [...harvestedTooEarly(event, things), ...treatedTooLate(event, things)];
}

function used(event) {
  const made = event.type === OBJECT && event.action === ADD;
  return [
    ...[...event.inputs, ...(made ? [] : event.things)].map(({ item }) => item.id),
    ...event.grownFrom.map(({ id }) => id),
    ...event.children.map(({ item }) => item.id),
    ...countSerials(event).keys(),
  ];
}

function harvestedTooEarly({ happened, grownFrom }, things) {
  return grownFrom.flatMap(({ id }) => {
    const until = things.get(id)?.closedUntil ?? 0n;
    return happened < until ? [missing(id, until - happened)] : [];
  });
}

function treatedTooLate({ happened, isolation, isWork, things: listed }, things) {
  if (!isWork) return [];
  const until = happened + isolation;
  return listed.flatMap(({ item }) => {
    const last = things.get(item.id)?.harvestedAt ?? until;
    return happened <= last && last < until ? [missing(item.id, until - last)] : [];
  });
}

function missing(subject, micros) {
  const days = (micros + MICROSECONDS_A_DAY - 1n) / MICROSECONDS_A_DAY;
  return { rule: "isolation", subject, values: { days: String(days) } };
}
