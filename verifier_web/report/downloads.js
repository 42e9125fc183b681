/** The same report to take along: a workbook of all tables, and each table as text. */

import { el } from "../page/dom.js";
import { answerAddress } from "./address.js";
import { instants } from "./period.js";

/** @param {{ledger: object, period: object}} around @param {import("../page/locale.js").Locale} locale */
export function workbookLink({ ledger, period }, locale) {
  const href = answerAddress(ledger, "/report.xlsx", instants(period));
  return el("a", { class: "button", href, download: true }, locale.t("downloads.workbook"));
}

/** One table for a spreadsheet or another program. @param {string} table as the server names it */
export function tableLink(table, { ledger, period }, locale) {
  const href = answerAddress(ledger, "/report.csv", { ...instants(period), table });
  return el("p", {}, el("a", { class: "download", href, download: true },
    locale.t("downloads.table")));
}
