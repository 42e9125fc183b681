/** Asking the server: one JSON document, or a failure that says in which way there is none. */

import { fetchBytes } from "../page/transport.js";
import { ReportFailure } from "./failure.js";

const JSON_TYPE = "application/json";
const BUSY = 503;
const MAX_DETAIL = 300;
/** Counting a long period takes the server a while before the first byte. */
const SILENCE_MS = 30_000;

/**
 * @param {string} url
 * @param {{fetch?: typeof fetch, silence?: number}} [options]
 * @returns {Promise<unknown>}
 * @throws {ReportFailure | import("../page/failure.js").PageFailure}
 */
export async function askJson(url, options = {}) {
  const { status, type, bytes } = await fetchBytes(url, {
    accept: JSON_TYPE, silence: SILENCE_MS, ...options,
  });
  if (status !== 200) throw refusalOf(status, bytes);
  if (type !== JSON_TYPE) throw new ReportFailure("not_a_report", `the answer is ${type}`);
  const document = parsed(bytes);
  if (document === undefined) throw new ReportFailure("not_a_report", "the answer is no JSON");
  return document;
}

function refusalOf(status, bytes) {
  const problem = parsed(bytes);
  const said = typeof problem?.code === "string" ? `${problem.code}: ${problem.detail}` : "";
  const detail = `${status} ${said}`.trim().slice(0, MAX_DETAIL);
  if (status === BUSY) return new ReportFailure("busy", detail);
  if (status >= 500) return new ReportFailure("server", detail);
  return new ReportFailure(problem?.code === "unknown_ledger" ? "unknown_ledger" : "refused", detail);
}

/** @returns {unknown} undefined where it is not JSON in UTF-8 */
function parsed(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
