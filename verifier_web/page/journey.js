/** The journey step by step: what, who, where, when it happened and when it was written down. */

import { detailRows } from "./details.js";
import { el, facts, section } from "./dom.js";
import { flagText, flagsAt } from "./flags.js";
import { codeName, localText, partsOf, stepName } from "./names.js";
import { photoNodes } from "./photos.js";
import { isLifted } from "./recalls.js";

/** A step recorded later than this after it happened is marked. */
export const LATE_US = 72 * 3600 * 1_000_000;
const SHOWN_ITEMS = 5;

/**
 * @param {object} result of verifyBundle
 * @param {import("./locale.js").Locale} locale
 * @param {import("./photos.js").Photos|null} photos null where photos are not shown
 */
export function journeySection(result, locale, photos) {
  const steps = withoutRepeats(result.journey);
  if (steps.length === 0) return null;
  const heading = locale.t(result.authentic ? "journey.heading" : "journey.claims");
  const warning = result.authentic ? null : el("p", {}, locale.t("journey.claims_text"));
  const shown = result.authentic ? photos : null;
  const items = steps.map((step) => stepNode(step, result, locale, shown));
  const block = section("journey", heading, warning, el("ol", { class: "steps", role: "list" }, ...items));
  block.classList.toggle("claims", !result.authentic);
  return block;
}

/**
 * A withdrawal repeats the withdrawn event member for member; it is shown once.
 * @param {Array<object>} journey
 */
export function withoutRepeats(journey) {
  const seen = new Set();
  return journey.filter((step) => {
    if (!step.corrected) return true;
    const key = JSON.stringify([step.name, step.bizStep, step.happened, step.listed, step.outputs]);
    const repeat = seen.has(key);
    seen.add(key);
    return !repeat;
  });
}

/**
 * How much later a step was written down than it happened.
 * @returns {{length: number, late: boolean}|null} microseconds; null when the time is not known
 */
export function delayOf({ happened, recorded }) {
  if (recorded === null || recorded === undefined) return null;
  const length = Math.max(0, Number(recorded) - Number(happened));
  return { length, late: length > LATE_US };
}

function stepNode(step, result, locale, photos) {
  const name = stepName(step, locale);
  // How late it was stands beside the time at which it was recorded.
  const flags = flagsAt(result, step.index).filter(({ rule }) => rule !== "late");
  const heading = el("h3", {}, step.corrected ? el("s", {}, name) : name);
  return el(
    "li",
    { class: classOf(step, flags) },
    heading,
    ...marks(step, result).map((key) => el("p", { class: "flag" }, locale.t(key))),
    ...flags.map((flag) => el("p", { class: "flag" }, flagText(flag, result, locale))),
    facts(rows(step, locale), step.corrected ? "facts struck" : "facts"),
    facts(detailRows(step, locale), step.corrected ? "facts details struck" : "facts details"),
    photos && photoNodes(step.attachments, name, photos, locale),
  );
}

function marks(step, result) {
  const recall = isRecall(step);
  const lifted = isLifted(result, step.index);
  return [
    step.failed && !recall && "journey.failed",
    recall && (lifted ? "journey.recall_lifted" : "journey.recall"),
    step.corrected && "journey.corrected",
  ].filter(Boolean);
}

function classOf(step, flags) {
  const names = [
    step.failed && "failed", step.corrected && "corrected", flags.length > 0 && "noted",
  ].filter(Boolean);
  return names.length === 0 ? null : names.join(" ");
}

function isRecall({ disposition }) {
  return /(^|[/:-])recalled$/.test(disposition ?? "");
}

function rows(step, locale) {
  const creates = step.type === "ObjectEvent" && step.action === "ADD";
  const listed = locale.t(creates ? "journey.made" : "journey.goods");
  return [
    [locale.t(creates ? "journey.from" : "journey.used"), goods(step.inputs, locale)],
    [locale.t("journey.made"), goods(step.outputs, locale)],
    [listed, goods(step.listed, locale)],
    [locale.t("journey.who"), step.participant && who(step.participant)],
    [locale.t("journey.where"), step.place && where(step.place)],
    [locale.t("journey.when"), locale.moment(step.happened, step.offset)],
    [locale.t("journey.recorded"), recorded(step, locale)],
  ];
}

function who({ name, province }) {
  return [name, province].filter(Boolean).join(", ");
}

function where({ id, name, province }) {
  const coordinates = id.startsWith("geo:") ? id.slice(4).replace(",", ", ") : id;
  return [name ?? coordinates, province].filter(Boolean).join(", ");
}

function recorded(step, locale) {
  const delay = delayOf(step);
  if (delay === null) return null;
  const moment = locale.moment(step.recorded, step.offset);
  if (!delay.late) return moment;
  const span = locale.span(delay.length);
  return [moment, el("span", { class: "flag line" }, locale.t("journey.late", { span }))];
}

function goods(items, locale) {
  const units = items.filter((item) => partsOf(item.id).kind === "unit");
  const single = units.length === 1 ? units : [];
  const named = [...items.filter((item) => !units.includes(item)), ...single];
  const lines = named.slice(0, SHOWN_ITEMS).map((item) => line(item, locale));
  const more = named.length - lines.length;
  if (more > 0) lines.push(locale.plural("journey.more", more));
  if (units.length > 1) lines.push(locale.plural("journey.units", units.length));
  if (lines.length === 0) return null;
  return lines.map((content) => el("span", { class: "line" }, content));
}

/** Pieces of something named need no word of their own: "232 × Jar of tea". */
function amountOf(quantity, uom, name, locale) {
  const pieces = (uom ?? "H87") === "H87";
  return pieces && name ? `${locale.number(quantity)} ×` : locale.quantity(quantity, uom);
}

function line({ id, quantity, uom, product }, locale) {
  const name = localText(product, locale.language);
  const amount = quantity === null ? null : amountOf(quantity, uom, name, locale);
  const label = name ? el("span", { lang: name.lang }, name.text) : null;
  const known = amount !== null || label !== null;
  const code = codeName(id, locale);
  const tail = known ? el("span", { class: "quiet whole" }, `(${code})`) : code;
  return [amount, label, tail].filter(Boolean).flatMap((part) => [part, " "]);
}
