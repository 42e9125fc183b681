/**
 * A plot of columns over time. All lengths across are shares of the width and all text has the
 * page's own size, so the picture fits any screen without being measured. It is an image with a
 * name; the numbers stand beside it in a table.
 */

import { el, svg } from "../page/dom.js";

/** The picture's height in percent that the greatest value fills; a sliver is still to be seen. */
const FULL = 100;
const SLIVER = 1;
const FILLED = 0.72;
const WIDEST = 7;

/**
 * @typedef {{title: string, parts: Array<{name: string, value: number}>}} Drawn a column: its
 *   parts from below, each named as in the style sheet
 */

/**
 * @param {{label: string, columns: Drawn[], most: number, scale: string[],
 *   ticks: Array<{at: number, text: string, isExtra: boolean}>}} plot `most`: the value at the top;
 *   `scale`: what stands at the lines, from above
 * @returns {HTMLElement}
 */
export function columnPlot({ label, columns, most, scale, ticks }) {
  const picture = svg("svg", { class: "plot-picture", role: "img", "aria-label": label },
    ...gridLines(scale.length),
    ...columns.flatMap((column, at) => columnNodes(column, at, columns.length, most)));
  const axis = el("div", { class: "plot-scale", "aria-hidden": "true" },
    ...scale.map((text) => el("span", {}, text)));
  return el("div", { class: "plot" }, axis, picture, tickRow(ticks));
}

/** A patch of the colour of a part, to stand before its words. */
export function swatch(name) {
  const patch = svg("rect", { width: "100%", height: "100%", class: `part-${name}` });
  return svg("svg", { class: "swatch", "aria-hidden": "true" }, patch);
}

function gridLines(count) {
  return Array.from({ length: count }, (_, at) => {
    const y = percent((FULL * at) / (count - 1));
    return svg("line", { x1: "0", x2: "100%", y1: y, y2: y, class: "plot-line" });
  });
}

// The whole height of a column answers to the pointer: a low one is hard to meet.
function columnNodes({ title, parts }, at, count, most) {
  const room = FULL / count;
  const width = Math.min(WIDEST, room * FILLED);
  const x = percent(room * at + (room - width) / 2);
  let y = FULL;
  const bars = parts.filter(({ value }) => value > 0).map(({ name, value }) => {
    const height = Math.max(SLIVER, (FULL * value) / most);
    y -= height;
    return svg("rect", {
      x, y: percent(y), width: percent(width), height: percent(height), class: `part-${name}`,
    });
  });
  const reach = svg("rect", {
    x: percent(room * at), y: "0", width: percent(room), height: "100%", class: "plot-reach",
  });
  return [svg("g", {}, svg("title", {}, title), reach, ...bars)];
}

function tickRow(ticks) {
  const texts = ticks.map(({ at, text, isExtra }) => svg("text", {
    x: percent(FULL * at), y: "1em", class: isExtra ? "plot-tick extra" : "plot-tick",
  }, text));
  return svg("svg", { class: "plot-ticks", "aria-hidden": "true" }, ...texts);
}

function percent(value) {
  return `${Number(value.toFixed(3))}%`;
}
