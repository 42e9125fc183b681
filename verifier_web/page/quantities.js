/** How much came out of each step, as bars of one scale. */

import { el, section, svg } from "./dom.js";
import { localText, partsOf, stepName } from "./names.js";

const KILOGRAMS = { KGM: 1, GRM: 0.001, TNE: 1000 };
const PIECE = "H87";

/**
 * @typedef {object} Yield
 * @property {object} step the first of the steps that are counted together
 * @property {Array<object>} items what they made, as in a result's journey
 * @property {Array<{quantity: number, uom: string}>} amounts one for each unit of measure
 * @property {number|null} mass in kilograms, null where no weight is known
 * @property {{quantity: string, uom: string}|null} each what one piece holds
 */

/**
 * What every step that makes something made, in order; the same step several times in a row (many
 * households plucking) is counted together.
 * @param {Array<object>} journey
 * @param {{id: string, netContent: {quantity: string, uom: string}|null}|null} product
 * @returns {Yield[]}
 */
export function yields(journey, product) {
  const groups = [];
  for (const step of journey.filter((candidate) => !candidate.corrected)) {
    const items = madeBy(step).filter((item) => item.quantity !== null);
    const last = groups[groups.length - 1];
    if (items.length === 0) continue;
    if (last && sameKind(last.step, step)) last.items.push(...items);
    else groups.push({ step, items: [...items] });
  }
  return groups.map((group) => weighed(group, product));
}

/** @param {object} result of verifyBundle @param {import("./locale.js").Locale} locale */
export function quantitiesSection(result, locale) {
  const made = yields(result.journey, result.passport?.product ?? null);
  if (!result.authentic || made.length < 2) return null;
  const scale = Math.max(...made.map(({ mass }) => mass ?? 0));
  const items = made.map((entry) => row(entry, scale, locale));
  return section(
    "quantities",
    locale.t("quantities.heading"),
    el("p", { class: "quiet" }, locale.t("quantities.text")),
    el("ol", { class: "bars", role: "list" }, ...items),
  );
}

function sameKind(one, other) {
  return one.name === other.name && one.bizStep === other.bizStep;
}

function weighed({ step, items }, product) {
  const amounts = totals(items);
  const each = items.every((item) => isPieceOf(item, product)) ? product.netContent : null;
  return { step, items, amounts, each, mass: massOf(amounts, each) };
}

function madeBy(step) {
  if (step.type === "TransformationEvent") return step.outputs;
  return step.type === "ObjectEvent" && step.action === "ADD" ? step.listed : [];
}

function totals(items) {
  const sums = new Map();
  for (const { quantity, uom } of items) {
    const unit = uom ?? PIECE;
    sums.set(unit, (sums.get(unit) ?? 0) + Number(quantity));
  }
  return [...sums].map(([uom, quantity]) => ({ quantity, uom }));
}

function isPieceOf(item, product) {
  const piece = (item.uom ?? PIECE) === PIECE;
  return piece && Boolean(product?.netContent) && partsOf(item.id).product === product.id;
}

function massOf(amounts, each) {
  const masses = amounts.map(({ quantity, uom }) => {
    if (uom in KILOGRAMS) return quantity * KILOGRAMS[uom];
    const content = uom === PIECE && each ? KILOGRAMS[each.uom] : undefined;
    return content === undefined ? null : quantity * Number(each.quantity) * content;
  });
  return masses.includes(null) ? null : masses.reduce((sum, mass) => sum + mass, 0);
}

function row({ step, items, amounts, mass, each }, scale, locale) {
  return el(
    "li",
    {},
    el("span", { class: "bar-step" }, stepName(step, locale)),
    " ",
    el("span", { class: "bar-amount" }, amountText({ items, amounts, each }, locale)),
    mass === null ? null : bar((100 * mass) / scale),
  );
}

function amountText({ items, amounts, each }, locale) {
  const names = new Set(items.map((item) => localText(item.product, locale.language)?.text));
  const [name] = names.size === 1 ? names : [];
  const parts = amounts.map(({ quantity, uom }) => {
    const piece = each ? locale.quantity(each.quantity, each.uom) : name;
    return uom === PIECE && piece ? `${locale.number(quantity)} × ${piece}`
      : locale.quantity(quantity, uom);
  });
  return parts.join(" + ");
}

function bar(percent) {
  const size = { height: 1, y: 0, x: 0 };
  return svg(
    "svg",
    { class: "bar", viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { ...size, width: 100, class: "bar-track" }),
    svg("rect", { ...size, width: Math.max(1, percent).toFixed(2), class: "bar-fill" }),
  );
}
