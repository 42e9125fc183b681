/** Whatever stands where something else belongs, signed or not: a verdict, never an exception. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails, verify } from "./support/expect.mjs";
import { bundleOf, changed, tellStory } from "./support/story.mjs";

const KINDS = [{}, [], null, "x", 7, true, "", [[]], [{}], -0.5];

// Every place in a JSON value, as the way to it.
function places(value, way = []) {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((name) => [[...way, name], ...places(value[name], [...way, name])]);
}

function replaced(value, [name, ...rest], other) {
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[name] = rest.length === 0 ? other : replaced(value[name], rest, other);
  return copy;
}

test("every member of a bundle replaced by every kind of value", async () => {
  const good = bundleOf(tellStory());
  const short = { ...good, entries: good.entries.slice(0, 2), nodes: good.nodes.slice(0, 2) };
  for (const way of places(short)) {
    for (const other of KINDS) {
      const { verdict } = await verify(replaced(short, way, other));
      assert.notEqual(verdict, "verified", `${way.join("/")}: ${JSON.stringify(other)}`);
    }
  }
});

for (const { id } of tellStory()) {
  test(`every member of ${id} replaced, and signed all the same`, async () => {
    const { payload } = tellStory().find((record) => record.id === id);
    for (const [at, way] of places(payload).entries()) {
      for (const other of [KINDS[0], KINDS[1 + (at % (KINDS.length - 1))]]) {
        const story = changed(id, () => ({ payload: replaced(payload, way, other) }));
        const { verdict, failure, steps } = await verify(bundleOf(story));
        assert.equal(verdict === "verified", failure === null, way.join("/"));
        assert.equal(steps.some(({ state }) => state === "failed"), failure !== null);
      }
    }
  });
}

test("a payload of every kind is no statement", async () => {
  for (const other of KINDS.filter((kind) => typeof kind !== "object" || Array.isArray(kind) || kind === null)) {
    const story = changed("salting", () => ({ payload: JSON.stringify(other) }));
    await fails(bundleOf(story), [4, "statement_malformed", 10]);
  }
});
