/** Recalls: who, when, why, and what to do; and those that were lifted again. */

import { el } from "./dom.js";

/** What a recall that is in force says. @param {object} result of verifyBundle */
export function recallNodes(result, locale) {
  return recallsOf(result, false).flatMap((recall) => [
    el("p", {}, locale.t("verdict.recalled.by", whoAndWhen(recall, result, locale))),
    recall.reason && el("p", {}, locale.t("verdict.recalled.reason", { reason: recall.reason })),
    recall.instructions && el(
      "p", { class: "todo" }, locale.t("verdict.recalled.todo", { text: recall.instructions }),
    ),
  ]);
}

/** What is left to say of recalls that were lifted. @param {object} result of verifyBundle */
export function liftedNodes(result, locale) {
  return recallsOf(result, true).map((recall) => el(
    "p",
    { class: "note" },
    locale.t("verdict.recalled.lifted", whoAndWhen(recall, result, locale)),
    recall.reason && [" ", locale.t("verdict.recalled.reason", { reason: recall.reason })].join(""),
  ));
}

/** @param {object} result @param {number} index whether the recall of this step was lifted */
export function isLifted(result, index) {
  return recallsOf(result, true).some((recall) => recall.index === index);
}

function recallsOf({ passport }, released) {
  return (passport?.recalls ?? []).filter((recall) => recall.released === released);
}

function whoAndWhen({ index, by, happened }, { journey }, locale) {
  const step = journey.find((candidate) => candidate.index === index);
  return { who: by, date: locale.date(happened, step?.offset) };
}
