/** The period that a report is about: whole days, both ends included. */

import { addDays, dayText, daysBetween, isDay, monthEnd, monthStart } from "./day.js";

/** What one press chooses. */
export const PRESETS = Object.freeze(["this_month", "last_month", "three_months", "this_year"]);
/** Days are those of the ledger's country, wherever the reader is: a month is one month for all. */
export const OFFSET = "+07:00";
const LONG = Object.freeze({ day: "numeric", month: "long", year: "numeric" });
const MONTH = Object.freeze({ month: "long", year: "numeric" });
const YEAR = Object.freeze({ year: "numeric" });

/**
 * @typedef {Readonly<{from: string, to: string}>} Period days as "YYYY-MM-DD", from <= to
 */

/** What somebody chose, or the reason why it is no period. @returns {Period|"missing"|"reversed"} */
export function readPeriod(from, to) {
  if (!isDay(from) || !isDay(to)) return "missing";
  return from <= to ? Object.freeze({ from, to }) : "reversed";
}

/** @param {string} name one of PRESETS @param {string} today @returns {Period} */
export function preset(name, today) {
  const periods = {
    this_month: [monthStart(today), monthEnd(today)],
    last_month: [monthStart(today, -1), monthEnd(today, -1)],
    three_months: [monthStart(today, -2), monthEnd(today)],
    this_year: [`${today.slice(0, 4)}-01-01`, `${today.slice(0, 4)}-12-31`],
  };
  const [from, to] = periods[name];
  return Object.freeze({ from, to });
}

/** The preset that a period is, or null. */
export function presetOf(period, today) {
  return PRESETS.find((name) => isSame(preset(name, today), period)) ?? null;
}

/** The period of the same length just before (-1) or after (1): months stay whole months. */
export function neighbour(period, direction) {
  const months = wholeMonths(period);
  if (months > 0) {
    const by = direction * months;
    return Object.freeze({ from: monthStart(period.from, by), to: monthEnd(period.to, by) });
  }
  const days = direction * lengthOf(period);
  return Object.freeze({ from: addDays(period.from, days), to: addDays(period.to, days) });
}

/** The period as the server is asked for it: from the first instant to before the last. */
export function instants({ from, to }) {
  return { from: `${from}T00:00:00${OFFSET}`, to: `${addDays(to, 1)}T00:00:00${OFFSET}` };
}

/** How many days a period has. */
export function lengthOf({ from, to }) {
  return daysBetween(from, to) + 1;
}

export function isSame(one, other) {
  return one.from === other.from && one.to === other.to;
}

/** "tháng 3 năm 2026", "2026", or both days. */
export function periodText(period, locale) {
  const { from, to } = period;
  const months = wholeMonths(period);
  if (months === 1) return dayText(from, locale, MONTH);
  if (months === 12 && from.endsWith("-01-01")) return dayText(from, locale, YEAR);
  const style = months > 0 ? MONTH : LONG;
  if (from === to) return dayText(from, locale, style);
  return locale.t("period.range", {
    from: dayText(from, locale, style), to: dayText(to, locale, style),
  });
}

function wholeMonths({ from, to }) {
  if (from !== monthStart(from) || to !== monthEnd(to)) return 0;
  const [one, other] = [from, to].map((day) => day.split("-").map(Number));
  return 12 * (other[0] - one[0]) + other[1] - one[1] + 1;
}
