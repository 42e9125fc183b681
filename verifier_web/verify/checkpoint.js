/** Checkpoints (c2sp.org/tlog-checkpoint), without extension lines. */
import { base64Decode, equalBytes, hexDecode } from "./bytes.js";
import { NguonError, recode } from "./errors.js";
import { parseDecimalInteger } from "./integers.js";
import { HASH_SIZE } from "./merkle.js";

/** SHA256(""), the root of the empty tree (RFC 6962 section 2.1). */
export const EMPTY_ROOT = hexDecode(
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
);

/**
 * @param {string} text the signed part of a note: origin, size and root, a line each
 * @returns {{origin: string, size: bigint, root: Uint8Array}}
 * @throws {NguonError} checkpoint_malformed
 */
export function parseCheckpoint(text) {
  const lines = text.split("\n");
  if (lines.length !== 4 || lines[3] !== "" || lines[0] === "") {
    throw malformed("not exactly three lines");
  }
  const [origin, size, root] = recode("checkpoint_malformed", () => [
    lines[0], parseDecimalInteger(lines[1]), base64Decode(lines[2]),
  ]);
  if (root.length !== HASH_SIZE || (size === 0n && !equalBytes(root, EMPTY_ROOT))) {
    throw malformed("the root is not that of a tree");
  }
  return { origin, size, root };
}

function malformed(detail) {
  return new NguonError("checkpoint_malformed", detail);
}
