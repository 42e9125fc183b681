/** Inspections, laboratory results, recalls and releases under version 2 (docs/rules.md, 8). */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CARTON, COOP, CRAB, HEIR, JAR, PACKER, PALLET, SHOP, amount, breaks, drop, end, event,
  flagged, grow, indexIn, jars, keys, label, lot, make, pack, pieces, raise, recall, receive, register, release, see,
  sell, ship, stands, takeBack, unit, unpack,
} from "./support/economy.mjs";
import { ed25519Key } from "./support/ledger.mjs";

const LOT = lot(JAR);
const RAW = lot(CRAB);
const NUMBERED = [unit("1")];
const micros = (text) => Date.parse(text) * 1000;
const result = (value, limit, more = {}) => ({ test: "histamine", value, limit, ...more });
const inspect = (id, things, more, signer = keys.certifier) => (
  see(id, things, { bizStep: "inspecting", ...more }, signer)
);
const BAD = { disposition: "non_conformant" };
const GOOD = { disposition: "conformant" };
const reject = (id, things, signer) => inspect(id, things, BAD, signer);
const accept = (id, things, signer) => inspect(id, things, GOOD, signer);
const sampled = (results, more = {}) => inspect("sample", [pieces(LOT, 1)], { "nguon:results": results, ...more });

test("blocked: what failed an inspection is neither used, packed, sent, sold nor grown", async () => {
  const failed = jars([reject("i", [pieces(LOT, 1)])]);
  for (const [record, subject] of [
    [ship("x", [pieces(LOT, 1)], SHOP), LOT], [pack("x", CARTON, [pieces(LOT, 1)]), LOT],
    [make("x", [pieces(LOT, 1)], [amount(lot(CRAB, "2"), 0.1)]), LOT], [sell("x", [unit("1")]), unit("1")],
    [ship("x", [unit("1")], SHOP), unit("1")], [pack("x", CARTON, [unit("1")]), unit("1")],
    [grow("x", [pieces(LOT, 1)], { bizStep: "creating_class_instance" }), LOT],
    [label("x", [unit("1b"), amount(RAW, 1)], "1", { bizStep: "creating_class_instance" }), LOT],
  ]) await breaks([...failed, record], "blocked", subject);
  await stands([...failed, drop("x", [pieces(LOT, 1)])]);
  const one = jars([reject("i", [unit("2")])]);
  await stands([...one, ship("x", [unit("1")], SHOP)]);
});

test("blocked: through the lot, through the carton, and through what is in it", async () => {
  const packed = jars([pack("p", CARTON, [unit("1")]), pack("q", PALLET, [CARTON])]);
  await breaks([...packed, reject("i", [unit("1")]), ship("x", [PALLET], SHOP)], "blocked", PALLET);
  await breaks([...packed, reject("i", [pieces(LOT, 1)]), ship("x", [PALLET], SHOP)], "blocked", PALLET);
  await stands([...packed, reject("i", [unit("1")]), unpack("x", PALLET, [CARTON])]);
  const opened = [...packed, reject("i", [unit("1")]), unpack("u", PALLET, []), unpack("v", CARTON, [])];
  await breaks([...opened, ship("x", [CARTON], SHOP)], "blocked", CARTON);
  const released = accept("ok", [unit("1"), CARTON, PALLET]);
  await stands([...packed, reject("i", [unit("1")]), released, ship("x", [PALLET], SHOP)]);
  const half = accept("ok", [CARTON, PALLET]);
  await breaks([...packed, reject("i", [unit("1")]), half, ship("x", [PALLET], SHOP)], "blocked", PALLET);
});

test("a harvest goes on from a crop that is blocked", async () => {
  const crop = [grow("sown", [amount(RAW, 1)]), reject("i", [amount(RAW, 1)])];
  const picked = grow("x", [pieces(LOT, 1)], { "nguon:grownFrom": [RAW] });
  await stands([...crop, picked], { asked: LOT });
  await breaks([...crop, make("x", [amount(RAW, 1)], [pieces(LOT, 1)])], "blocked", RAW, { asked: LOT });
});

test("inspection_foreign: holders, certifiers and the operator find something unfit", async () => {
  for (const signer of [keys.certifier, keys.union, keys.coop]) await stands(jars([reject("x", NUMBERED, signer)]));
  await breaks(jars([reject("x", NUMBERED, keys.packer)]), "inspection_foreign", unit("1"));
  const outside = inspect("x", NUMBERED, { "nguon:results": [result(2, 1)] }, keys.packer);
  await breaks(jars([outside]), "inspection_foreign", unit("1"));
  const within = inspect("x", NUMBERED, { "nguon:results": [result(1, 1)] }, keys.packer);
  await stands(jars([within]));
});

test("release_foreign: only certifiers and the operator call it fit again", async () => {
  const failed = jars([reject("i", NUMBERED, keys.coop)]);
  await breaks([...failed, accept("x", NUMBERED, keys.coop)], "release_foreign", unit("1"));
  for (const signer of [keys.certifier, keys.union]) {
    await stands([...failed, accept("ok", NUMBERED, signer), ship("x", NUMBERED, SHOP)]);
  }
  await stands(jars([accept("x", NUMBERED, keys.coop)]));
  const stored = see("x", NUMBERED, GOOD, keys.certifier);
  await breaks([...failed, stored, ship("y", NUMBERED, SHOP)], "blocked", unit("1"));
});

test("result_contradicts: nobody calls fit what is outside its limit", async () => {
  await breaks(jars([sampled([result(1, 2), result(3, 2)], GOOD)]), "result_contradicts", LOT);
  await stands(jars([sampled([result(2, 2)], GOOD)]));
  await breaks(jars([sampled([result(1.9, 2, { kind: "min" })], GOOD)]), "result_contradicts", LOT);
  await stands(jars([sampled([result(2, 2, { kind: "min" })], GOOD)]));
});

test("limit_exceeded: each result outside its limit, compared exactly; odd ones say nothing", async () => {
  const odd = [7, null, {}, { test: 1, value: 3, limit: 2 }, { test: "a", value: "3", limit: 2 }, { test: "a", value: 3 }];
  await flagged(jars([sampled([...odd, result(2, 2), result(2, 2, { kind: "min" })])]), []);
  const results = [result(0.1, 0.09999), result(0.3, 0.3), { test: "salt", value: 5, limit: 10.5, kind: "min" }];
  await flagged(jars([sampled(results)]), [
    ["limit_exceeded", "sample", LOT, { test: "histamine", value: "0.1", limit: "0.09999" }],
    ["limit_exceeded", "sample", LOT, { test: "salt", value: "5", limit: "10.5" }],
  ]);
  const small = [result(1.23456789012345e-18, 1.23456789012344e-18)];
  await flagged(jars([sampled(small)]), [["limit_exceeded", "sample", LOT, {
    test: "histamine", value: "0.00000000000000000123456789012345", limit: "0.00000000000000000123456789012344",
  }]]);
  await flagged(jars([sampled({ not: "a list" })]), []);
});

test("a result outside its limit blocks", async () => {
  await breaks(jars([sampled([result(3, 2)]), ship("x", NUMBERED, SHOP)]), "blocked", unit("1"));
});

test("a recall is by the maker, the operator, or whoever acts for the maker", async () => {
  const recalled = { step: 11, by: "x" };
  await breaks(jars([recall("x", NUMBERED)]), "recalled", unit("1"), recalled);
  await breaks(jars([recall("x", NUMBERED, keys.union)]), "recalled", unit("1"), recalled);
  await breaks(jars([recall("x", NUMBERED, keys.packer)]), "recall_foreign", unit("1"), { step: 9 });
  const ended = end(COOP, "merged", [PACKER]);
  await breaks(jars([ended, recall("x", NUMBERED, keys.packer)]), "recalled", unit("1"), recalled);
  await breaks(jars([ended, recall("x", NUMBERED, keys.packer)]), "recall_foreign", unit("1"), { step: 9, rules: 1 });
});

test("a recall is over when it is released", async () => {
  const { passport } = await stands(jars([recall("r", NUMBERED), release("x", NUMBERED)]));
  assert.equal(passport.recalls[0].released, true);
  await stands(jars([recall("r", NUMBERED), release("ok", NUMBERED), sell("x", NUMBERED)]));
  const again = jars([recall("r", NUMBERED), release("ok", NUMBERED), recall("x", NUMBERED)]);
  const failing = await breaks(again, "recalled", unit("1"), { step: 11 });
  assert.deepEqual(failing.passport.recalls.map(({ released }) => released), [true, false]);
  const two = [recall("r", [unit("1"), pieces(LOT, 1)]), release("ok", [unit("1")])];
  await breaks(jars(two), "recalled", LOT, { step: 11, by: "r" });
  const early = jars([release("early", NUMBERED), recall("r", NUMBERED)]);
  await breaks(early, "recalled", unit("1"), { step: 11, by: "r" });
  await breaks(jars([recall("r", NUMBERED), release("x", [unit("2")])]), "recalled", unit("1"), { step: 11, by: "r" });
});

test("release_foreign: a recall is taken back by who made it, the operator's by the operator", async () => {
  const foreign = (records) => breaks(jars(records), "release_foreign", unit("1"), { by: "x" });
  await foreign([recall("r", NUMBERED), release("x", NUMBERED, keys.packer)]);
  await foreign([recall("r", NUMBERED, keys.union), release("x", NUMBERED)]);
  await stands(jars([recall("r", NUMBERED), release("x", NUMBERED, keys.union)]));
  await stands(jars([recall("r", NUMBERED), end(COOP, "split", [PACKER]), release("x", NUMBERED, keys.packer)]));
  await stands(jars([recall("r", NUMBERED, keys.union), release("x", NUMBERED, keys.union)]));
});

test("the operator's recall is not released by recalling once more", async () => {
  const both = [recall("r", NUMBERED, keys.union), recall("s", NUMBERED)];
  await breaks(jars([...both, release("x", NUMBERED)]), "release_foreign", unit("1"));
  await stands(jars([...both, release("x", NUMBERED, keys.union)]));
  await stands(jars([...[...both].reverse(), release("x", NUMBERED, keys.union)]));
});

test("a release counts where version 2 is in force, and is no recall itself", async () => {
  const released = jars([recall("r", NUMBERED), release("x", NUMBERED)]);
  await breaks(released, "recalled", unit("1"), { step: 11, by: "r", rules: 1 });
  const forgotten = jars([recall("r", NUMBERED), release("o", NUMBERED), raise(2), sell("x", NUMBERED)]);
  await breaks(forgotten, "recalled_moved", unit("1"), { rules: 1 });
  const both = { disposition: "recalled", persistentDisposition: { unset: ["recalled"] } };
  await breaks(jars([recall("r", NUMBERED), see("x", NUMBERED, both)]), "recalled", unit("1"), { step: 11, by: "r" });
  const destroyed = drop("x", NUMBERED, { persistentDisposition: { unset: ["recalled"] } });
  await breaks(jars([recall("r", NUMBERED), destroyed]), "recalled", unit("1"), { step: 11, by: "r" });
});

test("a release of what nobody here recalled in this way is not believed", async () => {
  const thrownOut = drop("r", NUMBERED, { disposition: "recalled" });
  const records = jars([thrownOut, release("x", NUMBERED, keys.packer)]);
  await breaks(records, "recalled", unit("1"), { step: 11, by: "r" });
});

test("a recall of an upstream carton is seen", async () => {
  const records = jars([
    pack("p", CARTON, [unit("1")]), ship("s", [CARTON], SHOP), receive("g", [CARTON], keys.shop),
    unpack("u", CARTON, [], keys.shop), ship("t", [unit("1")], PACKER, keys.shop), receive("h", [unit("1")], keys.packer),
    make("gift", [unit("1")], [pieces("https://ledger.example/p/gift/10/1", 1)], {}, keys.packer),
    recall("x", [CARTON], keys.union),
  ]);
  const asked = "https://ledger.example/p/gift/10/1";
  await breaks(records, "recalled", CARTON, { step: 11, asked });
});

test("the cartons of a lot are only its own: other pieces of it were in them", async () => {
  const records = jars([pack("p", CARTON, [amount(RAW, 1)]), recall("x", [CARTON], keys.union)]);
  await stands(records);
  await breaks(records, "recalled", CARTON, { step: 11, asked: RAW });
});

test("the passport tells what was inspected and recalled", async () => {
  const records = jars([
    sampled([result(1, 2), { test: "salt", value: 12.5, limit: 10, kind: "min" }], GOOD),
    see("looked", NUMBERED), reject("no", NUMBERED), accept("yes", NUMBERED),
    event("r", keys.union, {
      ...recall("r", NUMBERED).payload, "nguon:reason": "histamine", "nguon:instructions": "Bring it back.",
    }),
    release("ok", NUMBERED, keys.union),
  ]);
  const { passport } = await stands(records);
  const happened = micros("2026-01-09T01:00:00Z");
  const by = "certifier";
  assert.deepEqual(passport.inspections, [
    {
      index: indexIn(records, "sample"), by, happened, disposition: "conformant", results: [
        { test: "histamine", value: "1", limit: "2", kind: "max" },
        { test: "salt", value: "12.5", limit: "10", kind: "min" },
      ],
    },
    { index: indexIn(records, "no"), by, happened, disposition: "non_conformant", results: [] },
    { index: indexIn(records, "yes"), by, happened, disposition: "conformant", results: [] },
  ]);
  assert.deepEqual(passport.recalls, [{
    index: indexIn(records, "r"), by: "union", happened, reason: "histamine", instructions: "Bring it back.",
    released: true,
  }]);
});

test("an inspection that was taken back blocks nothing", async () => {
  const failed = reject("i", NUMBERED);
  await stands(jars([failed, takeBack("b", failed), ship("x", NUMBERED, SHOP)]));
});

test("the heir of a holder may find it unfit, too", async () => {
  const heir = ed25519Key(13);
  const ended = [register(HEIR, heir, ["processor"]), end(COOP, "merged", [HEIR])];
  await stands(jars([...ended, reject("x", NUMBERED, heir)]));
});
