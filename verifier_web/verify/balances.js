/** What a page says about quantities: how much of each lot was made, used, packed, numbered. */
import { formatDecimal } from "./decimal.js";
import { BOOK_PLACES } from "./rules/book.js";

/**
 * @param {object} found what the steps established
 * @returns {object[]} the books of the lots on the way, in the order of first making; amounts as
 *   plain decimals in kg, litres or pieces; none where step 10 did not pass
 */
export function describeBalances({ holdings }) {
  const write = (amount) => formatDecimal(amount, BOOK_PLACES);
  return (holdings?.things.lots ?? []).map(({ book }) => ({
    lot: book.lot,
    dimension: book.dimension,
    made: write(book.made),
    taken: write(book.taken),
    packed: write(book.packed),
    serials: Number(book.serials),
    left: write(book.left),
  }));
}
