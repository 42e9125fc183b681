/** The verdict in one sentence, and why. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { stepName } from "./names.js";
import { reasonKey } from "./reasons.js";

const NO_RETRY = new Set(["product_only", "bad_code", "no_crypto", "file_unreadable"]);

/**
 * Which of the page's faces an outcome has: a recall is "wrong" with its own sentence.
 * @param {{verdict: string, code: string|null}} outcome
 * @returns {"verified"|"wrong"|"recalled"|"unchecked"}
 */
export function faceOf({ verdict, code }) {
  if (verdict === "verified" || verdict === "unchecked") return verdict;
  return code === "recalled" ? "recalled" : "wrong";
}

/** What the verdict region holds while the page works. @param {"fetch"|"check"} stage */
export function workingVerdict(stage, locale) {
  const bar = el("progress", {
    max: 2, value: stage === "fetch" ? null : 1, "aria-label": locale.t("working.progress"),
  });
  return [
    icon("working"),
    el("h1", {}, locale.t("working.title")),
    el("p", {}, locale.t(`working.${stage}`)),
    bar,
  ];
}

/** What it holds before anything was asked. */
export function landingVerdict(locale) {
  return [el("h1", {}, locale.t("landing.title")), el("p", {}, locale.t("landing.text"))];
}

/**
 * @param {import("./inspect.js").Outcome} outcome
 * @param {import("./locale.js").Locale} locale
 * @param {(() => void)|null} retry null where trying again is up to the buyer
 */
export function verdictNodes(outcome, locale, retry) {
  const face = faceOf(outcome);
  return [
    icon(face),
    el("h1", {}, ...headline(face, locale)),
    ...explanation(face, outcome, locale),
    el("p", { class: "advice" }, locale.t(`verdict.${face}.advice`)),
    selfNamedNote(outcome, locale),
    retryButton(face, outcome, locale, retry),
    technicalDetail(face, outcome, locale),
  ];
}

function headline(face, locale) {
  const title = locale.t(`verdict.${face}.title`);
  if (face !== "recalled") return [title];
  return [title, " ", el("span", { class: "line" }, locale.t("verdict.recalled.order"))];
}

function explanation(face, outcome, locale) {
  if (face === "verified") return [el("p", {}, locale.t("verdict.verified.text"))];
  const reason = el("p", { class: "reason" }, locale.t(reasonKey(outcome.code)));
  const recalls = recallFacts(face, outcome, locale);
  return recalls.length > 0 ? [reason, ...recalls] : [failingPlace(outcome, locale), reason];
}

function failingPlace({ result }, locale) {
  const index = result?.failure?.index;
  if (index === null || index === undefined) return null;
  const step = result.journey.find((candidate) => candidate.index === index);
  const text = step
    ? locale.t("verdict.where", {
        step: stepName(step, locale), date: locale.date(step.happened, step.offset),
      })
    : locale.t("verdict.register");
  return el("p", { class: "where" }, text);
}

function recallFacts(face, { result }, locale) {
  if (face !== "recalled") return [];
  return (result?.passport?.recalls ?? []).flatMap((recall) => {
    const step = result.journey.find((candidate) => candidate.index === recall.index);
    const date = locale.date(recall.happened, step?.offset);
    const by = el("p", {}, locale.t("verdict.recalled.by", { who: recall.by, date }));
    if (!recall.reason) return [by];
    return [by, el("p", {}, locale.t("verdict.recalled.reason", { reason: recall.reason }))];
  });
}

function selfNamedNote({ selfNamed, id }, locale) {
  if (!selfNamed || id === null) return null;
  return el("p", { class: "note" }, locale.t("verdict.file_note", { id }));
}

function retryButton(face, { code }, locale, retry) {
  if (face !== "unchecked" || retry === null || NO_RETRY.has(code)) return null;
  return el("button", { type: "button", class: "button", onclick: retry }, locale.t("verdict.retry"));
}

function technicalDetail(face, { detail }, locale) {
  if (face === "verified" || detail === "") return null;
  return el("p", { class: "technical" }, locale.t("verdict.detail", { detail }));
}
