/**
 * The book of each lot on the way: what was made, what of it went on to what was asked, and where
 * the rest is. Sums are for a picture; the exact ones are the verifier's (step 10).
 */

import { partsOf } from "./names.js";

const PIECE = "H87";
const UNITS = {
  KGM: { dimension: "mass", factor: 1 },
  GRM: { dimension: "mass", factor: 0.001 },
  TNE: { dimension: "mass", factor: 1000 },
  LTR: { dimension: "volume", factor: 1 },
  MLT: { dimension: "volume", factor: 0.001 },
  [PIECE]: { dimension: "pieces", factor: 1 },
};

/**
 * @typedef {object} Book
 * @property {string} id the lot
 * @property {object} step what first made it
 * @property {object|null} product its product's name, a language map
 * @property {Array<{quantity: string, uom: string|null}>} made as the steps say it
 * @property {"mass"|"volume"|"pieces"} dimension in which the numbers below count
 * @property {number} total
 * @property {Object<string, number>} parts of the total: onward, elsewhere, packed, numbered,
 *   left; empty where the verifier did not balance it
 * @property {{quantity: string, uom: string}|null} each what one piece holds
 * @property {number|null} mass of all of it in kg (or litres), null where nobody can tell
 * @property {Set<string>} feeds what on the way was made of it
 */

/** @param {object} result of verifyBundle @returns {Map<string, Book>} in the order of making */
export function booksOf(result) {
  const steps = result.journey.filter((step) => !step.corrected);
  const books = openBooks(steps, result);
  const onward = followInputs(steps, books, result.id);
  for (const balance of result.balances) {
    const book = books.get(balance.lot);
    if (book !== undefined) book.parts = partsOfLot(balance, book, onward.get(balance.lot) ?? 0);
  }
  return books;
}

/** What a step makes, as listed. @param {object} step of a result's journey */
export function madeBy(step) {
  if (step.type === "TransformationEvent") return step.outputs;
  return step.type === "ObjectEvent" && step.action === "ADD" ? step.listed : [];
}

function openBooks(steps, { balances, passport }) {
  const known = new Set(balances.map(({ lot }) => lot));
  const grounds = new Set(steps.filter(({ type }) => type === "ObjectEvent")
    .flatMap(({ inputs }) => inputs.map(({ id }) => id)));
  const books = new Map();
  for (const step of steps) {
    for (const item of madeBy(step).filter(({ quantity }) => quantity !== null)) {
      // A crop or a pond gives, but nothing is taken out of its own quantity.
      if (grounds.has(item.id) || (known.size > 0 && !known.has(item.id))) continue;
      if (!books.has(item.id)) books.set(item.id, openBook(item, step, passport));
      enter(books.get(item.id), item);
    }
  }
  return books;
}

function openBook(item, step, passport) {
  const { dimension } = UNITS[item.uom ?? PIECE];
  const product = passport?.product;
  const isAsked = product && partsOf(item.id).product === product.id;
  return {
    id: item.id, step, product: item.product, made: [], dimension, total: 0, parts: {},
    each: dimension === "pieces" && isAsked ? product.netContent : null, mass: 0, feeds: new Set(),
  };
}

function enter(book, item) {
  book.made.push({ quantity: item.quantity, uom: item.uom });
  book.total += inOwnUnit(item, book) ?? 0;
  book.mass = book.dimension !== "pieces" ? book.total : massOfPieces(book);
}

function massOfPieces({ each, total }) {
  const unit = each && UNITS[each.uom];
  return unit && unit.dimension !== "pieces" ? total * Number(each.quantity) * unit.factor : null;
}

function inOwnUnit({ quantity, uom }, { dimension }) {
  const unit = UNITS[uom ?? PIECE];
  return unit.dimension === dimension ? Number(quantity) * unit.factor : null;
}

/** Marks what feeds what; returns how much of each lot went into something on the way. */
function followInputs(steps, books, asked) {
  const onward = new Map();
  for (const { inputs, outputs } of processes(steps)) {
    const targets = outputs.filter(({ id }) => books.has(id) || id === asked);
    if (targets.length === 0) continue;
    for (const input of inputs.filter(({ id }) => books.has(id))) {
      const book = books.get(input.id);
      // Pieces of a lot that is weighed: all that was taken of it may have gone here.
      const amount = inOwnUnit(input, book) ?? Infinity;
      onward.set(input.id, (onward.get(input.id) ?? 0) + amount);
      targets.forEach(({ id }) => book.feeds.add(id));
    }
  }
  return onward;
}

// A process over days is one: what went in on Monday comes out on Friday.
function processes(steps) {
  const found = new Map();
  for (const step of steps.filter(({ type }) => type === "TransformationEvent")) {
    const key = step.process ?? step.index;
    const one = found.get(key) ?? { inputs: [], outputs: [] };
    found.set(key, {
      inputs: [...one.inputs, ...step.inputs], outputs: [...one.outputs, ...step.outputs],
    });
  }
  return [...found.values()];
}

function partsOfLot({ taken, packed, serials, left }, { dimension, each }, onward) {
  const onePiece = dimension === "pieces" ? 1 : each && massOfPieces({ each, total: 1 });
  const numbered = serials * (onePiece ?? 0);
  return {
    onward: Math.min(onward, Number(taken)),
    elsewhere: Math.max(0, Number(taken) - onward),
    packed: Number(packed),
    numbered,
    left: Math.max(0, Number(left) - Number(packed) - numbered),
  };
}
