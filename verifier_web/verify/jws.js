/**
 * Statements: JWS in compact serialization (RFC 7515; docs/formats.md 3). Reading one looks at
 * its form only; nothing in it is trusted before its signature is checked against a key that
 * the registry knows.
 */
import { base64urlDecode, utf8Encode } from "./bytes.js";
import { NguonError, recode } from "./errors.js";
import { hasExactly, isObject, parseJson } from "./json.js";

export const EVENT = "vnd.nguon.event+json";
export const REGISTRY = "vnd.nguon.registry+json";
export const SEAL = "vnd.nguon.seal+json";

export const MAX_STATEMENT = 65_535;

/** For readers that do not decide anything by what they read. */
export const ANY_LOG = Symbol("any log");

const HEADER = ["alg", "kid", "log", "typ"];

/**
 * @param {string} text a log entry
 * @param {{log: string|symbol}} expected the origin of the ledger
 * @returns {UnverifiedStatement}
 * @throws {NguonError} statement_malformed, wrong_log
 * @typedef {{alg: string, kid: string, typ: string, payload: object, signature: Uint8Array,
 *   signingInput: Uint8Array}} UnverifiedStatement
 */
export function parseStatement(text, { log }) {
  if (utf8Encode(text).length > MAX_STATEMENT) throw malformed("more than 65,535 bytes");
  const parts = text.split(".");
  if (parts.length !== 3) throw malformed("not three parts with dots between");
  const [headerBytes, payloadBytes, signature] = readParts(parts);
  const header = readObject(headerBytes);
  checkHeader(header);
  if (log !== ANY_LOG && header.log !== log) {
    throw new NguonError("wrong_log", "signed for another ledger", { field: "log" });
  }
  return {
    alg: header.alg,
    kid: header.kid,
    typ: header.typ,
    payload: readObject(payloadBytes),
    signature,
    signingInput: utf8Encode(text.slice(0, text.lastIndexOf("."))),
  };
}

/**
 * Checks a statement against the key that is registered under its kid. The key's type decides
 * the algorithm; a header that says otherwise is refused.
 *
 * @param {UnverifiedStatement} statement
 * @param {import("./keys.js").PublicKey} key
 * @returns {Promise<void>}
 * @throws {NguonError} algorithm_mismatch, signature_bad
 */
export async function verifySignature({ alg, signingInput, signature }, key) {
  if (!key.algorithms.includes(alg)) {
    throw new NguonError("algorithm_mismatch", "alg is not one of the key's", { field: "alg" });
  }
  await key.verify({ message: signingInput, signature });
}

function readParts(parts) {
  return recode("statement_malformed", () => parts.map(base64urlDecode));
}

function readObject(bytes) {
  const value = recode("statement_malformed", () => parseJson(bytes));
  if (!isObject(value)) throw malformed("not a JSON object");
  return value;
}

function checkHeader(header) {
  if (!hasExactly(header, HEADER) || HEADER.some((name) => typeof header[name] !== "string")) {
    throw malformed("the header has exactly the strings alg, kid, typ and log");
  }
}

function malformed(detail) {
  return new NguonError("statement_malformed", detail);
}
