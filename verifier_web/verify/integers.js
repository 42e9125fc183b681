/**
 * Decimal integers in text (docs/formats.md 1). `BigInt("")` is 0n and `BigInt("0x10")` is
 * 16n, so the spelling is checked first. Tree sizes pass 2^53: the value is a BigInt.
 */
import { NguonError } from "./errors.js";

const DECIMAL = /^(?:0|[1-9][0-9]*)$/;
const LONGEST = 19; // digits of 2^63 - 1

/** Sizes and indices in notes and proofs are below this (docs/formats.md 2). */
export const TREE_LIMIT = 1n << 63n;

/**
 * @param {string} text ASCII digits, no sign, no leading zero except "0" itself
 * @param {{below?: bigint}} [bound]
 * @returns {bigint}
 * @throws {NguonError} integer_malformed
 */
export function parseDecimalInteger(text, { below = TREE_LIMIT } = {}) {
  if (typeof text !== "string" || text.length > LONGEST || !DECIMAL.test(text)) {
    throw new NguonError("integer_malformed", "not a decimal integer");
  }
  const value = BigInt(text);
  if (value >= below) throw new NguonError("integer_malformed", `not below ${below}`);
  return value;
}
