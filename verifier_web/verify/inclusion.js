/** Every entry leads to the root, each by its own path (docs/verification.md, step 3). */
import { utf8Encode } from "./bytes.js";
import { EvidenceError, NguonError, atIndexAsync } from "./errors.js";
import { InclusionProver, leafHash, neededNodes } from "./merkle.js";

/**
 * @param {import("./bundle.js").UnverifiedBundle} bundle
 * @param {{size: bigint, root: Uint8Array}} checkpoint
 * @param {() => void} tick called for each entry that is looked at
 * @returns {Promise<void>}
 * @throws {NguonError} index_out_of_range, nodes_mismatch, inclusion_failed
 */
export async function checkInclusion({ entries, nodes }, { size, root }, tick) {
  const outside = entries.find(({ index }) => BigInt(index) >= size);
  if (outside !== undefined) {
    throw new EvidenceError("index_out_of_range", "not in the tree", { index: outside.index });
  }
  const needed = neededNodes({ indices: entries.map(({ index }) => BigInt(index)), size });
  if (needed.length !== nodes.length) {
    throw new NguonError("nodes_mismatch", `${nodes.length} nodes where ${needed.length} belong`);
  }
  const table = new Map(needed.map((key, at) => [key, nodes[at]]));
  const prover = new InclusionProver({ size, root, nodes: table });
  const leaves = await Promise.all(entries.map((entry) => leafHash(utf8Encode(entry.statement))));
  for (const [at, { index }] of entries.entries()) {
    tick();
    await atIndexAsync(index, () => prover.prove({ index: BigInt(index), leaf: leaves[at] }));
  }
}
