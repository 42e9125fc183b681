/**
 * Building the document from nodes only. Nothing here parses markup, so no text from a record can
 * become an element, and the page keeps `require-trusted-types-for 'script'`.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with attributes and children.
 * @param {string} name
 * @param {Object<string, unknown>} [attributes] null, undefined and false are left out; a function
 *   under a name that begins with "on" becomes an event listener
 * @param {...unknown} children nodes or strings; null, undefined and false are left out
 * @returns {HTMLElement}
 */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for the SVG namespace. @returns {SVGElement} */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

/** Replace all that a node holds. */
export function replace(node, ...children) {
  node.replaceChildren(...present(children));
}

/**
 * A section that a screen reader lists by its heading.
 * @param {string} id
 * @param {string} heading
 */
export function section(id, heading, ...children) {
  const title = el("h2", { id: `${id}-heading` }, heading);
  return el("section", { id, "aria-labelledby": `${id}-heading` }, title, ...children);
}

/** A `<dl>` of [term, content] rows; rows whose content is null are left out. */
export function facts(rows, className = "facts") {
  const shown = rows.filter(([, content]) => content !== null && content !== undefined);
  const row = ([term, content]) => el("div", {}, el("dt", {}, term), el("dd", {}, content));
  return shown.length === 0 ? null : el("dl", { class: className }, ...shown.map(row));
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...present(children));
  return node;
}

function present(children) {
  return children.flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (typeof child === "string" ? legible(child) : child));
}

// A name may hold characters that turn the direction of what follows, our own words and dates too
// (UAX #9, 2); a mark stands in their place, so that it can be seen that there was something.
function legible(text) {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
