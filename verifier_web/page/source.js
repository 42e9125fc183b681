/** Where the evidence comes from: the scanned address, a link in the hash, or a file beside the page. */

import { parseAddress } from "./address.js";
import { PageFailure } from "./failure.js";
import { BUNDLE_TYPE, fetchBytes } from "./transport.js";

const CODE_PATH = /^\/(?:00|01|p)\/[^/]/;

/**
 * @typedef {{kind: "code"|"bundle", url: string, host: string}} Source
 *   `code`: url is what a QR code says, host the ledger's; `bundle`: url is a file on our own host
 */

/**
 * @param {string} href the page's address
 * @param {string} home the folder of app.js; a page inside it is the static folder's own
 * @returns {Source | null} null when the address names nothing to check
 * @throws {PageFailure} bad_code for a link that cannot be followed
 */
export function sourceFrom(href, home) {
  const url = new URL(href);
  const folder = new URL(".", url).href === new URL(".", home).href;
  if (!folder) return CODE_PATH.test(url.pathname) ? code(url) : null;
  const link = url.hash.slice(1);
  if (/^https?:/.test(link)) return linked(link);
  const file = url.searchParams.get("bundle");
  return file === null ? null : beside(file, url);
}

/**
 * The bytes of the evidence.
 * @param {Source} source
 * @param {typeof fetch} [fetch]
 * @returns {Promise<Uint8Array>}
 * @throws {PageFailure} what fetchBytes throws, unknown_id, bad_code, server_error, not_evidence
 */
export async function readSource(source, fetch = globalThis.fetch) {
  const answer = await fetchBytes(source.url, { accept: BUNDLE_TYPE, fetch });
  if (answer.status >= 400) throw refused(answer);
  // A captive portal answers every address with its own page and status 200.
  if (answer.status !== 200 || answer.type.includes("html") || !opensObject(answer.bytes)) {
    throw new PageFailure("not_evidence", `${answer.status} ${answer.type}`);
  }
  return answer.bytes;
}

function code(url) {
  return { kind: "code", url: url.origin + url.pathname, host: url.host };
}

function linked(link) {
  const url = parseAddress(link);
  const local = url?.protocol === "http:" && url.hostname === "localhost";
  if (url === null || !(url.protocol === "https:" || local)) throw new PageFailure("bad_code", link);
  if (!CODE_PATH.test(url.pathname)) throw new PageFailure("bad_code", link);
  return code(url);
}

function beside(file, page) {
  const url = parseAddress(file, page.href);
  if (url === null || url.origin !== page.origin) throw new PageFailure("bad_code", file);
  return { kind: "bundle", url: url.href, host: url.host };
}

function refused({ status, type, bytes }) {
  const problem = type === "application/problem+json" ? readProblem(bytes) : null;
  if (problem === null) {
    // Only a problem document is the ledger's own word; any other 404 is somebody else's page.
    return new PageFailure(status >= 500 ? "server_error" : "not_evidence", `${status} ${type}`);
  }
  const detail = [status, problem.code, problem.detail].filter(Boolean).join(" · ");
  if (status >= 500 || status === 429) return new PageFailure("server_error", detail);
  return new PageFailure(status === 404 ? "unknown_id" : "bad_code", detail);
}

function readProblem(bytes) {
  try {
    const problem = JSON.parse(new TextDecoder().decode(bytes));
    return { code: text(problem?.code), detail: text(problem?.detail) };
  } catch (error) {
    console.info("the problem document cannot be read:", error);
    return null;
  }
}

function text(value) {
  return typeof value === "string" ? value.slice(0, 300) : "";
}

function opensObject(bytes) {
  return bytes.find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte)) === 0x7b;
}
