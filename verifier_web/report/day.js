/** Calendar days as text, "YYYY-MM-DD": no clock, no time zone. */

const DAY_MS = 86_400_000;
/** Years that a date picker can show and the ledger's times can have. */
const FORM = /^([12]\d{3})-(\d\d)-(\d\d)$/;

/** Tell whether a text is a day that exists. @param {unknown} text */
export function isDay(text) {
  if (typeof text !== "string" || !FORM.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && written(time) === text;
}

/** The day some days later; earlier where `days` is negative. @param {string} day */
export function addDays(day, days) {
  return written(noon(day) + days * DAY_MS);
}

/** How many days lie from one day to another, 0 for the same one. */
export function daysBetween(from, to) {
  return Math.round((noon(to) - noon(from)) / DAY_MS);
}

/** The first day of the month that lies some months from that of `day`. */
export function monthStart(day, months = 0) {
  const [year, month] = day.split("-").map(Number);
  return written(Date.UTC(year, month - 1 + months, 1));
}

/** The last day of that month. */
export function monthEnd(day, months = 0) {
  return addDays(monthStart(day, months + 1), -1);
}

/** Monday of the week that a day is in (ISO 8601). */
export function weekStart(day) {
  const weekday = new Date(noon(day)).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** The day that a reader's own calendar shows now. @param {Date} now */
export function localDay(now) {
  return written(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
}

/** As a locale writes it. @param {import("../page/locale.js").Locale} locale */
export function dayText(day, locale, fields) {
  const style = { ...fields, timeZone: "UTC" };
  return new Intl.DateTimeFormat(locale.tag, style).format(new Date(noon(day)));
}

function noon(day) {
  return Date.parse(`${day}T12:00:00Z`);
}

function written(time) {
  return new Date(time).toISOString().slice(0, 10);
}
