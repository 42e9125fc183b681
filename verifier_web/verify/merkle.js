/**
 * The RFC 6962 tree, as far as a verifier needs it. A node is named by the leaves
 * `[start, end)` under it; a tree of n > 1 leaves splits at the largest power of two below n.
 * Positions are BigInt, because tree sizes pass 2^53.
 */
import { concat, equalBytes } from "./bytes.js";
import { NguonError } from "./errors.js";

export const HASH_SIZE = 32;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/**
 * @param {Uint8Array} entry
 * @returns {Promise<Uint8Array>} SHA256(00 || entry), RFC 6962 section 2.1
 */
export function leafHash(entry) {
  return sha256(concat(LEAF, entry));
}

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @returns {Promise<Uint8Array>} SHA256(01 || left || right), RFC 6962 section 2.1
 */
export function nodeHash(left, right) {
  return sha256(concat(NODE, left, right));
}

/**
 * @param {{start: bigint, end: bigint}} span at least two leaves
 * @returns {bigint} where the tree over these leaves splits
 */
export function splitPoint({ start, end }) {
  const bits = (end - start - 1n).toString(2).length;
  return start + (1n << BigInt(bits - 1));
}

/**
 * The way from a leaf up to the root (RFC 6962 section 2.1.1): at each step the node that the
 * step arrives at, and the sibling that it takes in.
 *
 * @param {{index: bigint, size: bigint}} leaf index < size
 * @returns {{parent: Span, sibling: Span, siblingIsLeft: boolean}[]}
 * @typedef {{start: bigint, end: bigint}} Span
 */
export function auditPath({ index, size }) {
  const path = [];
  let span = { start: 0n, end: size };
  while (span.end - span.start > 1n) {
    const middle = splitPoint(span);
    const left = { start: span.start, end: middle };
    const right = { start: middle, end: span.end };
    const siblingIsLeft = index >= middle;
    path.push({ parent: span, sibling: siblingIsLeft ? left : right, siblingIsLeft });
    span = siblingIsLeft ? right : left;
  }
  return path.reverse();
}

/**
 * The order of a bundle's node table (docs/formats.md 9): the siblings on the audit paths of
 * all entries, without repeats, by start and then by end.
 *
 * @param {{indices: bigint[], size: bigint}} entries each index < size
 * @returns {string[]} the keys of these nodes
 */
export function neededNodes({ indices, size }) {
  const spans = new Map();
  for (const index of indices) {
    for (const { sibling } of auditPath({ index, size })) spans.set(spanKey(sibling), sibling);
  }
  const ordered = [...spans.values()].sort(
    (one, other) => compare(one.start, other.start) || compare(one.end, other.end),
  );
  return ordered.map(spanKey);
}

/**
 * Checks that leaves lead to one root, out of one table of nodes.
 *
 * A path that reached the root has proven every node on it, so the next one may stop at the
 * first node that both go through. That is the same check as going all the way: above there,
 * the paths are one.
 */
export class InclusionProver {
  /**
   * @param {{size: bigint, root: Uint8Array, nodes: Map<string, Uint8Array>}} tree nodes holds
   *   the siblings on the paths of all leaves that will be asked for (neededNodes)
   */
  constructor({ size, root, nodes }) {
    this.size = size;
    this.nodes = nodes;
    this.proven = new Map([[spanKey({ start: 0n, end: size }), root]]);
  }

  /**
   * @param {{index: bigint, leaf: Uint8Array}} entry index < size; leaf is a leaf hash
   * @returns {Promise<void>}
   * @throws {NguonError} inclusion_failed
   */
  async prove({ index, leaf }) {
    const passed = new Map();
    let key = spanKey({ start: index, end: index + 1n });
    let hash = leaf;
    for (const { parent, sibling, siblingIsLeft } of auditPath({ index, size: this.size })) {
      if (this.proven.has(key)) break;
      passed.set(key, hash);
      const other = this.nodes.get(spanKey(sibling));
      hash = await (siblingIsLeft ? nodeHash(other, hash) : nodeHash(hash, other));
      key = spanKey(parent);
    }
    if (!equalBytes(this.proven.get(key), hash)) {
      throw new NguonError("inclusion_failed", "the leaf does not lead to the root");
    }
    for (const [name, value] of passed) this.proven.set(name, value);
  }
}

function spanKey({ start, end }) {
  return `${start}-${end}`;
}

function compare(one, other) {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
