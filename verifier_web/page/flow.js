/** The way of the food in stages: what there was, and how much of it went on. */

import { booksOf } from "./books.js";
import { partsOf } from "./names.js";

/** In the order in which a bar shows them. */
export const PARTS = Object.freeze(["onward", "numbered", "packed", "elsewhere", "left"]);

/**
 * @typedef {object} Group lots of one product out of one kind of step
 * @property {object} step the first step that made one of them
 * @property {Array<import("./books.js").Book>} books
 * @property {number|null} mass of all of them, null where one is not known
 * @property {boolean} isFed whether it was made of what stands in the stage before
 */

/**
 * @param {object} result of verifyBundle
 * @returns {Group[][]} from the source to what was asked; in each stage what comes out of the
 *   stage before stands first
 */
export function stagesOf(result) {
  const books = booksOf(result);
  const levels = levelsOf(books);
  const stages = new Map();
  for (const book of books.values()) {
    const level = levels.get(book.id);
    stages.set(level, [...stages.get(level) ?? [], book]);
  }
  const lots = [...stages].sort(([one], [other]) => other - one).map(([, each]) => each);
  return lots.map((each, at) => groupsOf(each, lots[at - 1] ?? []));
}

/** How much of a group is in one part, in the unit of its books. @param {Group} group */
export function partOf({ books }, name) {
  return books.reduce((sum, { parts }) => sum + (parts[name] ?? 0), 0);
}

/** The same as a share of the whole, 0 to 1. */
export function shareOf(group, name) {
  const total = group.books.reduce((sum, book) => sum + book.total, 0);
  return total === 0 ? 0 : Math.min(1, partOf(group, name) / total);
}

/** Whether the verifier balanced the lots of a group. @param {Group} group */
export function isBalanced({ books }) {
  return books.every(({ parts }) => "left" in parts);
}

// The longest way to the end, so that whatever goes into a step stands above it.
function levelsOf(books) {
  const levels = new Map([...books.keys()].map((id) => [id, 0]));
  const order = [...books.values()].reverse();
  // What is made later feeds nothing earlier, unless it is added to a lot that exists.
  for (let changed = true, rounds = 0; changed && rounds <= books.size; rounds += 1) {
    changed = false;
    for (const { id, feeds } of order) {
      const level = 1 + Math.max(-1, ...[...feeds].map((target) => levels.get(target) ?? 0));
      if (level > levels.get(id)) changed = levels.set(id, level) !== null;
    }
  }
  return levels;
}

function groupsOf(books, before) {
  const groups = new Map();
  for (const book of books) {
    const { name, bizStep } = book.step;
    const key = JSON.stringify([name, bizStep, partsOf(book.id).product, book.dimension]);
    groups.set(key, [...groups.get(key) ?? [], book]);
  }
  return [...groups.values()].map((lots) => ({
    step: lots[0].step,
    books: lots,
    mass: massOf(lots),
    isFed: before.some(({ feeds }) => lots.some(({ id }) => feeds.has(id))),
  })).sort((one, other) => other.isFed - one.isFed);
}

function massOf(books) {
  const masses = books.map(({ mass }) => mass);
  return masses.includes(null) ? null : masses.reduce((sum, mass) => sum + mass, 0);
}
