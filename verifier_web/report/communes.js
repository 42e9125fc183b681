/** The table of communes: where is recorded, and where is not. */

import { section } from "../page/dom.js";
import { communeColumn, countColumn, lateColumn } from "./columns.js";
import { tableLink } from "./downloads.js";
import { dataTable } from "./table.js";

/**
 * @param {import("./answer.js").Report} report
 * @param {import("./app.js").Surroundings} around
 * @param {import("../page/locale.js").Locale} locale
 * @returns {HTMLElement|null} null where nobody is registered, which the members' section says
 */
export function communesSection({ communes }, around, locale) {
  if (communes.length === 0) return null;
  const table = dataTable({
    id: "communes",
    // Those that named no commune are no place to look first.
    rows: [...communes].sort((one, other) => (one.commune === null) - (other.commune === null)),
    order: around.orderOf("communes"),
    isMarked: ({ silent }) => silent > 0,
    columns: [
      communeColumn(communes, locale),
      countColumn("events", locale),
      lateColumn(locale),
      countColumn("silent", locale),
      countColumn("cooperatives", locale),
      countColumn("flags", locale),
    ],
  }, locale);
  return section("communes", locale.t("communes.heading"), table,
    tableLink("communes", around, locale));
}
