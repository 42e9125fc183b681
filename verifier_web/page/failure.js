/** A reason why the page could not check anything: one of a closed set of codes. */

export const PAGE_CODES = Object.freeze([
  "offline",
  "timeout",
  "server_error",
  "not_evidence",
  "unknown_id",
  "bad_code",
  "no_crypto",
  "product_only",
  "file_unreadable",
  "page_fault",
  "bundle_too_large",
]);

export class PageFailure extends Error {
  /** @param {string} code one of PAGE_CODES @param {string} [detail] for whoever wants to look */
  constructor(code, detail = "") {
    super(detail === "" ? code : `${code}: ${detail}`);
    this.name = "PageFailure";
    this.code = code;
    this.detail = detail;
  }
}
