/**
 * Times (RFC 3339 section 5.6 in the profile of docs/formats.md 1). `Date.parse` accepts a
 * dozen other spellings and stops at milliseconds.
 *
 * A time is a BigInt of microseconds: year 9999 lies beyond 2^53 of them, and two times that
 * differ by one microsecond must not compare as equal. The page gets plain numbers.
 */
import { NguonError } from "./errors.js";

const TIME =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)$/;
const OFFSET = /^([+-])(\d\d):(\d\d)$/;
const LAST = BigInt(Date.UTC(9999, 11, 31, 23, 59, 59, 999)) * 1000n + 999n;

export const MICROSECONDS_A_MINUTE = 60_000_000n;
export const MICROSECONDS_AN_HOUR = 60n * MICROSECONDS_A_MINUTE;
export const MICROSECONDS_A_DAY = 24n * MICROSECONDS_AN_HOUR;
export const MAX_OFFSET_MINUTES = 14 * 60;

/**
 * @param {unknown} text
 * @returns {{micros: bigint, offset: string}} microseconds since 1970-01-01T00:00:00Z, and the
 *   offset as written (`Z` or `±hh:mm`)
 * @throws {NguonError} time_malformed
 */
export function parseTime(text) {
  const parts = typeof text === "string" ? TIME.exec(text) : null;
  if (parts === null) throw malformed("not an RFC 3339 time");
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
  if (!isDate(year, month, day)) throw malformed("not a date");
  if (hour > 23 || minute > 59 || second > 59) throw malformed("not a time of day");
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const fraction = BigInt((parts[7] ?? "").padEnd(6, "0"));
  const offset = parts[8];
  const shift = offset === "Z" ? 0n : parseOffset(offset);
  const micros = BigInt(local) * 1000n + fraction - shift;
  if (micros < 0n || micros > LAST) throw malformed("not between 1970 and 9999");
  return { micros, offset };
}

/**
 * @param {unknown} text `±hh:mm`
 * @returns {bigint} microseconds east of UTC
 * @throws {NguonError} time_malformed
 */
export function parseOffset(text) {
  const parts = typeof text === "string" ? OFFSET.exec(text) : null;
  if (parts === null) throw malformed("not an offset ±hh:mm");
  const minutes = 60 * Number(parts[2]) + Number(parts[3]);
  if (Number(parts[3]) > 59 || minutes > MAX_OFFSET_MINUTES) {
    throw malformed("not an offset of at most 14 hours");
  }
  const shift = BigInt(minutes) * MICROSECONDS_A_MINUTE;
  return parts[1] === "-" ? -shift : shift;
}

// Date.UTC takes the years 0 to 99 for 1900 to 1999, and rolls 30 February over.
function isDate(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  return y === year && m === month && d === day;
}

function malformed(detail) {
  return new NguonError("time_malformed", detail);
}
