/** The bundles of tests/vectors/bundles.json: Python made them, and has to see the same. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { verify } from "./support/expect.mjs";
import { outcomeOf } from "./support/outcome.mjs";

const vectors = JSON.parse(readFileSync(new URL("../vectors/bundles.json", import.meta.url)));

test("there are vectors, good and bad", () => {
  const verdicts = new Set(vectors.map(({ expect }) => expect.verdict));
  assert.deepEqual(verdicts, new Set(["verified", "wrong", "unchecked"]));
});

for (const { name, bundle, pins, asked, expect, flags } of vectors) {
  test(name, async () => {
    const result = await verify(new TextEncoder().encode(bundle), { pins, asked });
    assert.deepEqual(outcomeOf(result), expect);
    if (flags !== undefined) assert.deepEqual(result.flags, flags);
  });
}
