/** How much of each product was made: one plot for what is weighed, poured and counted. */

import { el, section } from "../page/dom.js";
import { localNode } from "../page/names.js";
import { barList } from "./bars.js";
import { DIMENSIONS, volumeText } from "./figures.js";

const SHOWN = 10;

/** @returns {HTMLElement} a product's name in the reader's language, else its identifier */
export function productNode({ id, name }, locale) {
  return localNode(name, locale) ?? el("span", { class: "code" }, id);
}

/**
 * @param {import("./answer.js").Report} report
 * @param {import("../page/locale.js").Locale} locale
 */
export function volumesSection({ products }, locale) {
  const parts = DIMENSIONS.map((dimension) => partOf(products, dimension, locale));
  const shown = parts.filter((part) => part !== null);
  const content = shown.length > 0
    ? [el("div", { class: "plots" }, ...shown)]
    : [el("p", { class: "quiet" }, locale.t("volumes.none"))];
  return section("volumes", locale.t("volumes.heading"), ...content);
}

function partOf(products, dimension, locale) {
  const found = products.flatMap((product) => product.volumes
    .filter((volume) => volume.dimension === dimension)
    .map((volume) => ({ product, volume })))
    .sort((one, other) => Number(other.volume.made) - Number(one.volume.made));
  if (found.length === 0) return null;
  const rows = found.slice(0, SHOWN).map(({ product, volume }) => ({
    name: productNode(product, locale),
    value: Number(volume.made),
    text: volumeText(volume, locale),
  }));
  const more = found.length - rows.length;
  return el("figure", {},
    el("figcaption", {}, locale.t(`volumes.${dimension}`)),
    barList(rows, "volume"),
    more > 0 && el("p", { class: "quiet" }, locale.plural("volumes.more", more)));
}
