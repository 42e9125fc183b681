/** The page's few drawings. Each verdict has its own outline, so that none depends on colour. */

import { svg } from "./dom.js";

const DISC = ["circle", { cx: 24, cy: 24, r: 21 }];
const OCTAGON = ["path", { d: "M15.3 3h17.4L45 15.3v17.4L32.7 45H15.3L3 32.7V15.3z" }];
const TRIANGLE = ["path", { d: "M24 4 46 43H2z" }];
const DASHED = ["circle", { cx: 24, cy: 24, r: 21, "stroke-dasharray": "7 6" }];
const CHECK = ["path", { d: "m14 25 7 7 14-15" }];
const BANG = ["path", { d: "M24 18v12M24 36.2v.3" }];
const STOP = ["path", { d: "M13 24h22" }];
const QUESTION = ["path", { d: "M18.5 18.5c0-7 11-7 11 0 0 4.5-5.5 4.5-5.5 9.5M24 34.5v.3" }];
const NOTE = ["path", { d: "M10 4h28a6 6 0 0 1 6 6v28a6 6 0 0 1-6 6H10a6 6 0 0 1-6-6V10a6 6 0 0 1 6-6z" }];
const INFO = ["path", { d: "M24 22v13M24 13.5v.3" }];
const RIPPLE = ["circle", { cx: 24, cy: 24, r: 21, class: "turning", "stroke-dasharray": "33 99" }];

const DRAWINGS = {
  verified: [DISC, CHECK],
  flagged: [NOTE, INFO],
  wrong: [TRIANGLE, BANG],
  recalled: [OCTAGON, STOP],
  unchecked: [DASHED, QUESTION],
  working: [RIPPLE],
  landing: [DISC],
};

/** @param {keyof DRAWINGS} name @returns {SVGElement} decorative: the words beside it say it all */
export function icon(name) {
  const shapes = DRAWINGS[name].map(([shape, attributes]) => svg(shape, attributes));
  return svg("svg", { class: "icon", viewBox: "0 0 48 48", "aria-hidden": "true" }, ...shapes);
}
