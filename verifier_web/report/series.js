/** Counts by day gathered into columns: days, weeks, months or years, as the period is long. */

import { addDays, dayText, monthEnd, monthStart, weekStart } from "./day.js";
import { lengthOf } from "./period.js";

/** The longest period in days of which each day, week or month still has a column of its own. */
const LONGEST = Object.freeze({ day: 45, week: 400, month: 1830 });
/** A label needs room to its right: a narrow screen shows the wide ones only. */
const MOST_TICKS = 4;
const MOST_EXTRA = Object.freeze({ day: 8, week: 12, month: 8, year: 12 });
const TICK_STYLES = Object.freeze({
  day: { day: "numeric", month: "short" },
  week: { month: "short" },
  month: { month: "short", year: "2-digit" },
  year: { year: "numeric" },
});
const LAST_TICK = 0.82;
const LAST_EXTRA = 0.9;

/**
 * @typedef {{from: string, to: string, events: number, late: number}} Column
 * @typedef {{at: number, day: string, isExtra: boolean}} Tick `at`: share of the width, 0 to 1
 */

/** @param {import("./period.js").Period} period @returns {"day"|"week"|"month"|"year"} */
export function unitOf(period) {
  const length = lengthOf(period);
  return ["day", "week", "month"].find((unit) => length <= LONGEST[unit]) ?? "year";
}

/**
 * One column for each unit of the period, the empty ones too; the ends are cut to the period.
 * @param {import("./period.js").Period} period
 * @param {Array<{day: string, events: number, late: number}>} days those without events may miss
 * @returns {Column[]}
 */
export function columnsOf(period, days) {
  const columns = emptyColumns(period, unitOf(period));
  let at = 0;
  for (const { day, events, late } of [...days].sort((one, other) => (one.day < other.day ? -1 : 1))) {
    while (at < columns.length - 1 && columns[at].to < day) at += 1;
    columns[at].events += events;
    columns[at].late += late;
  }
  return columns;
}

/** Where the axis has a label, and of which day. @param {Column[]} columns @returns {Tick[]} */
export function ticksOf(columns, unit) {
  const candidates = columns.map(({ from }, index) => ({ from, index }))
    .filter(({ from, index }) => isMark(columns, unit, from, index));
  const every = Math.ceil(candidates.length / MOST_TICKS);
  const extra = Math.ceil(candidates.length / MOST_EXTRA[unit]);
  return candidates.map(({ from, index }, number) => ({
    at: index / columns.length,
    day: unit === "week" ? columns[index].to : from,
    isExtra: number % every !== 0 || index / columns.length > LAST_TICK,
    isShown: number % extra === 0 && index / columns.length <= LAST_EXTRA,
  })).filter(({ isShown }) => isShown).map(({ at, day, isExtra }) => ({ at, day, isExtra }));
}

/** What a tick says: a day of a month, a month, a year. */
export function tickText(day, unit, locale) {
  return dayText(day, locale, TICK_STYLES[unit]);
}

/** What a column is called: a day, from one day to another, a month, a year. */
export function columnText({ from, to }, unit, locale) {
  if (unit === "year") return dayText(from, locale, { year: "numeric" });
  if (unit === "month") return dayText(from, locale, { month: "long", year: "numeric" });
  const text = (day) => dayText(day, locale, { day: "numeric", month: "short" });
  return from === to ? text(from) : locale.t("period.range", { from: text(from), to: text(to) });
}

/** A round number at or above the greatest count, with a round half. @param {number} greatest */
export function roundUp(greatest) {
  if (greatest <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(greatest));
  return [1, 2, 4, 6, 8, 10].map((step) => step * power)
    .find((value) => value >= greatest);
}

function emptyColumns(period, unit) {
  const columns = [];
  for (let from = period.from; from <= period.to; from = addDays(columns.at(-1).to, 1)) {
    const end = endOf(from, unit);
    columns.push({ from, to: end < period.to ? end : period.to, events: 0, late: 0 });
  }
  return columns;
}

function endOf(day, unit) {
  if (unit === "day") return day;
  if (unit === "week") return addDays(weekStart(day), 6);
  return unit === "month" ? monthEnd(day) : `${day.slice(0, 4)}-12-31`;
}

// Days are marked a week apart, weeks where a month begins, months and years each.
function isMark(columns, unit, from, index) {
  if (unit === "day") return index % 7 === 0;
  if (unit === "week") return monthStart(columns[index].to) >= from;
  return true;
}
