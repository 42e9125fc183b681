/** The trace bundle's form (docs/formats.md 9; docs/verification.md, step 1). */
import { base64Decode, utf8Encode } from "./bytes.js";
import { NguonError } from "./errors.js";
import { hasExactly, isObject, parseJson } from "./json.js";
import { listOf, need, string, text, uri, whole } from "./members.js";
import { HASH_SIZE } from "./merkle.js";

export const FORMAT = "nguon-trace/1";
export const MAX_BUNDLE = 8 * 1024 * 1024;
export const MAX_ENTRIES = 10_000;

const MEMBERS = ["format", "id", "checkpoint", "entries", "nodes"];

/**
 * @param {Uint8Array} bytes
 * @returns {UnverifiedBundle} nothing in it is verified
 * @throws {NguonError} bundle_too_large, bundle_unreadable, bundle_version
 * @typedef {{id: string, checkpointNote: Uint8Array, entries: Entry[], nodes: Uint8Array[]}}
 *   UnverifiedBundle
 * @typedef {{index: number, statement: string}} Entry
 */
export function parseBundle(bytes) {
  if (bytes.length > MAX_BUNDLE) throw new NguonError("bundle_too_large", "more than 8 MiB");
  try {
    return readBundle(parseJson(bytes));
  } catch (error) {
    if (!(error instanceof NguonError) || error.code === "bundle_version") throw error;
    throw new NguonError("bundle_unreadable", error.detail, { field: error.field });
  }
}

function readBundle(value) {
  if (!isObject(value)) throw malformed("a JSON object is expected");
  if (need(value, "format", text) !== FORMAT) {
    throw new NguonError("bundle_version", "evidence in a form that this version cannot read");
  }
  if (!hasExactly(value, MEMBERS)) throw malformed("exactly the members of a bundle");
  const entries = need(value, "entries", listOf(readEntry, { least: 1 }));
  if (entries.length > MAX_ENTRIES) throw malformed("too many entries");
  if (entries.some(({ index }, at) => at > 0 && index <= entries[at - 1].index)) {
    throw malformed("the entries do not ascend");
  }
  return {
    id: need(value, "id", uri),
    checkpointNote: utf8Encode(need(value, "checkpoint", text)),
    entries,
    nodes: need(value, "nodes", listOf(readNode)),
  };
}

function readEntry(value) {
  if (!hasExactly(value, ["index", "statement"])) throw malformed("exactly index and statement");
  // An emptied statement is readable evidence, of an alteration: step 3 names it.
  return { index: need(value, "index", whole), statement: need(value, "statement", string) };
}

function readNode(value) {
  const node = base64Decode(text(value));
  if (node.length !== HASH_SIZE) throw malformed("a node has 32 bytes");
  return node;
}

function malformed(detail) {
  return new NguonError("malformed", detail);
}
