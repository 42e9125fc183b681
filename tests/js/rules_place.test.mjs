/** Flags about places, certificates and copied diaries (docs/rules.md, "Flags"). */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CARTON, COOP, CRAB, FARM, HALL, JAR, PACKER, amount, certify, end, flagged, grow, jars, keys, lot, pack,
  pieces, place, say, see, stands, takeBack, unit, work,
} from "./support/economy.mjs";

const RAW = lot(CRAB);
const about = { asked: RAW };
const from = (id, more = {}) => grow("x", [amount(RAW, 1)], { readPoint: { id }, ...more });

test("place_foreign: what is made, is made on one's own premises", async () => {
  await flagged([from(FARM)], [], about);
  await flagged([from(HALL)], [["place_foreign", "x", HALL, {}]], about);
  await flagged([end(PACKER, "merged", [COOP]), from(HALL)], [], about);
  const elsewhere = { readPoint: { id: HALL } };
  await flagged(jars([see("x", [unit("1")], elsewhere), pack("y", CARTON, [unit("1")], keys.coop, elsewhere)]), []);
  await flagged([grow("x", [amount(RAW, 1)], { bizLocation: { id: HALL } })], [], about);
});

test("place_outside: 0.05 degrees around one's places, borders inside", async () => {
  const flag = (id) => [["place_outside", "x", id, {}]];
  for (const inside of ["geo:8.99,105.2", "geo:9.04,105.25", "geo:8.94,105.15"]) {
    await flagged([from(inside)], [], about);
  }
  for (const outside of [
    "geo:9.04000001,105.2", "geo:8.93999999,105.2", "geo:8.99,105.25000001", "geo:8.99,105.14999999", "geo:-8.99,105.2",
    "geo:8.99,105.2;u=35", "geo:8.990000001,105.2", "geo:x",
  ]) await flagged([from(outside)], flag(outside), about);
  await flagged(jars([see("x", [unit("1")], { readPoint: { id: "geo:8.99,105.2" } }, keys.shop)]), [
    ["place_outside", "x", "geo:8.99,105.2", {}],
  ]);
});

test("place_outside: a registered area, the last one of each place, and only one's own", async () => {
  const area = (south, west, north, east) => ({ area: { south, west, north, east } });
  const outside = [["place_outside", "x", "geo:8.99,105.2", {}]];
  const here = from("geo:8.99,105.2");
  const moved = place(FARM, COOP, keys.coop, area(9.5, 105, 10, 106));
  await flagged([moved, here], outside, about);
  await flagged([here, moved], [], about);
  const both = place(FARM, COOP, keys.coop, { geo: "geo:8.99,105.2", ...area(9.5, 105, 10, 106) });
  await flagged([both, here], outside, about);
  await flagged([moved, from("geo:9.5,105")], [], about);
  await flagged([moved, from("geo:10,106")], [], about);
  const second = place(`${FARM}/2`, COOP, keys.coop, area(8.98, 105.1, 8.99, 105.2));
  await flagged([moved, second, here], [], about);
  const bare = place(FARM, COOP, keys.coop);
  await flagged([bare, here], outside, about);
  const theirs = place(`${HALL}/2`, PACKER, keys.packer, area(8, 105, 9, 106));
  await flagged([moved, theirs, here], outside, about);
  const handed = place(FARM, PACKER, keys.union, { geo: "geo:8.99,105.2" });
  await flagged([end(COOP, "merged", [PACKER]), handed, end(COOP, "active"), here], outside, about);
});

const OCOP = "https://certifier.example/c/1";
const SECOND = "https://certifier.example/c/2";
const named = (...certificationInfo) => grow("x", [amount(RAW, 1)], {
  certificationInfo: certificationInfo.length === 1 ? certificationInfo[0] : certificationInfo,
});
const revoke = (id) => say("revoke", keys.certifier, { type: "CredentialRevoked", credential: id, reason: "r" });

test("certificates that an event names: known, of that product or signer, and good at the time", async () => {
  const flag = (rule, values = {}, subject = OCOP) => [[rule, "x", subject, values]];
  await flagged([certify(OCOP, CRAB), named(OCOP)], [], about);
  await flagged([certify(OCOP, COOP), named(OCOP)], [], about);
  await flagged([named(OCOP)], flag("certificate_unknown"), about);
  await flagged([named(OCOP), certify(OCOP, CRAB)], flag("certificate_unknown"), about);
  await flagged([certify(OCOP, JAR), named(OCOP)], flag("certificate_foreign"), about);
  await flagged([certify(OCOP, PACKER), named(OCOP)], flag("certificate_foreign"), about);
  const two = grow("x", [amount(RAW, 1), pieces(lot(JAR), 1)], { certificationInfo: OCOP });
  await flagged([certify(OCOP, JAR), two], [], about);
  const revoked = [certify(OCOP, COOP, { number: "7/QD" }), revoke(OCOP), named(OCOP)];
  await flagged(revoked, flag("certificate_revoked", { number: "7/QD" }), about);
  await flagged([certify(OCOP, COOP), named(OCOP), revoke(OCOP)], [], about);
  const until = (validUntil) => [certify(OCOP, COOP, { validUntil }), named(OCOP)];
  await flagged(until("2026-01-09T01:00:00.000001Z"), [], about);
  await flagged(until("2026-01-09T01:00:00Z"), flag("certificate_expired", { number: "" }), about);
  const since = (validFrom) => [certify(OCOP, COOP, { validFrom }), named(OCOP)];
  await flagged(since("2026-01-09T01:00:00Z"), [], about);
  await flagged(since("2026-01-09T01:00:00.000001Z"), flag("certificate_expired", { number: "" }), about);
  await flagged([certify(OCOP, JAR), named("urn:x:none", OCOP)], [
    ...flag("certificate_unknown", {}, "urn:x:none"), ...flag("certificate_foreign"),
  ], about);
  await flagged([{ ...named(OCOP), payload: { ...named(OCOP).payload, certificationInfo: [7, { a: 1 }] } }], [], about);
  await flagged([{ ...named(OCOP), payload: { ...named(OCOP).payload, certificationInfo: 7 } }], [], about);
});

test("certificates of the product: a scheme has lapsed if none is good and one has ended", async () => {
  const made = grow("x", [amount(RAW, 1)]);
  const old = { validUntil: "2026-01-02T00:00:00Z", number: "1" };
  const later = { validFrom: "2026-02-01T00:00:00Z", number: "2" };
  const flag = (rule, subject, number) => [[rule, "x", subject, { number }]];
  await flagged([made], [], about);
  await flagged([certify(OCOP, CRAB), made], [], about);
  await flagged([certify(OCOP, CRAB, old), made], flag("certificate_expired", OCOP, "1"), about);
  await flagged([certify(OCOP, CRAB, old), certify(SECOND, CRAB), made], [], about);
  await flagged([certify(OCOP, CRAB, old), certify(SECOND, CRAB, later), made], flag("certificate_expired", OCOP, "1"), about);
  await flagged([certify(SECOND, CRAB, later), made], [], about);
  await flagged([certify(OCOP, CRAB, old), certify(SECOND, CRAB, { ...old, number: "3" }), made], flag("certificate_expired", SECOND, "3"), about);
  await flagged([certify(OCOP, CRAB), revoke(OCOP), certify(SECOND, CRAB, { ...old, number: "3" }), made], flag("certificate_expired", SECOND, "3"), about);
  await flagged([certify(OCOP, CRAB, old), revoke(OCOP), made], flag("certificate_revoked", OCOP, "1"), about);
  await flagged([certify(OCOP, CRAB, old), certify(SECOND, CRAB, { scheme: "VietGAP" }), made], flag("certificate_expired", OCOP, "1"), about);
  await flagged([made, certify(OCOP, CRAB, old)], [], about);
  await flagged([certify(OCOP, COOP, old), made], [], about);
  await flagged([made, certify(OCOP, CRAB, old), see("y", [amount(RAW, 1)])], [], about);
});

const PLOT = lot(CRAB, "plot");
const crops = [grow("a", [amount(RAW, 1)]), grow("b", [amount(PLOT, 1)]), grow("m", [amount(lot(CRAB, "mix"), 1)], { "nguon:grownFrom": [RAW, PLOT] })];
const mixed = { asked: lot(CRAB, "mix") };
const diary = (id, things, more = {}) => work(id, things.map((each) => amount(each, 1)), {
  eventTime: "2026-01-09T08:00:00+07:00", "nguon:step": "spraying", "nguon:product": "Bt", "nguon:dose": { quantity: 2.5, uom: "LTR" }, ...more,
});
const earlier = (more = {}) => diary("first", [RAW], { eventTime: "2026-01-08T08:00:00+07:00", ...more });
const copied = [["out_of_order", "first", RAW, {}], ["diary_copied", "x", RAW, {}]];
const fine = [["out_of_order", "first", RAW, {}]];
const entries = (...records) => [...crops, ...records];

test("diary_copied: the same words and numbers for another lot on another day", async () => {
  await flagged(entries(earlier(), diary("x", [PLOT])), copied, mixed);
  await flagged(entries(earlier(), diary("x", [RAW])), fine, mixed);
  await flagged(entries(earlier(), diary("x", [PLOT, RAW])), fine, mixed);
  const both = diary("first", [RAW, PLOT], { eventTime: "2026-01-08T08:00:00+07:00" });
  await flagged(entries(both, diary("x", [PLOT])), [...fine, ["out_of_order", "first", PLOT, {}]], mixed);
  const others = { "nguon:attachments": [{ sha256: "a".repeat(64), mediaType: "x" }], "nguon:reason": "other", "nguon:results": [] };
  await flagged(entries(earlier(), diary("x", [PLOT], others)), copied, mixed);
  for (const more of [
    { "nguon:dose": { quantity: 2.6, uom: "LTR" } }, { "nguon:dose": { uom: "LTR", quantity: 2.5 } }, { "nguon:step": "weeding" },
    { "nguon:product": "BT" }, { "nguon:note": "x" }, { bizStep: "storing" }, { "nguon:dose": ["2.5", "LTR"] },
  ]) await flagged(entries(earlier(), diary("x", [PLOT], more)), fine, mixed);
  const two = entries(earlier(), diary("second", [RAW], { eventTime: "2026-01-08T09:00:00+07:00" }), diary("x", [PLOT]));
  await flagged(two, [...fine, ["out_of_order", "second", RAW, {}], copied[1]], mixed);
  await flagged(entries(earlier(), takeBack("back", earlier()), diary("x", [PLOT])), [], mixed);
});

test("diary_copied: the day is the one where it happened", async () => {
  const x = (eventTime, eventTimeZoneOffset = "+07:00") => diary("x", [PLOT], { eventTime, eventTimeZoneOffset });
  const first = earlier({ eventTime: "2026-01-09T01:00:00+07:00" });
  const early = [["out_of_order", "x", PLOT, {}]];
  await flagged(entries(first, x("2026-01-09T23:59:59+07:00")), fine, mixed);
  await flagged(entries(first, x("2026-01-10T00:00:00+07:00")), copied, mixed);
  await flagged(entries(first, x("2026-01-08T19:00:00+01:00", "+01:00")), [...fine, ...early, copied[1]], mixed);
  await flagged(entries(first, x("2026-01-09T17:00:00Z")), copied, mixed);
});

test("diary_copied: west of Greenwich 1970 began in 1969", async () => {
  const then = (id, things, eventTime) => diary(id, things, { eventTime, eventTimeZoneOffset: "-05:00" });
  const rules = async (earlierTime, laterTime) => {
    const records = entries(then("first", [RAW], earlierTime), then("x", [PLOT], laterTime));
    const { flags } = await stands(records, mixed);
    return flags.map(({ rule }) => rule).filter((rule) => rule === "diary_copied").length;
  };
  assert.equal(await rules("1970-01-01T04:59:59Z", "1970-01-01T05:00:00Z"), 1);
  assert.equal(await rules("1970-01-01T05:00:00Z", "1970-01-01T06:00:00Z"), 0);
  assert.equal(await rules("1970-01-01T00:00:00Z", "1970-01-01T04:59:59Z"), 0);
});

test("diary_copied: one word alone is no entry, and the order in which names stand counts", async () => {
  const short = { "nguon:dose": undefined };
  await flagged(entries(earlier(short), diary("x", [PLOT], short)), fine, mixed);
  const raw = (record, json) => ({ ...record, payload: JSON.stringify(record.payload).replace('"LTR"', json) });
  const [one, other] = [raw(earlier(), '"LTR","b":1,"1":2'), raw(diary("x", [PLOT]), '"LTR","b":1,"1":2')];
  await flagged(entries(one, other), copied, mixed);
  await flagged(entries(one, raw(diary("x", [PLOT]), '"LTR","1":2,"b":1')), fine, mixed);
  await flagged(entries(one, raw(diary("x", [PLOT]), '"LTR","b":1.0,"1":20e-1')), copied, mixed);
});
