/**
 * What the rules flag (docs/rules.md), in plain words: recorded, authentic, and worth knowing.
 */

import { RULES, STATUSES } from "../rules.js";
import { el } from "./dom.js";
import { nameOf } from "./naming.js";
import { stepName } from "./names.js";

/** A cooperative's weak network makes these; alone they say nothing against the food. */
const MILD = new Set(["late", "yield_unknown"]);
const SHOWN_OF_A_KIND = 3;
const HOUR = 3_600_000_000;
const KIND_OF_UNIT = { mass: "KGM", volume: "LTR", pieces: "H87" };

/**
 * @typedef {{rule: string, index: number, subject: string|null,
 *   values: Object<string, string>}} Flag
 */

/**
 * The flags by their kind, those that raise a question first.
 * @param {{flags: Flag[]}} result of verifyBundle
 * @returns {Array<{rule: string, isMild: boolean, flags: Flag[]}>}
 */
export function kindsOf({ flags }) {
  const kinds = new Map();
  for (const flag of flags) {
    if (!kinds.has(flag.rule)) {
      kinds.set(flag.rule, { rule: flag.rule, isMild: MILD.has(flag.rule), flags: [] });
    }
    kinds.get(flag.rule).flags.push(flag);
  }
  return [...kinds.values()].sort((one, other) => one.isMild - other.isMild);
}

/** The flags of one step. @param {{flags: Flag[]}} result @param {number} index */
export function flagsAt({ flags }, index) {
  return flags.filter((flag) => flag.index === index);
}

/** One list element for each kind. @param {object} result of verifyBundle */
export function flagList(result, locale) {
  const kinds = kindsOf(result).map(({ flags }) => el("li", {}, ...lines(flags, result, locale)));
  return el("ul", { class: "things-to-know", role: "list" }, ...kinds);
}

/**
 * A flag's sentence with its placeholders filled.
 * @param {Flag} flag
 * @param {object} result of verifyBundle, which knows the names
 */
export function flagText(flag, result, locale) {
  const { rule, values } = flag;
  // A buyer counts days, where a clerk counts hours.
  if (rule === "late") return locale.t("flags.late", { span: locale.span(Number(values.hours) * HOUR) });
  const sentence = RULES[rule]?.[locale.language];
  if (sentence === undefined) return locale.t("flags.unnamed", { rule });
  return sentence.replace(/\{(\w+)\}/g, (_, name) => valueText(name, flag, result, locale));
}

// A sentence is said once, and a step named once; what is left out stands at its step.
function lines(flags, result, locale) {
  const said = new Map();
  for (const flag of flags) {
    const text = flagText(flag, result, locale);
    if (!said.has(text)) said.set(text, flag);
  }
  const shown = [...said].slice(0, SHOWN_OF_A_KIND);
  const nodes = shown.map(([text, { index }], at) => {
    const isSameStep = at > 0 && shown[at - 1][1].index === index;
    return el("p", {}, isSameStep ? null : whereNode(index, result, locale), text);
  });
  const more = flags.length - shown.length;
  return more === 0 ? nodes : [...nodes, el("p", {}, locale.plural("flags.more", more))];
}

function whereNode(index, { journey }, locale) {
  const step = journey.find((candidate) => candidate.index === index);
  if (step === undefined) return null;
  const date = locale.date(step.happened, step.offset);
  return el("span", { class: "line where" }, `${stepName(step, locale)}, ${date}`);
}

function valueText(name, flag, result, locale) {
  if (name === "subject") return subjectText(flag, result, locale);
  const value = flag.values[name] ?? "";
  if (name === "step") return stepName({ name: value, bizStep: null }, locale);
  if (name === "status") return STATUSES[value]?.[locale.language] ?? value;
  if (name === "shipped" || name === "received") return amountText(flag, value, result, locale);
  return isDecimal(value) ? locale.reading(value) : value;
}

function subjectText({ rule, subject }, result, locale) {
  const isProcess = rule === "too_fast" || rule === "too_slow";
  const name = nameOf(result, subject, locale);
  return name ?? (isProcess ? locale.t("flags.process") : subject);
}

// Shipped and received are counted in the lot's own unit, which its book knows.
function amountText({ subject }, value, { balances }, locale) {
  const book = balances.find(({ lot }) => lot === subject);
  return book ? locale.quantity(value, KIND_OF_UNIT[book.dimension]) : locale.number(value);
}

function isDecimal(value) {
  return /^-?\d+(\.\d+)?$/.test(value);
}
