/** What a listed amount weighs. */
import { BASE_UNIT, PIECES } from "../quantity.js";

/**
 * @param {import("./case.js").Case} one
 * @param {import("../event.js").Listed} listed
 * @returns {bigint|null} in 1e-18 kg, a litre as a kilogram, since densities are not known; null
 *   for pieces whose product has no net content
 */
export function massOf(one, { item, quantity }) {
  if (quantity !== null && quantity.dimension !== PIECES) return quantity.base * BASE_UNIT;
  const content = one.content(item.product);
  if (content === null || content.dimension === PIECES) return null;
  return content.base * (quantity === null ? BASE_UNIT : quantity.base);
}
