/** Inspections and laboratory tests of what is on the way. */

import { outcomeNode, outcomeOf, resultNodes } from "./details.js";
import { el } from "./dom.js";

/**
 * @param {Array<{index: number, by: string, happened: number, disposition: string|null,
 *   results: Array<object>}>} inspections of the passport
 * @param {string} offset in which dates are read
 * @param {import("./locale.js").Locale} locale
 */
export function inspectionNodes(inspections, offset, locale) {
  if (inspections.length === 0) return [];
  const cards = inspections.map((inspection) => card(inspection, offset, locale));
  return [
    el("h3", {}, locale.t("inspection.heading")),
    el("ul", { class: "cards", role: "list" }, ...cards),
  ];
}

function card(inspection, offset, locale) {
  const { by, happened, results } = inspection;
  const outcome = outcomeOf(inspection);
  const head = outcome === null ? locale.t("inspection.measured") : outcomeNode(outcome, locale);
  const date = locale.date(happened, offset);
  return el(
    "li",
    {},
    el("p", {}, el("strong", {}, head)),
    el("p", { class: "quiet" }, `${by}, ${date}`),
    results.length > 0 && el("p", {}, ...resultNodes(results, locale)),
  );
}
