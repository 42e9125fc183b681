/** In which order a table's rows stand, and how many of them. */

/**
 * @typedef {{key: string|null, isDown: boolean, isWhole: boolean}} Order kept by whoever draws, so
 *   that it outlives another language
 * @typedef {{key: string, isNumber?: boolean, value: (row: object) => string|number}} Sortable
 */

/** An order that leaves the rows as they came. @returns {Order} */
export function firstOrder() {
  return { key: null, isDown: false, isWhole: false };
}

/**
 * The order after a press on a column's heading: numbers from the greatest, names from the
 * beginning, and the other way round at the second press.
 * @param {Sortable} column
 * @param {Order} order
 */
export function pressed({ key, isNumber = false }, order) {
  return { ...order, key, isDown: order.key === key ? !order.isDown : isNumber };
}

/**
 * The rows in an order; equal ones stay as they came.
 * @param {object[]} rows
 * @param {Sortable[]} columns
 * @param {Order} order
 * @param {import("../page/locale.js").Locale} locale
 */
export function inOrder(rows, columns, { key, isDown }, locale) {
  const column = columns.find((candidate) => candidate.key === key);
  if (column === undefined) return rows;
  const { compare } = new Intl.Collator(locale.tag, { numeric: true });
  const sign = isDown ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    return sign * (column.isNumber ? a - b : compare(a, b));
  });
}
