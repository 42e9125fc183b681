/**
 * How much came out of each stage, how much of it went on, and what is left: bars to scale, and
 * beside them the same in words.
 */

import { el, section } from "./dom.js";
import { PARTS, isBalanced, partOf, stagesOf } from "./flow.js";
import { drawStage, swatch } from "./flow_picture.js";
import { codeName, localNode, stepName } from "./names.js";

const PIECE = "H87";
const BASE_UNITS = { mass: "KGM", volume: "LTR", pieces: PIECE };
/** Less than a gram or a thousandth of a piece is not worth a line. */
const LEAST = 0.001;

/** @param {object} result of verifyBundle @param {import("./locale.js").Locale} locale */
export function quantitiesSection(result, locale) {
  if (!result.authentic) return null;
  const stages = stagesOf(result);
  if (stages.length < 2) return null;
  const items = stages.map((_, at) => stageNode(stages, at, locale));
  return section(
    "quantities",
    locale.t("quantities.heading"),
    result.balances.length > 0 && el("p", { class: "quiet" }, locale.t("quantities.text")),
    el("ol", { class: "flow", role: "list" }, ...items),
  );
}

function stageNode(stages, at, locale) {
  const groups = stages[at];
  const isLast = at === stages.length - 1;
  const parts = PARTS.filter((name) => !isLast || name !== "left");
  return el(
    "li",
    {},
    ...groups.map((group) => groupNode(group, parts, locale)),
    isLast ? null : togetherNode(groups, locale),
    ...drawStage(stages, at),
  );
}

/** What several things weigh that go into one step. */
function togetherNode(groups, locale) {
  const dimensions = groups.flatMap(({ books }) => books.map(({ dimension }) => dimension));
  const isWeighed = dimensions.every((dimension) => dimension === "mass");
  if (groups.length < 2 || !isWeighed || !groups.every(isBalanced)) return null;
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
      nameNode(group, locale), " ",
      el("strong", {}, amountText(group, locale))),
    el("p", { class: "quiet" }, originText(group, locale)),
    parts.length > 0 && el("ul", { class: "flow-parts", role: "list" },
      ...parts.map((name) => partNode(name, group, locale))),
  );
}

function partNode(name, group, locale) {
  const unit = BASE_UNITS[group.books[0].dimension];
  const amount = locale.quantity(partOf(group, name), unit);
  return el("li", {}, swatch(name), " ", locale.t(`flow.${name}`, { amount }));
}

function nameNode({ books: [{ id, product }] }, locale) {
  return localNode(product, locale) ?? el("span", {}, codeName(id, locale));
}

function originText({ books, step }, locale) {
  const lots = books.length === 1 ? codeName(books[0].id, locale)
    : locale.plural("flow.lots", books.length);
  return `${stepName(step, locale)}, ${lots}`;
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
