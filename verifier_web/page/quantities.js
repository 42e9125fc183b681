/**
 * How much came out of each stage, how much of it went on, and what is left: bars to scale, and
 * beside them the same in words.
 */

import { el, section, svg } from "./dom.js";
import { PARTS, partOf, shareOf, stagesOf } from "./flow.js";
import { codeName, localText, stepName } from "./names.js";

const PIECE = "H87";
const BASE_UNITS = { mass: "KGM", volume: "LTR", pieces: PIECE };
/** Less than a gram or a thousandth of a piece is not worth a line. */
const LEAST = 0.001;
/** Widths are in hundredths of the picture; a sliver is still to be seen. */
const FULL = 100;
const SLIVER = 0.6;

/** @param {object} result of verifyBundle @param {import("./locale.js").Locale} locale */
export function quantitiesSection(result, locale) {
  if (!result.authentic) return null;
  const stages = stagesOf(result);
  if (stages.length < 2) return null;
  const scale = Math.max(...stages.map(({ mass }) => mass));
  const items = stages.map((stage, at) => stageNode(stage, stages[at + 1] ?? null, scale, locale));
  return section(
    "quantities",
    locale.t("quantities.heading"),
    result.balances.length > 0 && el("p", { class: "quiet" }, locale.t("quantities.text")),
    el("ol", { class: "flow", role: "list" }, ...items),
  );
}

function stageNode(stage, next, scale, locale) {
  const { groups, mass } = stage;
  const parts = PARTS.filter((name) => next !== null || name !== "left");
  const segments = segmentsOf(stage, next, scale);
  const onward = segments.filter(({ name }) => name === "onward")
    .reduce((sum, { size }) => sum + size, 0);
  return el(
    "li",
    {},
    ...groups.map((group) => groupNode(group, parts, locale)),
    togetherNode(groups, next, locale),
    mass > 0 && bar(segments),
    mass > 0 && next !== null && next.mass > 0 && funnel(onward, width(next.mass, scale)),
  );
}

/** What several things weigh that go into one step. */
function togetherNode(groups, next, locale) {
  const dimensions = groups.flatMap(({ books }) => books.map(({ dimension }) => dimension));
  const isWeighed = dimensions.every((dimension) => dimension === "mass");
  if (next === null || groups.length < 2 || !isWeighed || !groups.every(isBalanced)) return null;
  const onward = groups.reduce((sum, group) => sum + partOf(group, "onward"), 0);
  const amount = locale.quantity(onward, BASE_UNITS.mass);
  return el("p", {}, locale.t("flow.together", { amount }));
}

function groupNode(group, shown, locale) {
  const parts = shown.filter((name) => partOf(group, name) >= LEAST);
  return el(
    "div",
    { class: "flow-group" },
    el("p", { class: "flow-made" },
      el("span", {}, stepName(group.step, locale)), " ",
      el("strong", {}, amountText(group, locale))),
    el("p", { class: "quiet" }, nameText(group, locale)),
    parts.length > 0 && el("ul", { class: "flow-parts", role: "list" },
      ...parts.map((name) => partNode(name, group, locale))),
  );
}

function partNode(name, group, locale) {
  const unit = BASE_UNITS[group.books[0].dimension];
  const amount = locale.quantity(partOf(group, name), unit);
  return el("li", {}, swatch(name), " ", locale.t(`flow.${name}`, { amount }));
}

function nameText({ books }, locale) {
  const [first] = books;
  const name = localText(first.product, locale.language)?.text;
  const lots = books.length === 1 ? codeName(first.id, locale)
    : locale.plural("flow.lots", books.length);
  return [name, lots].filter(Boolean).join(", ");
}

function amountText({ books }, locale) {
  const sums = new Map();
  for (const { quantity, uom } of books.flatMap(({ made }) => made)) {
    sums.set(uom ?? PIECE, (sums.get(uom ?? PIECE) ?? 0) + Number(quantity));
  }
  const { each } = books[0];
  return [...sums].map(([uom, sum]) => (
    uom === PIECE && each ? `${locale.number(sum)} × ${locale.quantity(each.quantity, each.uom)}`
      : locale.quantity(sum, uom)
  )).join(" + ");
}

// What went on stands first, group by group, so that the funnel below begins under all of it. At
// the end nothing is left over: it is what was asked.
function segmentsOf({ groups }, next, scale) {
  const weighed = groups.filter(({ mass }) => mass !== null);
  const whole = ({ mass }) => width(mass, scale);
  if (next === null || !weighed.every(isBalanced)) {
    return weighed.map((group) => ({ name: "onward", size: whole(group) }));
  }
  return PARTS.flatMap((name) => weighed.map(
    (group) => ({ name, size: whole(group) * shareOf(group, name) }),
  )).filter(({ size }) => size > 0);
}

function isBalanced({ books }) {
  return books.every(({ parts }) => "left" in parts);
}

function width(mass, scale) {
  return Math.max(SLIVER, (FULL * mass) / scale);
}

function bar(segments) {
  let x = 0;
  const shapes = segments.map(({ name, size }) => {
    const shape = svg("rect", {
      x: x.toFixed(2), y: 0, width: Math.max(SLIVER, size).toFixed(2), height: 1, class: `part-${name}`,
    });
    x += size;
    return shape;
  });
  return picture("flow-bar", "0 0 100 1", shapes);
}

function funnel(from, to) {
  const corners = [[0, 0], [from, 0], [to, 1], [0, 1]];
  const points = corners.map(([x, y]) => `${x.toFixed(2)},${y}`).join(" ");
  return picture("flow-funnel", "0 0 100 1", [svg("polygon", { points })]);
}

// Decorative: the words beside it say it all.
function picture(name, viewBox, shapes) {
  const attributes = { class: name, viewBox, preserveAspectRatio: "none", "aria-hidden": "true" };
  return svg("svg", attributes, ...shapes);
}

function swatch(name) {
  return svg("svg", { class: "swatch", viewBox: "0 0 1 1", "aria-hidden": "true" },
    svg("rect", { width: 1, height: 1, class: `part-${name}` }));
}
