/** The refusals of the rules. The caller knows the index. */
import { EvidenceError } from "../errors.js";

/**
 * @param {string} rule its identifier in docs/rules.md
 * @param {string|null} subject the thing that it is about
 * @returns {never}
 * @throws {EvidenceError}
 */
export function refuse(rule, subject) {
  throw new EvidenceError(rule, `${subject ?? "the event"} is refused by this rule`, { subject });
}
