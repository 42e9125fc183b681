/** The page's own address, which a reader may pass on, and those of the server's answers. */

import { ReportFailure } from "./failure.js";
import { readPeriod } from "./period.js";

/**
 * @param {string} href
 * @returns {{ledger: string|null, period: import("./period.js").Period|null}} null: not named
 * @throws {ReportFailure} bad_period: another one's numbers would be taken for those asked for
 */
export function choiceFrom(href) {
  const { searchParams } = new URL(href);
  const [from, to, ledger] = ["from", "to", "ledger"].map((name) => searchParams.get(name));
  if (from === null && to === null) return { ledger, period: null };
  const period = readPeriod(from, to);
  if (typeof period === "string") throw new ReportFailure("bad_period", `${from}, ${to}`);
  return { ledger, period };
}

/** The page's address for a choice; what else stands in it stays, and so does a ledger not chosen. */
export function addressOf(href, { ledger, period }) {
  const url = new URL(href);
  if (ledger !== null) url.searchParams.set("ledger", ledger.name);
  url.searchParams.set("from", period.from);
  url.searchParams.set("to", period.to);
  return url.href;
}

/** @param {string} path for example "/report" @param {Object<string, string>} query */
export function answerAddress(ledger, path, query = {}) {
  const search = new URLSearchParams(query).toString();
  return `${ledger.prefix}${path}${search === "" ? "" : `?${search}`}`;
}
