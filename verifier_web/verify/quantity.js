/** A quantity: an exact decimal and its unit (docs/formats.md 7; UN/ECE Recommendation 20). */
import { parseQuantity } from "./decimal.js";
import { NguonError } from "./errors.js";

export const PIECE = "H87";
export const PIECES = "pieces";

// How many thousandths of kilogram, litre or piece: so that grams need no fraction.
const UNITS = new Map([
  ["KGM", { dimension: "mass", thousandths: 1000n }],
  ["GRM", { dimension: "mass", thousandths: 1n }],
  ["TNE", { dimension: "mass", thousandths: 1_000_000n }],
  ["LTR", { dimension: "volume", thousandths: 1000n }],
  ["MLT", { dimension: "volume", thousandths: 1n }],
  [PIECE, { dimension: PIECES, thousandths: 1000n }],
]);

/** Millionths of thousandths: what `base` of a quantity counts. */
export const BASE_UNIT = 1_000_000_000n;

/**
 * @param {object} element with `quantity` and, where it is not pieces, `uom`
 * @returns {Quantity}
 * @throws {NguonError} quantity_malformed
 * @typedef {{amount: bigint, uom: string, dimension: string, base: bigint}} Quantity amount in
 *   millionths as written; base in 1e-9 kg, litres or pieces
 */
export function readQuantity(element) {
  const amount = parseQuantity(element.quantity);
  const uom = "uom" in element ? element.uom : PIECE;
  const unit = UNITS.get(uom);
  if (unit === undefined) {
    throw new NguonError("quantity_malformed", "an unknown unit", { field: "uom" });
  }
  return { amount, uom, dimension: unit.dimension, base: amount * unit.thousandths };
}
