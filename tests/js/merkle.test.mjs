/** The tree against its definition in RFC 6962 and the published vectors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { base64Decode, hexEncode } from "../../verifier_web/verify/bytes.js";
import { parseCheckpoint } from "../../verifier_web/verify/checkpoint.js";
import {
  InclusionProver, auditPath, leafHash, neededNodes, nodeHash, splitPoint,
} from "../../verifier_web/verify/merkle.js";
import { refuses, refusesLater } from "./support/expect.mjs";
import { leafHashOf, nodeTable, siblings, treeHash } from "./support/ledger.mjs";

const VECTOR_ROOT = "YWewXnaTWwdOYsYXbckE45gxfBi151VkduX4ZHSlzl4=";

const table = (keys, values) => new Map(keys.map((key, at) => [key, values[at]]));
const entriesOf = (size) => Array.from({ length: size }, (_, at) => `entry ${at}`);

function proverOf(entries, indices) {
  const size = BigInt(entries.length);
  const keys = neededNodes({ indices: indices.map(BigInt), size });
  const nodes = table(keys, nodeTable(entries, indices).map(base64Decode));
  const root = new Uint8Array(treeHash(entries.map(leafHashOf)));
  return { prover: new InclusionProver({ size, root, nodes }), nodes, keys };
}

async function proveAll(prover, entries, indices) {
  for (const index of indices) {
    await prover.prove({ index: BigInt(index), leaf: await leafHash(Buffer.from(entries[index])) });
  }
}

test("leaves and nodes are hashed apart (RFC 6962 section 2.1)", async () => {
  const leaf = await leafHash(Uint8Array.of(0));
  assert.equal(hexEncode(leaf), "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7");
  const left = await nodeHash(leaf, await leafHash(Uint8Array.of(1)));
  const root = hexEncode(await nodeHash(left, await leafHash(Uint8Array.of(2))));
  assert.equal(root.slice(0, 8), "3b6cccd7");
  assert.equal(root.slice(-4), "f688");
});

test("a tree splits at the largest power of two below its size", () => {
  for (const [start, end, split] of [[0n, 2n, 1n], [0n, 3n, 2n], [0n, 4n, 2n], [0n, 5n, 4n], [8n, 13n, 12n]]) {
    assert.equal(splitPoint({ start, end }), split);
  }
  assert.equal(splitPoint({ start: 0n, end: (1n << 62n) + 1n }), 1n << 62n);
});

test("audit paths are those of the definition, for every leaf of every tree to 70", () => {
  for (let size = 1; size <= 70; size += 1) {
    for (let index = 0; index < size; index += 1) {
      const path = auditPath({ index: BigInt(index), size: BigInt(size) });
      const spans = path.map(({ sibling }) => [Number(sibling.start), Number(sibling.end)]);
      assert.deepEqual(spans, siblings(index, size));
    }
  }
});

test("the node table is ordered by start, then end, and has nothing twice", () => {
  assert.deepEqual(neededNodes({ indices: [0n, 1n, 6n], size: 7n }),
    ["0-1", "0-4", "1-2", "2-4", "4-6", "4-7"]);
  assert.deepEqual(neededNodes({ indices: [0n], size: 1n }), []);
});

test("every set of leaves leads to the root", async () => {
  for (const size of [1, 2, 3, 7, 8, 21, 64, 65]) {
    for (const step of [1, 2, 3, 5]) {
      const entries = entriesOf(size);
      const indices = [...entries.keys()].filter((index) => index % step === 0);
      await proveAll(proverOf(entries, indices).prover, entries, indices);
    }
  }
});

test("any one wrong node is found, at the first entry that needs it", async () => {
  const entries = entriesOf(21);
  for (const indices of [[0, 1, 2], [3, 4, 11, 20], [5, 13, 14, 15, 16]]) {
    const { keys } = proverOf(entries, indices);
    for (const key of keys) {
      const { prover, nodes } = proverOf(entries, indices);
      nodes.set(key, nodes.get(key).map((byte, at) => (at === 31 ? byte ^ 1 : byte)));
      const first = await firstRefused(prover, entries, indices);
      assert.equal(first, await firstWithoutMemory(nodes, entries, indices), `${indices}: ${key}`);
      assert.notEqual(first, null);
    }
  }
});

test("any one wrong leaf is found", async () => {
  const entries = entriesOf(13);
  const indices = [0, 4, 5, 12];
  for (const index of indices) {
    const { prover } = proverOf(entries, indices);
    const altered = entries.with?.(index, "altered")
      ?? entries.map((entry, at) => (at === index ? "altered" : entry));
    assert.equal(await firstRefused(prover, altered, indices), index);
  }
});

test("a leaf does not pass for one at another index", async () => {
  const { prover } = proverOf(entriesOf(8), [2, 3]);
  await refusesLater("inclusion_failed",
    prover.prove({ index: 2n, leaf: await leafHash(Buffer.from("entry 3")) }));
});

test("the log of 70,000 entries of the design's vectors", async () => {
  const entries = Array.from({ length: 70_000 }, (_, lot) => (
    `{"lot": ${lot}, "event": "harvest", "coop": ${lot % 7}}`
  ));
  const indices = [0, 255, 256, 65_535, 65_536, 69_999];
  const { prover } = proverOf(entries, indices);
  assert.equal(Buffer.from(prover.proven.get("0-70000")).toString("base64"), VECTOR_ROOT);
  await proveAll(prover, entries, indices);
});

test("a checkpoint is origin, size and root, and nothing else", () => {
  const good = `ledger.example/trace\n70000\n${VECTOR_ROOT}\n`;
  assert.equal(parseCheckpoint(good).size, 70_000n);
  assert.equal(parseCheckpoint(good).origin, "ledger.example/trace");
  const empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  assert.equal(parseCheckpoint(`o\n0\n${empty}\n`).size, 0n);
  for (const bad of [
    `${good}extension\n`, good.slice(0, -1), `${good}\n`, `\n70000\n${VECTOR_ROOT}\n`, "",
    `o\n070000\n${VECTOR_ROOT}\n`, `o\n-1\n${VECTOR_ROOT}\n`, `o\n9223372036854775808\n${VECTOR_ROOT}\n`,
    `o\n1\n${VECTOR_ROOT.replace("4=", "5=")}\n`, "o\n1\nAAAA\n", `o\n1\r\n${VECTOR_ROOT}\n`,
    `o\n0\n${VECTOR_ROOT}\n`,
  ]) refuses("checkpoint_malformed", () => parseCheckpoint(bad));
});

async function firstRefused(prover, entries, indices) {
  for (const index of indices) {
    const leaf = await leafHash(Buffer.from(entries[index]));
    const outcome = await prover.prove({ index: BigInt(index), leaf }).catch(({ code }) => code);
    if (outcome === "inclusion_failed") return index;
    assert.equal(outcome, undefined);
  }
  return null;
}

// The definition: each path all the way to the root, with nothing remembered.
async function firstWithoutMemory(nodes, entries, indices) {
  const size = BigInt(entries.length);
  const root = treeHash(entries.map(leafHashOf));
  for (const index of indices) {
    const fresh = new InclusionProver({ size, root, nodes });
    if (await firstRefused(fresh, entries, [index]) !== null) return index;
  }
  return null;
}
