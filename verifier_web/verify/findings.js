/** What a page says about recalls and inspections: verified state only. */
import { EXACT_PLACES, formatDecimal } from "./decimal.js";
import { recallsOf } from "./standing.js";

/**
 * @param {import("./registry.js").Registry} registry
 * @param {import("./chain.js").Chain|undefined} chain undefined where no way was found
 * @returns {object[]} the recalls about the way, by index; released where nothing of it is
 *   recalled any more
 */
export function describeRecalls(registry, chain) {
  const recalls = chain === undefined ? [] : [...recallsOf(chain, registry)];
  return recalls.map(([{ index, event, participant, payload }, inForce]) => ({
    index,
    by: registry.participant(participant).registration.name,
    happened: Number(event.happened),
    reason: textOrNull(payload["nguon:reason"]),
    instructions: textOrNull(payload["nguon:instructions"]),
    released: inForce === null,
  }));
}

/**
 * @param {import("./registry.js").Registry} registry
 * @param {import("./chain.js").Chain|undefined} chain
 * @returns {object[]} the inspections and laboratory results about the way, by index; numbers as
 *   plain decimals
 */
export function describeInspections(registry, chain) {
  const inspections = (chain?.events ?? []).filter(({ event }) => event.isInspection);
  return inspections.map(({ index, event, participant }) => ({
    index,
    by: registry.participant(participant).registration.name,
    happened: Number(event.happened),
    disposition: event.disposition,
    results: event.results.map(({ test, value, limit, isLeast }) => ({
      test,
      value: formatDecimal(value, EXACT_PLACES),
      limit: formatDecimal(limit, EXACT_PLACES),
      kind: isLeast ? "min" : "max",
    })),
  }));
}

function textOrNull(value) {
  return typeof value === "string" ? value : null;
}
