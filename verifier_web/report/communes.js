/** The table of communes: where is recorded, and where is not. */

import { section } from "../page/dom.js";
import { communeColumn, countColumn, lateColumn } from "./columns.js";
import { tableLink } from "./downloads.js";
import { dataTable } from "./table.js";

/**
 * @param {import("./answer.js").Report} report
 * @param {import("./app.js").Surroundings} around
 * @param {import("../page/locale.js").Locale} locale
 */
export function communesSection({ communes }, around, locale) {
  const table = dataTable({
    id: "communes",
    rows: communes,
    order: around.orderOf("communes"),
    isMarked: ({ silent }) => silent > 0,
    columns: [
      communeColumn(communes, locale),
      countColumn("cooperatives", locale),
      countColumn("silent", locale),
      countColumn("events", locale),
      lateColumn(locale),
      countColumn("flags", locale),
    ],
  }, locale);
  return section("communes", locale.t("communes.heading"), table,
    tableLink("communes", around, locale));
}
