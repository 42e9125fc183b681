/**
 * Exact decimals. A quantity (docs/formats.md 1) is a BigInt of millionths: 0.1 + 0.2 kg of salt
 * is 0.3 kg, and a lot of 0.3 kg is not overdrawn by it. Any other number of a document is a
 * BigInt of 1e-32, which is exact for 15 digits down to 1e-18.
 */
import { NguonError } from "./errors.js";

export const PLACES = 6;
export const EXACT_PLACES = 32;
/** One, as readExact gives it. */
export const EXACT_ONE = 10n ** BigInt(EXACT_PLACES);

const LARGEST = 10n ** 12n * 10n ** BigInt(PLACES);

/**
 * @param {unknown} value a JSON number > 0, at most 6 decimal places and at most 1e12
 * @returns {bigint} millionths
 * @throws {NguonError} quantity_malformed
 */
export function parseQuantity(value) {
  if (typeof value !== "number" || !(value > 0)) throw malformed("not a number above zero");
  const millionths = scale(value, PLACES);
  if (millionths === null) throw malformed("more than 6 decimal places");
  if (millionths > LARGEST) throw malformed("more than 1e12");
  return millionths;
}

/**
 * @param {number|string} value a number that json.js let through, or a plain decimal
 * @returns {bigint|null} in 1e-32; null if it has more places than that
 */
export function readExact(value) {
  return scale(value, EXACT_PLACES);
}

/**
 * @param {bigint} units
 * @param {number} [places] how many decimal places a unit stands for
 * @returns {string} plain decimal without an exponent or trailing zeros
 */
export function formatDecimal(units, places = PLACES) {
  const sign = units < 0n ? "-" : "";
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
  const point = digits.length - places;
  const fraction = digits.slice(point).replace(/0+$/, "");
  return `${sign}${digits.slice(0, point)}${fraction === "" ? "" : `.${fraction}`}`;
}

// String(number) gives the shortest decimal that means this double, and that is the decimal
// that was signed, because json.js lets no number of more than 15 digits through.
function scale(value, places) {
  const [mantissa, exponent = "0"] = String(value).split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  const shift = Number(exponent) - fraction.length + places;
  return shift < 0 ? null : BigInt(whole + fraction) * 10n ** BigInt(shift);
}

function malformed(detail) {
  return new NguonError("quantity_malformed", detail);
}
