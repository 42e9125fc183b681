/** The verdict in one sentence, and why. */

import { el } from "./dom.js";
import { flagList, kindsOf } from "./flags.js";
import { icon } from "./icons.js";
import { makerNote } from "./maker.js";
import { stepName } from "./names.js";
import { recordOffset } from "./offset.js";
import { reasonKey } from "./reasons.js";
import { liftedNodes, recallNodes } from "./recalls.js";

const NO_RETRY = new Set(["product_only", "bad_code", "no_crypto", "file_unreadable"]);

/**
 * Which of the page's faces an outcome has: a recall is "wrong" with its own sentence, and what is
 * verified may still hold something to know.
 * @param {{verdict: string, code: string|null, result: object|null}} outcome
 * @returns {"verified"|"flagged"|"wrong"|"recalled"|"unchecked"}
 */
export function faceOf({ verdict, code, result }) {
  if (verdict === "unchecked") return verdict;
  if (verdict === "verified") return result.flags.length > 0 ? "flagged" : "verified";
  return code === "recalled" ? "recalled" : "wrong";
}

/** The verdict in one sentence. @param {import("./inspect.js").Outcome} outcome */
export function titleOf(outcome, locale) {
  const face = faceOf(outcome);
  if (face !== "flagged") return locale.t(`verdict.${face}.title`);
  return locale.plural("verdict.flagged.title", kindsOf(outcome.result).length);
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
    el("h1", {}, titleOf(outcome, locale), ...order(face, locale)),
    ...explanation(face, outcome, locale),
    ...notes(face, outcome, locale),
    el("p", { class: "advice" }, locale.t(`verdict.${face}.advice`)),
    selfNamedNote(outcome, locale),
    retryButton(face, outcome, locale, retry),
    technicalDetail(face, outcome, locale),
  ];
}

function order(face, locale) {
  if (face !== "recalled") return [];
  return [" ", el("span", { class: "line" }, locale.t("verdict.recalled.order"))];
}

function explanation(face, outcome, locale) {
  if (face === "verified") return [el("p", {}, locale.t("verdict.verified.text"))];
  if (face === "flagged") return flagged(outcome, locale);
  const reason = el("p", { class: "reason" }, locale.t(reasonKey(outcome.code)));
  const recalls = face === "recalled" ? recallNodes(outcome.result, locale) : [];
  return recalls.length > 0 ? [reason, ...recalls] : [failingPlace(outcome, locale), reason];
}

// Late alone is no alarm: a buyer is told, and told what it does not mean.
function flagged({ result }, locale) {
  const isMild = kindsOf(result).every((kind) => kind.isMild);
  const lead = isMild ? "verdict.flagged.mild" : "verdict.flagged.text";
  return [el("p", {}, locale.t(lead)), flagList(result, locale)];
}

function notes(face, { result }, locale) {
  if (face !== "verified" && face !== "flagged") return [];
  return [makerNote(result, recordOffset(result), locale), ...liftedNodes(result, locale)];
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

function selfNamedNote({ selfNamed, id }, locale) {
  if (!selfNamed || id === null) return null;
  return el("p", { class: "note" }, locale.t("verdict.file_note", { id }));
}

function retryButton(face, { code }, locale, retry) {
  if (face !== "unchecked" || retry === null || NO_RETRY.has(code)) return null;
  return el("button", { type: "button", class: "button", onclick: retry }, locale.t("verdict.retry"));
}

function technicalDetail(face, { detail }, locale) {
  if (face === "verified" || face === "flagged" || detail === "") return null;
  return el("p", { class: "technical" }, locale.t("verdict.detail", { detail }));
}
