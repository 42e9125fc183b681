/** Columns that several tables have. */

import { el } from "../page/dom.js";
import { shareText } from "./figures.js";

/** A count, the greatest asked for first. @param {string} key of the row and of the heading */
export function countColumn(key, locale) {
  return {
    key, label: locale.t(`table.${key}`), isNumber: true,
    value: (row) => row[key], cell: (row) => locale.number(row[key]),
  };
}

/** Which share of the events was recorded late; who has none stands behind all who have. */
export function lateColumn(locale) {
  return {
    key: "late", label: locale.t("table.late_share"), isNumber: true,
    value: ({ late, events }) => (events === 0 ? -1 : late / events),
    cell: ({ late, events }) => shareText(late, events, locale),
  };
}

/** The commune, and of which province where the rows are of several. @param {object[]} rows */
export function communeColumn(rows, locale) {
  const isOne = new Set(rows.map(({ province }) => province)).size <= 1;
  const name = ({ commune }) => commune ?? locale.t("table.not_given");
  return {
    key: "commune", label: locale.t("table.commune"),
    value: (row) => `${row.province}, ${name(row)}`,
    cell: (row) => (isOne ? name(row)
      : [name(row), el("span", { class: "line quiet" }, row.province)]),
  };
}
