/**
 * The picture of the flow: each stage a bar to scale, and bands that lead from what went on to what
 * came of it. For eyes only: the words beside it say it all.
 */

import { svg } from "./dom.js";
import { PARTS, isBalanced, shareOf } from "./flow.js";

/** The picture is this wide, in units of its own; a sliver is still to be seen. */
const FULL = 100;
const SLIVER = 0.6;

/**
 * @param {Array<import("./flow.js").Group[]>} stages
 * @param {number} at
 * @returns {SVGElement[]} the stage's bar, and the bands to the next one; none without a weight
 */
export function drawStage(stages, at) {
  const scale = Math.max(...stages.map((groups) => weigh(groups)));
  const next = stages[at + 1] ?? null;
  const segments = segmentsOf(stages[at], next === null, scale);
  if (segments.length === 0) return [];
  const drawn = [picture("flow-bar", segments.map(segment))];
  const target = next === null ? 0 : widthOf(next.filter(({ isFed }) => isFed), scale);
  if (target > 0) drawn.push(picture("flow-bands", bandsOf(segments, target)));
  return drawn;
}

/** A patch of the colour of one part, to stand before its words. */
export function swatch(name) {
  const patch = svg("rect", { width: 1, height: 1, class: `part-${name}` });
  return svg("svg", { class: "swatch", viewBox: "0 0 1 1", "aria-hidden": "true" }, patch);
}

// Group by group. At the end nothing is left over: it is what was asked.
function segmentsOf(groups, isLast, scale) {
  let x = 0;
  return groups.filter(({ mass }) => mass > 0).flatMap((group) => {
    const isPlain = isLast || !isBalanced(group);
    const shares = isPlain ? [["onward", 1]] : PARTS.map((name) => [name, shareOf(group, name)]);
    return shares.filter(([, share]) => share > 0).map(([name, share]) => {
      const from = x;
      x += Math.max(SLIVER, ((FULL * group.mass) / scale) * share);
      return { name, from, to: x };
    });
  });
}

function segment({ name, from, to }) {
  return svg("rect", {
    x: from.toFixed(2), y: 0, width: (to - from).toFixed(2), height: 1, class: `part-${name}`,
  });
}

// Side by side in the order of what they lead from, each as wide as its share of what came of it.
function bandsOf(segments, target) {
  const sources = segments.filter(({ name }) => name === "onward");
  const whole = sources.reduce((sum, { from, to }) => sum + to - from, 0);
  let x = 0;
  return sources.map(({ from, to }) => {
    const start = x;
    x += (target * (to - from)) / whole;
    const corners = [[from, 0], [to, 0], [x, 1], [start, 1]];
    return svg("polygon", {
      points: corners.map(([left, top]) => `${left.toFixed(2)},${top}`).join(" "),
    });
  });
}

function weigh(groups) {
  return groups.reduce((sum, { mass }) => sum + (mass ?? 0), 0);
}

function widthOf(groups, scale) {
  return (FULL * weigh(groups)) / scale;
}

function picture(name, shapes) {
  const size = { viewBox: `0 0 ${FULL} 1`, preserveAspectRatio: "none" };
  return svg("svg", { class: name, ...size, "aria-hidden": "true" }, ...shapes);
}
