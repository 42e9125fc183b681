/** Evidence is verified in time: 30 events in a log of 100,000, and thousands about one carton. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CARTON, JAR, evidence, grow, keys as people, label, lot, pack, pieces, see, unit, unpack,
} from "./support/economy.mjs";
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

// A pallet that is packed and unpacked unit by unit must not be counted anew each time.
test("2,000 packings and unpackings of one carton, some of it blocked", async (t) => {
  const units = Array.from({ length: 1000 }, (_, at) => unit(String(at)));
  const records = [
    grow("filling", [pieces(lot(JAR), 1000)]), label("labelling", units, "1"),
    ...units.map((each, at) => pack(`in ${at}`, CARTON, [each])),
    see("inspection", [units[0]], { disposition: "non_conformant" }, people.certifier),
    ...units.map((each, at) => unpack(`out ${at}`, CARTON, [each])),
  ];
  const bytes = toBytes(evidence(records, { asked: CARTON }));
  const start = performance.now();
  const result = await verify(bytes, { asked: CARTON });
  const spent = performance.now() - start;
  assert.equal(result.failure, null);
  t.diagnostic(`${bytes.length} bytes of evidence, ${spent.toFixed(0)} ms`);
  assert.ok(spent < 10 * BUDGET_MS, `${spent} ms`);
});
