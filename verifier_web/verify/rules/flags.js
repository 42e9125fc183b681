/** What is recorded anyway, and what a reader should know of it (docs/rules.md, "Flags"). */
import { flagNamed, flagProducts } from "./certificates.js";
import { flagCopies } from "./diary.js";
import { flagArea, flagPremises } from "./places.js";
import { flagLimits } from "./quality.js";
import { flagHours, flagStep } from "./recipes.js";
import { flagReceipt } from "./shipping.js";
import { flagEnded } from "./signers.js";
import { flagIsolation, flagLate, flagOrder } from "./timing.js";
import { flagYield } from "./yields.js";

// In the order of the table.
const JUDGES = [
  flagLate, flagOrder, flagIsolation, flagStep, flagYield, flagHours, flagPremises, flagArea,
  flagNamed, flagProducts, flagCopies, flagReceipt, flagLimits, flagEnded,
];

/**
 * Judges an event on the things as they are before it is entered.
 *
 * @param {import("./case.js").Case} one
 * @returns {Flag[]} none in the first version of the rules
 * @typedef {{rule: string, index: number, subject: string|null, values: Object<string, string>}}
 *   Flag subject is the thing, place, certificate or participant that it is about, if any
 */
export function judge(one) {
  if (!one.guarded) return [];
  const found = JUDGES.flatMap((flags) => flags(one));
  return found.map(({ rule, subject, values }) => ({ rule, index: one.index, subject, values }));
}
