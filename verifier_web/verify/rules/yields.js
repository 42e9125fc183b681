/** Flags about yield: more comes out than can come of what went in. */
import { EXACT_ONE, EXACT_PLACES, formatDecimal } from "../decimal.js";
import { BOOK_PLACES } from "./book.js";
import { massOf } from "./mass.js";
import { recipeStep } from "./recipes.js";

/**
 * @param {import("./case.js").Case} one
 * @returns {object[]} flags: yield_unknown, or yield_high
 */
export function flagYield(one) {
  const [first] = one.event.outputs;
  if (first === undefined) return [];
  const { outputs, inputs } = balanceOf(one);
  const weightless = [...outputs, ...inputs].find((listed) => massOf(one, listed) === null);
  if (weightless !== undefined) {
    return [{ rule: "yield_unknown", subject: weightless.item.id, values: {} }];
  }
  const made = total(one, outputs);
  const most = total(one, inputs) * (recipeStep(one).step?.yieldMax ?? EXACT_ONE);
  if (made * EXACT_ONE <= most) return [];
  const values = {
    made: formatDecimal(made, BOOK_PLACES), most: formatDecimal(most, BOOK_PLACES + EXACT_PLACES),
  };
  return [{ rule: "yield_high", subject: first.item.id, values }];
}

// A process is weighed over all its events so far. The lot holds the mass of its serials.
function balanceOf({ event, recorded, things }) {
  const parts = event.process === null ? [recorded] : [...things.process(event.process), recorded];
  const isSerial = (part, { item, quantity }) => (
    quantity === null && part.event.serialLot(item) !== null
  );
  return {
    outputs: parts.flatMap((part) => part.event.outputs.filter((each) => !isSerial(part, each))),
    inputs: parts.flatMap((part) => part.event.inputs),
  };
}

function total(one, listed) {
  return listed.reduce((sum, each) => sum + massOf(one, each), 0n);
}
