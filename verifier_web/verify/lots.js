/**
 * How much of a lot there is, was taken, and was given serial numbers: the arithmetic of
 * docs/verification.md, step 10. Amounts are exact, in 1e-18 kg, litres or pieces.
 */
import { NguonError } from "./errors.js";
import { BASE_UNIT, PIECES } from "./quantity.js";

/** @typedef {import("./quantity.js").Quantity} Quantity */

/** The books of one lot, kept in the dimension of its first quantity. */
export class LotBalance {
  /**
   * @param {string} lot
   * @param {Quantity} quantity
   */
  constructor(lot, quantity) {
    this.lot = lot;
    this.dimension = quantity.dimension;
    this.made = quantity.base * BASE_UNIT;
    this.taken = 0n;
    this.serials = 0n;
  }

  /**
   * @param {Quantity} quantity
   * @param {Quantity|null} content what one piece of the lot's product holds
   * @throws {NguonError} unit_mismatch
   */
  add(quantity, content) {
    this.made += this.inOwnUnit(quantity, content);
  }

  /**
   * @param {Quantity} quantity
   * @param {Quantity|null} content
   * @throws {NguonError} unit_mismatch, overdrawn
   */
  take(quantity, content) {
    this.taken += this.inOwnUnit(quantity, content);
    if (this.taken > this.made) throw new NguonError("overdrawn", `${this.lot} has less left`);
  }

  /**
   * @param {number} count pieces that get serial numbers
   * @param {Quantity|null} content
   * @throws {NguonError} unit_mismatch, overserialised
   */
  serialise(count, content) {
    this.serials += BigInt(count);
    const pieces = { dimension: PIECES, base: this.serials * BASE_UNIT };
    if (this.inOwnUnit(pieces, content) > this.made) {
      throw new NguonError("overserialised", `${this.lot} has fewer pieces`);
    }
  }

  inOwnUnit({ dimension, base }, content) {
    if (dimension === this.dimension) return base * BASE_UNIT;
    if (dimension === PIECES && content?.dimension === this.dimension) return base * content.base;
    throw new NguonError("unit_mismatch", `${this.lot} is counted in ${this.dimension}`);
  }
}
