/**
 * Exact decimals for quantities (docs/formats.md 1): a BigInt of millionths. 0.1 + 0.2 kg of
 * salt is 0.3 kg, and a lot of 0.3 kg is not overdrawn by it.
 */
import { NguonError } from "./errors.js";

export const PLACES = 6;
const UNIT = 10n ** BigInt(PLACES);
const LARGEST = 10n ** 12n * UNIT;

/**
 * @param {unknown} value a JSON number > 0, at most 6 decimal places and at most 1e12
 * @returns {bigint} millionths
 * @throws {NguonError} quantity_malformed
 */
export function parseQuantity(value) {
  if (typeof value !== "number" || !(value > 0)) throw malformed("not a number above zero");
  const millionths = toMillionths(value);
  if (millionths > LARGEST) throw malformed("more than 1e12");
  return millionths;
}

/**
 * @param {bigint} millionths
 * @returns {string} plain decimal without an exponent or trailing zeros
 */
export function formatDecimal(millionths) {
  const sign = millionths < 0n ? "-" : "";
  const size = millionths < 0n ? -millionths : millionths;
  const fraction = String(size % UNIT).padStart(PLACES, "0").replace(/0+$/, "");
  return `${sign}${size / UNIT}${fraction === "" ? "" : `.${fraction}`}`;
}

// String(number) gives the shortest decimal that means this double, and that is the decimal
// that was signed, because json.js lets no number of more than 15 digits through.
function toMillionths(value) {
  const [mantissa, exponent = "0"] = String(value).split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  const shift = Number(exponent) - fraction.length + PLACES;
  if (shift < 0) throw malformed("more than 6 decimal places");
  return BigInt(whole + fraction) * 10n ** BigInt(shift);
}

function malformed(detail) {
  return new NguonError("quantity_malformed", detail);
}
