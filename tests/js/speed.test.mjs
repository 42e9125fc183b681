/** A chain of 30 events in a log of 100,000 entries is verified well under a second. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { verify } from "./support/expect.mjs";
import { EVENT, FARM, RAW, bundleOf, inserted, keys, tellStory, toBytes } from "./support/story.mjs";

const EVENTS = 30;
const SIZE = 100_000;
const BUDGET_MS = 1000;

const diary = (day) => ({
  id: `diary ${day}`, typ: EVENT, signer: keys.coop,
  payload: {
    type: "ObjectEvent", action: "OBSERVE", bizStep: "inspecting", eventID: `urn:uuid:${day}`,
    eventTime: "2026-01-02T08:00:00+07:00", eventTimeZoneOffset: "+07:00", readPoint: { id: FARM },
    quantityList: [{ epcClass: RAW, quantity: 1, uom: "KGM" }],
  },
});

// Entries of other people between the events, so that the audit paths are long and differ.
function scattered(records) {
  const gap = Math.floor((SIZE - records.length) / (records.length - 1));
  return records.flatMap((record, at) => {
    const last = at === records.length - 1;
    const others = last ? SIZE - records.length - gap * (records.length - 1) : 0;
    const filler = Array.from({ length: at === 0 ? 0 : gap + others }, (_, i) => (
      { id: "other", typ: EVENT, entry: `entry ${at} ${i}` }
    ));
    return [...filler, record];
  });
}

test("30 events among 100,000", async (t) => {
  const told = tellStory().filter(({ typ }) => typ === EVENT).length;
  const days = Array.from({ length: EVENTS - told }, (_, day) => diary(day));
  const story = scattered(inserted("seal3", days));
  assert.equal(story.length, SIZE);
  const bytes = toBytes(bundleOf(story, { leaveOut: ["other"] }));
  let spent = Infinity;
  // The best of three: the machine may be busy with something else.
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    const result = await verify(bytes);
    spent = Math.min(spent, performance.now() - start);
    assert.equal(result.failure, null);
    assert.equal(result.journey.length, EVENTS);
  }
  t.diagnostic(`${bytes.length} bytes of evidence, ${spent.toFixed(0)} ms`);
  assert.ok(spent < BUDGET_MS, `${spent} ms`);
});
