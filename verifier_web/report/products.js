/** The table of products: whose, how often each was recorded, and how much of it was made. */

import { el, section } from "../page/dom.js";
import { localText } from "../page/names.js";
import { countColumn } from "./columns.js";
import { tableLink } from "./downloads.js";
import { volumeText } from "./figures.js";
import { dataTable } from "./table.js";
import { productNode } from "./volumes.js";

/**
 * @param {import("./answer.js").Report} report
 * @param {import("./app.js").Surroundings} around
 * @param {import("../page/locale.js").Locale} locale
 */
export function productsSection({ products }, around, locale) {
  const heading = locale.t("products.heading");
  if (products.length === 0) {
    return section("products", heading, el("p", { class: "quiet" }, locale.t("products.none")));
  }
  const table = dataTable({
    id: "products",
    rows: products,
    order: around.orderOf("products"),
    columns: columns(locale),
  }, locale);
  return section("products", heading, table, tableLink("products", around, locale));
}

function columns(locale) {
  return [
    {
      key: "product", label: locale.t("table.product"),
      value: ({ id, name }) => localText(name, locale.language)?.text ?? id,
      cell: (product) => productNode(product, locale),
    },
    {
      key: "made", label: locale.t("table.made"), isNumber: true,
      value: ({ volumes }) => Number(volumes[0]?.made ?? 0),
      cell: ({ volumes }) => volumes.map((volume) => volumeText(volume, locale)).join(", ") || "–",
    },
    countColumn("events", locale),
    countColumn("lots", locale),
    countColumn("units", locale),
    {
      key: "owner", label: locale.t("table.owner"),
      value: ({ owner }) => owner, cell: ({ owner }) => owner,
    },
  ];
}
