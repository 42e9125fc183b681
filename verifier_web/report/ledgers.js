/** The ledgers of this server, as /.well-known/nguon.json lists them. */

import { ReportFailure } from "./failure.js";

/** @typedef {Readonly<{name: string, origin: string, prefix: string}>} Ledger */

/**
 * @param {unknown} document
 * @returns {Ledger[]} at least one
 * @throws {ReportFailure} not_a_report, no_ledger
 */
export function readLedgers(document) {
  if (!Array.isArray(document?.ledgers) || !document.ledgers.every(isLedger)) {
    throw new ReportFailure("not_a_report", "this is no list of ledgers");
  }
  if (document.ledgers.length === 0) throw new ReportFailure("no_ledger");
  return document.ledgers.map(({ name, origin, prefix }) => Object.freeze({ name, origin, prefix }));
}

/**
 * The ledger of a name; the first where none is named.
 * @param {Ledger[]} ledgers
 * @param {string|null} name
 * @throws {ReportFailure} unknown_ledger: another one's report would be taken for the one asked for
 */
export function ledgerNamed(ledgers, name) {
  if (name === null) return ledgers[0];
  const found = ledgers.find((ledger) => ledger.name === name);
  if (found === undefined) throw new ReportFailure("unknown_ledger", name);
  return found;
}

// The prefix becomes part of an address of this server and of no other.
function isLedger(ledger) {
  const { name, origin, prefix } = ledger ?? {};
  return [name, origin].every((text) => typeof text === "string" && text !== "")
    && typeof prefix === "string" && /^\/log\/[a-z0-9-]+$/.test(prefix);
}
