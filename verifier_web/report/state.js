/** What stands in place of a report: it is being counted, or there is none, and why. */

import { el } from "../page/dom.js";
import { icon } from "../page/icons.js";
import { periodText } from "./period.js";

/** Codes that asking again does not help. */
const FINAL = new Set(["no_ledger", "unknown_ledger", "bad_period", "refused"]);

/** @param {import("../page/locale.js").Locale} locale */
export function workingNodes(locale) {
  return [el("p", { class: "working" }, icon("working"), " ", locale.t("state.working"))];
}

/** Said aloud when the report is there; it stands below for who sees it. */
export function doneNodes(period, locale) {
  return [el("p", { class: "quiet" }, locale.t("state.done", { period: periodText(period, locale) }))];
}

/**
 * Why there is nothing, and how to ask again.
 * @param {import("./failure.js").ReportFailure} failure
 * @param {() => void} retry
 * @param {import("../page/locale.js").Locale} locale
 */
export function retryNodes({ code, detail }, retry, locale) {
  const button = el("button", { type: "button", class: "button retry", onclick: retry },
    locale.t("state.retry"));
  return [
    el("p", { class: "reason" }, locale.t(`failure.${code}`)),
    detail !== "" && el("p", { class: "quiet technical" }, locale.t("state.detail", { detail })),
    !FINAL.has(code) && button,
  ];
}

/** @param {import("./failure.js").ReportFailure} failure */
export function failureNodes(failure, retry, locale) {
  return [el("div", { class: "failure" }, icon("unchecked"),
    el("div", {}, ...retryNodes(failure, retry, locale)))];
}
