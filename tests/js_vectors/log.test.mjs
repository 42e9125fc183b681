/** The log in JavaScript against log.json and notes.json: roots, paths, notes, cosignatures. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { base64Decode, hexEncode, utf8Encode } from "../../verifier_web/verify/bytes.js";
import { parseCheckpoint } from "../../verifier_web/verify/checkpoint.js";
import {
  InclusionProver, auditPath, leafHash, nodeHash, sha256, splitPoint,
} from "../../verifier_web/verify/merkle.js";
import { isSignedBy, parseNote, parseVkey } from "../../verifier_web/verify/note.js";
import { bytesOf, hex, refuses, refusesLater, vectors } from "./vectors.mjs";

const { trees, paths, log, witness } = vectors("log.json");
const { vkeys, notes, checkpoints } = vectors("notes.json");

async function rootOf(leaves, start = 0n, end = BigInt(leaves.length)) {
  if (end === 0n) return sha256(new Uint8Array(0));
  if (end - start === 1n) return leaves[Number(start)];
  const middle = splitPoint({ start, end });
  return nodeHash(await rootOf(leaves, start, middle), await rootOf(leaves, middle, end));
}

test("roots of small trees", async () => {
  for (const { name, leaves, roots } of trees) {
    const hashes = await Promise.all(leaves.map((leaf) => leafHash(hex(leaf))));
    for (const [size, root] of roots.entries()) {
      assert.equal(hexEncode(await rootOf(hashes.slice(0, size))), root, `${name}, ${size}`);
    }
  }
});

test("paths of the example in RFC 6962 section 2.1.3", () => {
  for (const { index, nodes } of paths.inclusion) {
    const path = auditPath({ index: BigInt(index), size: BigInt(paths.size) });
    const spans = path.map(({ sibling }) => [Number(sibling.start), Number(sibling.end)]);
    assert.deepEqual(spans, nodes);
  }
});

test("inclusion proofs of the log of 70,000 entries", async () => {
  const size = BigInt(log.size);
  for (const { index, leaf, hashes } of log.inclusion) {
    const path = auditPath({ index: BigInt(index), size });
    assert.equal(path.length, hashes.length);
    const nodes = new Map(
      path.map(({ sibling: { start, end } }, at) => [`${start}-${end}`, base64Decode(hashes[at])]),
    );
    const prove = (bytes) => {
      const prover = new InclusionProver({ size, root: base64Decode(log.root), nodes });
      return prover.prove({ index: BigInt(index), leaf: bytes });
    };
    await prove(base64Decode(leaf));
    await refusesLater("inclusion_failed", () => prove(new Uint8Array(32)), `leaf of ${index}`);
  }
});

test("the checkpoint of 70,000 entries and its cosignature", async () => {
  const note = parseNote(utf8Encode(log.note + witness.line));
  const { origin, size, root } = parseCheckpoint(note.text);
  assert.deepEqual([origin, Number(size), Buffer.from(root).toString("base64")],
    [log.origin, log.size, log.root]);
  assert.equal(await isSignedBy(note, await parseVkey(log.vkey)), true);
  assert.equal(await isSignedBy(note, await parseVkey(witness.vkey)), true);
});

test("verifier keys", async () => {
  for (const { vkey, name, kind, public: key } of vkeys.good) {
    const read = await parseVkey(vkey);
    assert.deepEqual([read.name, read.kind, hexEncode(read.publicKey)], [name, kind, key]);
  }
  for (const { name, vkey, code } of vkeys.bad) {
    await refusesLater(code, () => parseVkey(vkey), name);
  }
});

test("notes", async () => {
  const key = await parseVkey(log.vkey);
  for (const item of notes.good) {
    const note = parseNote(bytesOf(item, "note"));
    assert.equal(note.text, item.text, item.name);
    assert.equal(note.signatures.length, item.signatures, item.name);
    assert.equal(await isSignedBy(note, key), true, item.name);
  }
  for (const item of notes.bad) {
    refuses("note_malformed", () => parseNote(bytesOf(item, "note")), item.name);
  }
});

test("a note has at most 65,536 bytes", () => {
  const good = notes.good[0].note;
  const fits = "a".repeat(65_536 - utf8Encode(good).length) + good;
  assert.ok(parseNote(utf8Encode(fits)).text.startsWith("aaa"));
  refuses("note_malformed", () => parseNote(utf8Encode(`a${fits}`)), "65,537 bytes");
});

test("what the keys say to a note", async () => {
  for (const item of notes.verdicts) {
    const note = parseNote(bytesOf(item, "note"));
    for (const [vkey, verdict] of [[log.vkey, item.log], [witness.vkey, item.witness]]) {
      const key = await parseVkey(vkey);
      if (verdict === "bad") {
        await refusesLater("signature_bad", () => isSignedBy(note, key), item.name);
      } else {
        assert.equal(await isSignedBy(note, key), verdict === "good", item.name);
      }
    }
  }
});

test("checkpoints", () => {
  for (const { text, origin, size } of checkpoints.good) {
    const read = parseCheckpoint(text);
    assert.deepEqual([read.origin, String(read.size)], [origin, size]);
  }
  for (const { name, text } of checkpoints.bad) {
    refuses("checkpoint_malformed", () => parseCheckpoint(text), name);
  }
});
