/** Who recorded, how much, how late, and who did not at all. */

import { el, section } from "../page/dom.js";
import { STATUSES } from "../rules.js";
import { communeColumn, countColumn, lateColumn } from "./columns.js";
import { tableLink } from "./downloads.js";
import { dateText, volumeText } from "./figures.js";
import { dataTable } from "./table.js";
import { productNode } from "./volumes.js";

/**
 * @param {import("./answer.js").Report} report
 * @param {import("./app.js").Surroundings} around
 * @param {import("../page/locale.js").Locale} locale
 */
export function cooperativesSection(report, around, locale) {
  const { cooperatives, totals } = report;
  const heading = locale.t("cooperatives.heading");
  if (cooperatives.length === 0) {
    return section("cooperatives", heading,
      el("p", { class: "quiet" }, locale.t("cooperatives.none")));
  }
  const lead = totals.silent > 0
    ? el("p", { class: "flag" }, locale.plural("cooperatives.silent_lead", totals.silent))
    : el("p", { class: "quiet" }, locale.t("cooperatives.none_silent"));
  const table = dataTable({
    id: "cooperatives",
    // Who did not record is asked about first.
    rows: [...cooperatives].sort((one, other) => other.isSilent - one.isSilent),
    order: around.orderOf("cooperatives"),
    isMarked: ({ isSilent }) => isSilent,
    columns: columns(report, locale),
  }, locale);
  return section("cooperatives", heading, lead, table, tableLink("cooperatives", around, locale));
}

function columns({ cooperatives, products }, locale) {
  const known = new Map(products.map((product) => [product.id, product]));
  return [
    {
      key: "name", label: locale.t("table.cooperative"), value: ({ name }) => name,
      cell: (row) => nameCell(row, locale),
    },
    countColumn("events", locale),
    lateColumn(locale),
    countColumn("flags", locale),
    {
      key: "lastRecorded", label: locale.t("table.last_recorded"), isNumber: true,
      value: ({ lastRecorded }) => lastRecorded ?? 0,
      cell: ({ lastRecorded }) => (
        lastRecorded === null ? locale.t("table.never") : dateText(lastRecorded, locale)),
    },
    {
      key: "volumes", label: locale.t("table.made"), value: ({ volumes }) => volumes.length,
      isNumber: true, isText: true,
      cell: ({ volumes }) => volumesCell(volumes, known, locale),
    },
    communeColumn(cooperatives, locale),
  ];
}

function nameCell({ name, kind, status, isSilent }, locale) {
  const key = `kind.${kind}`;
  const what = el("span", { class: "line kind" }, locale.has(key) ? locale.t(key) : kind);
  const badges = [
    isSilent && badge("silent", locale.t("cooperatives.silent")),
    status !== "active" && badge("ended", STATUSES[status]?.[locale.language] ?? status),
  ];
  return [name, what, ...badges];
}

function badge(name, text) {
  return el("span", { class: `badge badge-${name}` }, text);
}

function volumesCell(volumes, known, locale) {
  if (volumes.length === 0) return "–";
  const line = (volume) => el("li", {},
    productNode(known.get(volume.product) ?? { id: volume.product, name: null }, locale),
    ": ", volumeText(volume, locale));
  return el("ul", { class: "cell-list", role: "list" }, ...volumes.map(line));
}
