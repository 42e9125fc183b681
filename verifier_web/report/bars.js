/** Bars beside each other, each with its words and its number: a plot that reads as a list. */

import { el, svg } from "../page/dom.js";

const SLIVER = 0.5;

/**
 * @param {Array<{name: string|Node, value: number, text: unknown,
 *   note?: Node|null}>} rows `text` and `note` as children of an element; the
 *   longest bar is that of the greatest value
 * @param {string} kind the part's name in the style sheet
 * @returns {HTMLElement}
 */
export function barList(rows, kind) {
  const most = Math.max(...rows.map(({ value }) => value));
  const row = ({ name, value, text, note = null }) => el("li", {},
    el("span", { class: "bar-name" }, name),
    el("span", { class: "bar-value" }, text),
    bar(value > 0 ? Math.max(SLIVER, (100 * value) / most) : 0, kind),
    note);
  return el("ul", { class: "bars", role: "list" }, ...rows.map(row));
}

function bar(width, kind) {
  const rect = svg("rect", { width: `${width.toFixed(2)}%`, height: "100%", class: `part-${kind}` });
  return svg("svg", { class: "bar", "aria-hidden": "true" }, rect);
}
