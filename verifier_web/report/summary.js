/** What a union asks first, in a few figures. */

import { el } from "../page/dom.js";
import { toRenew } from "./certificates.js";
import { shareText } from "./figures.js";

/**
 * @param {import("./answer.js").Report} report
 * @param {import("../page/locale.js").Locale} locale
 */
export function summary(report, locale) {
  const { events, late, flags, cooperatives, silent } = report.totals;
  const { expiring, expired } = toRenew(report.certificates);
  const number = (value) => locale.number(value);
  const recording = locale.t("summary.of", {
    part: number(cooperatives - silent), whole: number(cooperatives),
  });
  return el("dl", { class: "summary" },
    card(locale.t("summary.events"), number(events), null),
    card(locale.t("summary.late"), shareText(late, events, locale),
      locale.plural("summary.late_note", late)),
    card(locale.t("summary.recording"), recording,
      locale.plural("summary.silent_note", silent), silent > 0),
    card(locale.t("summary.flags"), number(flags), null),
    card(locale.t("summary.certificates"), number(expiring.length),
      locale.plural("summary.expired_note", expired.length), expired.length > 0));
}

function card(name, figure, note, isMarked = false) {
  return el("div", { class: isMarked ? "card marked" : "card" },
    el("dt", {}, name),
    el("dd", {}, el("strong", {}, figure), note && el("span", { class: "line quiet" }, note)));
}
