/** Tables that can be sorted, show their first rows at first, and scroll in a box of their own. */

import { el, replace } from "../page/dom.js";
import { inOrder, pressed } from "./order.js";

const SHOWN = 15;

/**
 * @typedef {{key: string, label: string, isNumber?: boolean, isText?: boolean,
 *   value: (row: object) => string|number, cell: (row: object) => Node|string|Array<Node|string>
 * }} TableColumn rows are sorted by `value`, the greatest number first; `isText`: a number that is
 *   written in words
 */

/**
 * @param {{id: string, columns: TableColumn[], rows: object[], order: import("./order.js").Order,
 *   isMarked?: (row: object) => boolean}} table `id`: of the section whose heading names the table;
 *   the first column names the row; `order` is changed as the reader chooses
 * @param {import("../page/locale.js").Locale} locale
 */
export function dataTable(table, locale) {
  const box = el("div", {});
  draw(box, table, locale);
  return box;
}

function draw(box, table, locale) {
  const { id, columns, rows, order, isMarked = () => false } = table;
  const redraw = (change, selector) => {
    Object.assign(order, change);
    draw(box, table, locale);
    // What was pressed is another element now; whoever uses a keyboard stays where they are.
    box.querySelector(selector).focus();
  };
  const shown = inOrder(rows, columns, order, locale).slice(0, order.isWhole ? undefined : SHOWN);
  const head = columns.map((column) => heading(column, order, redraw, locale));
  const body = shown.map((row) => el("tr", { class: isMarked(row) ? "marked-row" : null },
    ...columns.map((column, at) => cell(column, row, at))));
  replace(box,
    el("div", { class: "scroll", role: "region", tabindex: "0", "aria-labelledby": `${id}-heading` },
      el("table", { "aria-labelledby": `${id}-heading` },
        el("thead", {}, el("tr", {}, ...head)),
        el("tbody", {}, ...body))),
    rows.length > shown.length && moreButton(rows.length, redraw, locale));
}

function heading(column, order, redraw, locale) {
  const isSorted = order.key === column.key;
  const button = el("button", {
    type: "button",
    class: "sort",
    "data-key": column.key,
    title: locale.t("table.sort", { column: column.label }),
    onclick: () => redraw(pressed(column, order), `[data-key="${column.key}"]`),
  }, column.label, el("span", { class: "arrow", "aria-hidden": "true" }, arrow(isSorted, order)));
  const direction = order.isDown ? "descending" : "ascending";
  return el("th", {
    scope: "col", class: classOf(column), "aria-sort": isSorted ? direction : null,
  }, button);
}

function arrow(isSorted, { isDown }) {
  if (!isSorted) return "↕";
  return isDown ? "↓" : "↑";
}

function cell(column, row, at) {
  const content = column.cell(row);
  if (at === 0) return el("th", { scope: "row" }, content);
  return el("td", { class: classOf(column) }, content);
}

function classOf({ isNumber, isText }) {
  return isNumber && !isText ? "number" : null;
}

function moreButton(count, redraw, locale) {
  return el("button", {
    type: "button", class: "button more", onclick: () => redraw({ isWhole: true }, ".scroll"),
  }, locale.plural("table.all", count));
}
