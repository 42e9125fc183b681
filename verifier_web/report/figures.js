/** How counts, shares, amounts and times are written in every part of the report. */

import { OFFSET } from "./period.js";

const UNITS = Object.freeze({ mass: "KGM", volume: "LTR", pieces: "H87" });

/** In the order in which they are shown. */
export const DIMENSIONS = Object.freeze(Object.keys(UNITS));

/** A share of a whole; a dash where there is no whole. */
export function shareText(part, whole, locale) {
  if (whole === 0) return "–";
  const style = { style: "percent", maximumFractionDigits: part / whole < 0.1 ? 1 : 0 };
  return new Intl.NumberFormat(locale.tag, style).format(part / whole);
}

/** @param {{made: string, dimension: string}} volume `made`: exact decimal in the base unit */
export function volumeText({ made, dimension }, locale) {
  return locale.quantity(made, UNITS[dimension]);
}

/** The day of a time, in the offset of the period. @param {number} time microseconds */
export function dateText(time, locale) {
  return locale.date(time, OFFSET);
}
