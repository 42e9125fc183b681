/** Evidence is verified in few steps: 30 events in a log of 100,000, thousands about one carton. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { counted } from "./support/work.mjs"; // before the verifier
import {
  CARTON, JAR, evidence, grow, keys as people, label, lot, pack, pieces, see, unit, unpack,
} from "./support/economy.mjs";
import { verify } from "./support/expect.mjs";
import { EVENT, FARM, RAW, bundleOf, inserted, keys, tellStory, toBytes } from "./support/story.mjs";

const EVENTS = 30;
const SIZE = 100_000;

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

async function stepsOf(story) {
  const bytes = toBytes(bundleOf(story, { leaveOut: ["other"] }));
  const { value, steps } = await counted(() => verify(bytes));
  assert.equal(value.failure, null);
  assert.equal(value.journey.length, EVENTS);
  return { steps, size: bytes.length };
}

// The hashes on the way to the root grow with the logarithm, and nothing else does.
test("30 events among 100,000 cost little more than among themselves", async (t) => {
  const told = tellStory().filter(({ typ }) => typ === EVENT).length;
  const days = Array.from({ length: EVENTS - told }, (_, day) => diary(day));
  const records = inserted("seal3", days);
  const story = scattered(records);
  assert.equal(story.length, SIZE);
  await stepsOf(records); // what is worked out once and kept
  const [alone, among] = [await stepsOf(records), await stepsOf(story)];
  t.diagnostic(`${alone.steps} and ${among.steps} steps, ${alone.size} and ${among.size} bytes`);
  assert.ok(among.steps < 2 * alone.steps, `${among.steps} steps`);
  assert.ok(among.size < 2 * alone.size, `${among.size} bytes`);
});

async function stepsOfCarton(count) {
  const units = Array.from({ length: count }, (_, at) => unit(String(at)));
  const records = [
    grow("filling", [pieces(lot(JAR), count)]), label("labelling", units, "1"),
    ...units.map((each, at) => pack(`in ${at}`, CARTON, [each])),
    see("inspection", [units[0]], { disposition: "non_conformant" }, people.certifier),
    ...units.map((each, at) => unpack(`out ${at}`, CARTON, [each])),
  ];
  const bytes = toBytes(evidence(records, { asked: CARTON }));
  const { value, steps } = await counted(() => verify(bytes, { asked: CARTON }));
  assert.equal(value.failure, null);
  return steps;
}

// A pallet that is packed and unpacked unit by unit must not be counted anew each time. What is more
// than ten times are the longer ways to the root.
test("ten times the packings of one carton, some of it blocked, are ten times the steps", async (t) => {
  const [few, many] = [await stepsOfCarton(100), await stepsOfCarton(1000)];
  t.diagnostic(`${few} and ${many} steps`);
  assert.ok(many < 11.8 * few, `${many} steps instead of ${few}`);
});
