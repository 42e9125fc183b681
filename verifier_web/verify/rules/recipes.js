/** Flags about recipes: unknown steps, and steps that were too fast or too slow. */
import { EXACT_ONE, EXACT_PLACES, formatDecimal } from "../decimal.js";
import { MICROSECONDS_AN_HOUR } from "../rfc3339.js";
import { massOf } from "./mass.js";

/**
 * @param {import("./case.js").Case} one
 * @returns {{step: object|null, isUnknown: boolean}} the step that the recipe of the first
 *   output's product gives; isUnknown: there is a recipe without such a step
 */
export function recipeStep({ event: { outputs: [first], step: name }, registry, index }) {
  const recipe = registry.recipeAt(registry.productAt(first.item.product, index).recipe, index);
  const step = recipe?.steps.find((each) => each.step === name) ?? null;
  return { step, isUnknown: recipe !== null && step === null };
}

/**
 * @param {import("./case.js").Case} one
 * @returns {object[]} flags: step_not_in_recipe
 */
export function flagStep(one) {
  const { outputs: [first], step } = one.event;
  if (first === undefined || !recipeStep(one).isUnknown) return [];
  return [{ rule: "step_not_in_recipe", subject: first.item.id, values: { step: step ?? "" } }];
}

/**
 * @param {import("./case.js").Case} one
 * @returns {object[]} flags: too_fast, too_slow
 */
export function flagHours(one) {
  const { outputs, process, happened } = one.event;
  const step = outputs.length === 0 ? null : recipeStep(one).step;
  const begun = step === null ? null : beginning(one);
  if (begun === null) return [];
  const passed = happened > begun.at ? happened - begun.at : 0n;
  const { hoursMin: least, hoursMax: most } = step;
  const flag = (rule, limits) => ({
    rule,
    subject: begun.subject,
    values: { hours: String(passed / MICROSECONDS_AN_HOUR), ...limits },
  });
  const isFast = least !== null && passed * EXACT_ONE < least * MICROSECONDS_AN_HOUR;
  const isSlow = most !== null && passed * EXACT_ONE > most * MICROSECONDS_AN_HOUR;
  return [
    ...(isFast ? [flag("too_fast", { least: write(least) })] : []),
    ...(isSlow && process !== null ? [flag("too_slow", { most: write(most) })] : []),
  ];
}

function beginning(one) {
  const { event, recorded, things } = one;
  if (event.process !== null) {
    const times = [...things.process(event.process), recorded].map((part) => part.event.happened);
    return { subject: event.process, at: times.reduce((a, b) => (b < a ? b : a)) };
  }
  const subject = mainInput(one);
  const thing = things.get(subject);
  return thing === null ? null : { subject, at: thing.madeAt };
}

// The input of the greatest mass: salt and garlic wait long on the shelf.
function mainInput(one) {
  const weighed = one.event.inputs.map((listed) => ({
    id: listed.item.id, mass: massOf(one, listed) ?? 0n,
  }));
  return weighed.reduce((most, each) => (each.mass > most.mass ? each : most)).id;
}

function write(hours) {
  return formatDecimal(hours, EXACT_PLACES);
}
