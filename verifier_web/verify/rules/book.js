/**
 * How much of a lot there is, was taken, was packed, and was given serial numbers. Amounts are
 * exact, in 1e-18 kg, litres or pieces.
 */
import { refuse } from "./refusal.js";
import { BASE_UNIT, PIECES } from "../quantity.js";

/** How many decimal places an amount in a book has. */
export const BOOK_PLACES = 18;

/** @typedef {import("../quantity.js").Quantity} Quantity */

/** The book of one lot, kept in the dimension of its first quantity. */
export class LotBook {
  /**
   * @param {string} lot
   * @param {Quantity} quantity
   */
  constructor(lot, quantity) {
    this.lot = lot;
    this.dimension = quantity.dimension;
    this.made = quantity.base * BASE_UNIT;
    this.taken = 0n;
    this.packed = 0n;
    this.serials = 0n; // pieces
  }

  /** What was not taken, packed and numbered pieces included. */
  get left() {
    return this.made - this.taken;
  }

  /**
   * @param {Quantity|null} content what one piece of the lot's product holds, as registered
   * @returns {bigint} what is neither taken, nor packed, nor numbered
   * @throws {EvidenceError} unit_mismatch
   */
  loose(content) {
    return this.left - this.packed - this.numbered(content);
  }

  /** What the numbered pieces amount to. Throws unit_mismatch. */
  numbered(content) {
    if (this.serials === 0n) return 0n;
    return this.amount({ dimension: PIECES, base: this.serials * BASE_UNIT }, content);
  }

  /**
   * @param {{dimension: string, base: bigint}} quantity
   * @param {Quantity|null} content
   * @returns {bigint} the same as this book counts
   * @throws {EvidenceError} unit_mismatch
   */
  amount(quantity, content) {
    return this.convert(quantity, content) ?? refuse("unit_mismatch", this.lot);
  }

  /** As amount, and null where it cannot be told. */
  convert({ dimension, base }, content) {
    if (dimension === this.dimension) return base * BASE_UNIT;
    if (dimension === PIECES && content?.dimension === this.dimension) return base * content.base;
    return null;
  }
}
