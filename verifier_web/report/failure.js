/** Why there is no report: one of a closed set of codes, each with a sentence in the catalogs. */

import { PageFailure } from "../page/failure.js";

export const CODES = Object.freeze([
  "offline", "timeout", "too_large", "busy", "server", "no_ledger", "unknown_ledger",
  "bad_period", "refused", "not_a_report", "page_fault",
]);

const OF_TRANSPORT = { offline: "offline", timeout: "timeout", bundle_too_large: "too_large" };

export class ReportFailure extends Error {
  /** @param {string} code one of CODES @param {string} [detail] for whoever wants to look */
  constructor(code, detail = "") {
    super(detail === "" ? code : `${code}: ${detail}`);
    this.name = "ReportFailure";
    this.code = code;
    this.detail = detail;
  }
}

/** What any error is to a reader. @param {unknown} error @returns {ReportFailure} */
export function failureOf(error) {
  if (error instanceof ReportFailure) return error;
  if (error instanceof PageFailure && error.code in OF_TRANSPORT) {
    return new ReportFailure(OF_TRANSPORT[error.code], error.detail);
  }
  return new ReportFailure("page_fault", String(error));
}
