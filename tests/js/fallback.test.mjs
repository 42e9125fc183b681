/** A browser without Ed25519: our own verifier is loaded, and sees the same in every vector. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { verify } from "./support/expect.mjs";
import { outcomeOf } from "./support/outcome.mjs";
import { bundleOf, changed, indexOf, keys, tellStory } from "./support/story.mjs";

const { importKey } = crypto.subtle;
let refused = 0;

// Before the first verification, as an older browser would be.
before(() => {
  crypto.subtle.importKey = function withoutEd25519(format, key, algorithm, ...rest) {
    if (algorithm.name !== "Ed25519") return importKey.call(this, format, key, algorithm, ...rest);
    refused += 1;
    return Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError"));
  };
});

test("a good story is verified, and WebCrypto is asked for Ed25519 only once", async () => {
  assert.equal((await verify(bundleOf(tellStory()))).verdict, "verified");
  assert.equal(refused, 1);
});

test("a forged signature is named", async () => {
  const forged = { header: { kid: keys.coop.kid }, signer: keys.stranger };
  const { failure } = await verify(bundleOf(changed("salting", () => forged)));
  assert.deepEqual([failure.code, failure.index], ["signature_bad", indexOf("salting")]);
});

test("every bundle of the shared vectors is judged as everywhere", async () => {
  const vectors = JSON.parse(readFileSync(new URL("../vectors/bundles.json", import.meta.url)));
  for (const { name, bundle, pins, asked, expect } of vectors) {
    const result = await verify(new TextEncoder().encode(bundle), { pins, asked });
    assert.deepEqual(outcomeOf(result), expect, name);
  }
  assert.equal(refused, 1);
});
