/** What the rules flagged in the period, by rule; which cases, on request. */

import { el, section } from "../page/dom.js";
import { barList } from "./bars.js";
import { casesFold } from "./cases.js";
import { tableLink } from "./downloads.js";

/**
 * @param {import("./answer.js").Report} report
 * @param {import("./app.js").Surroundings} around
 * @param {import("../page/locale.js").Locale} locale
 */
export function flagsSection({ flags }, around, locale) {
  const heading = locale.t("flags.heading");
  if (flags.length === 0) {
    return section("flags", heading, el("p", { class: "quiet" }, locale.t("flags.none")));
  }
  const rows = [...flags].sort((one, other) => other.count - one.count)
    .map(({ rule, count, participants }) => ({
      name: ruleName(rule, locale),
      value: count,
      text: [locale.number(count), " ", el("span", { class: "quiet" },
        locale.plural("flags.members", participants))],
      note: casesFold(rule, around, locale),
    }));
  return section("flags", heading,
    el("p", { class: "quiet" }, locale.t("flags.text")),
    barList(rows, "flag"),
    tableLink("flags", around, locale));
}

/** A rule in a few words; its identifier where it is newer than this page. */
export function ruleName(rule, locale) {
  const key = `flag.${rule}`;
  return locale.has(key) ? locale.t(key) : rule;
}
