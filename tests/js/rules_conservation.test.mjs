/** Conservation under version 2 (docs/rules.md, "Entering an event"): lots, units, cartons. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvent } from "../../verifier_web/verify/event_shape.js";
import { parseJsonText } from "../../verifier_web/verify/json.js";
import { Case } from "../../verifier_web/verify/rules/case.js";
import { enter } from "../../verifier_web/verify/rules/enter.js";
import { Things } from "../../verifier_web/verify/rules/thing.js";
import {
  CARTON, CRAB, JAR, OIL, PALLET, SHOP, amount, breaks, drop, evidence, grow, indexIn, jars, keys,
  label, lot, make, pack, pieces, product, receive, sell, ship, stands, takeBack, unit, unpack, work,
} from "./support/economy.mjs";
import { fails } from "./support/expect.mjs";

const LOT = lot(JAR);
const RAW = lot(CRAB);
const OILS = lot(OIL);
const ADDING = { bizStep: "creating_class_instance" };

test("overdrawn: no more is taken than is neither taken, nor packed, nor numbered", async () => {
  await stands(jars([drop("x", [amount(RAW, 10)])]), { asked: RAW });
  await breaks(jars([drop("x", [amount(RAW, 10.000001)])]), "overdrawn", RAW, { asked: RAW });
  await stands(jars([drop("x", [pieces(LOT, 198)])]));
  await breaks(jars([drop("x", [pieces(LOT, 199)])]), "overdrawn", LOT);
  const packed = jars([pack("p", CARTON, [pieces(LOT, 98)])]);
  await stands([...packed, drop("x", [pieces(LOT, 100)])]);
  await breaks([...packed, drop("x", [pieces(LOT, 101)])], "overdrawn", LOT);
});

test("exact decimals: 0.1 + 0.2 kg is 0.3 kg", async () => {
  const grams = (id, quantity) => drop(id, [amount(RAW, quantity, "GRM")]);
  const exact = [grow("harvest", [amount(RAW, 0.3)]), grams("a", 100), drop("b", [amount(RAW, 0.2)])];
  await stands(exact, { asked: RAW });
  await breaks([...exact, grams("x", 0.000001)], "overdrawn", RAW, { asked: RAW });
});

test("unit_mismatch: pieces count by the net content, nothing else is converted", async () => {
  const oil = [grow("pressing", [amount(OILS, 10, "LTR")])];
  await stands([...oil, drop("x", [pieces(OILS, 20)])], { asked: OILS });
  await breaks([...oil, drop("x", [pieces(OILS, 20.000001)])], "overdrawn", OILS, { asked: OILS });
  await breaks([...oil, drop("x", [amount(OILS, 1)])], "unit_mismatch", OILS, { asked: OILS });
  const more = grow("x", [amount(OILS, 1)], ADDING);
  await breaks([...oil, more], "unit_mismatch", OILS, { asked: OILS });
  await breaks([...oil, pack("x", CARTON, [amount(OILS, 1)])], "unit_mismatch", OILS, { asked: OILS });
  await breaks([...oil, ship("x", [amount(OILS, 1)], SHOP)], "unit_mismatch", OILS, { asked: OILS });
  const crab = { asked: unit("1", CRAB) };
  await breaks(jars([label("x", [unit("1", CRAB)], "1")]), "unit_mismatch", RAW, crab);
  const late = [product(CRAB, "https://coop.example/", keys.coop, { netContent: { quantity: 1, uom: "KGM" } })];
  await stands(jars([...late, label("x", [unit("1", CRAB)], "1")]), crab);
});

test("a lot that is not made yet gives nothing, and nothing else is there before it is made", async () => {
  const early = (record, code, subject, asked) => (
    breaks([record, ...jars()], code, subject, { asked, by: record.id })
  );
  await early(drop("x", [pieces(LOT, 1)]), "overdrawn", LOT);
  await early(pack("x", CARTON, [pieces(LOT, 1)]), "overdrawn", LOT);
  await early(ship("x", [pieces(LOT, 1)], SHOP), "overdrawn", LOT);
  const [harvest, ...rest] = jars();
  await stands(jars([label("other pieces", [unit("9"), amount(RAW, 1)], "9", ADDING)]));
  const numbered = label("x", [unit("9"), amount(RAW, 1)], "1", ADDING);
  await breaks([harvest, numbered, ...rest], "overserialised", LOT, { by: "x" });
  await early(drop("x", [unit("1")]), "input_missing", unit("1"));
  await early(pack("x", CARTON, [unit("1")]), "input_missing", unit("1"));
  await early(ship("x", [unit("1")], SHOP), "input_missing", unit("1"));
  const packing = pack("packing", CARTON, [unit("1")]);
  const unpacked = [...jars(), unpack("x", CARTON, []), packing];
  await breaks(unpacked, "input_missing", CARTON, { by: "x" });
  await stands([work("x", [unit("1")]), ...jars()]);
});

test("nothing is harvested from a crop that is not there", () => {
  const { payload } = grow("x", [pieces(LOT, 1)], { "nguon:grownFrom": [RAW] });
  const event = readEvent(parseJsonText(JSON.stringify(payload)));
  const registry = { rulesAt: () => 2 };
  const one = (tracked) => new Case({ event, index: 9 }, { registry, things: new Things(new Set(tracked)) });
  assert.throws(() => enter(one([RAW])), { code: "overdrawn", subject: RAW });
  assert.doesNotThrow(() => enter(one([])), "what is not tracked is passed over");
});

test("overserialised: a number for each piece that is loose", async () => {
  const numbered = (count, more = []) => [
    make("filling", [amount(RAW, 90)], [pieces(LOT, 3)]), ...more,
    label("labelling", Array.from({ length: count }, (_, at) => unit(String(at + 1))), "1"),
  ];
  const harvest = grow("harvest", [amount(RAW, 90)]);
  await stands([harvest, ...numbered(3)]);
  await breaks([harvest, ...numbered(4)], "overserialised", LOT);
  await breaks([harvest, ...numbered(3, [drop("x", [pieces(LOT, 1)])])], "overserialised", LOT);
  await breaks([harvest, ...numbered(3, [pack("x", CARTON, [pieces(LOT, 1)])])], "overserialised", LOT);
});

test("lot_number_missing: a unit says which lot it is of", async () => {
  const nameless = grow("x", [unit("7")]);
  await breaks([nameless], "lot_number_missing", unit("7"), { asked: unit("7") });
  await stands([nameless], { asked: unit("7"), rules: 1 });
});

test("overpacked: double packing is seen by the book", async () => {
  const first = jars([pack("p", CARTON, [pieces(LOT, 100)])]);
  await stands([...first, pack("x", PALLET, [pieces(LOT, 98)])]);
  await breaks([...first, pack("x", PALLET, [pieces(LOT, 99)])], "overpacked", LOT);
});

test("not_packed: what comes out went in", async () => {
  const packed = jars([pack("p", CARTON, [unit("1"), pieces(LOT, 100)])]);
  await stands([...packed, unpack("x", CARTON, [unit("1"), pieces(LOT, 100)])]);
  await breaks([...packed, unpack("x", CARTON, [pieces(LOT, 100.5)])], "not_packed", LOT);
  await breaks([...packed, unpack("x", CARTON, [unit("2")])], "not_packed", unit("2"), { asked: unit("2") });
  const other = [...packed, pack("q", PALLET, [unit("2")])];
  await breaks([...other, unpack("x", PALLET, [unit("1")])], "not_packed", unit("1"));
  const again = [...packed, unpack("out", CARTON, [pieces(LOT, 100)])];
  await stands([...again, pack("x", PALLET, [pieces(LOT, 198)])]);
  await breaks([...again, unpack("x", CARTON, [pieces(LOT, 1)])], "not_packed", LOT);
});

test("others who unpack do not change the book of the lot's holder", async () => {
  const sent = jars([
    pack("p", CARTON, [unit("1"), pieces(LOT, 100)]), ship("s", [CARTON], SHOP),
    receive("r", [CARTON], keys.shop), unpack("u", CARTON, [pieces(LOT, 100)], keys.shop),
  ]);
  await stands([...sent, drop("x", [pieces(LOT, 98)])]);
  await breaks([...sent, drop("x", [pieces(LOT, 99)])], "overdrawn", LOT);
});

test("unpacking without children takes everything out, for whoever holds the carton", async () => {
  const sent = jars([
    pack("p", CARTON, [unit("1"), unit("2")]), ship("s", [CARTON], SHOP), receive("r", [CARTON], keys.shop),
    unpack("u", CARTON, [], keys.shop),
  ]);
  await stands([...sent, sell("x", [unit("1")], keys.shop)]);
  await stands([...sent, pack("x", PALLET, [unit("1")], keys.shop)]);
  await breaks([...sent, sell("x", [unit("1")])], "not_holder", unit("1"));
});

test("what left for good, or for another carton, is in the first no more", async () => {
  const sold = jars([pack("p", CARTON, [unit("1")]), sell("s", [unit("1")])]);
  await breaks([...sold, unpack("x", CARTON, [unit("1")])], "not_packed", unit("1"));
  const moved = [pack("p", CARTON, [unit("1")]), unpack("u", CARTON, []), pack("q", PALLET, [unit("1")])];
  await stands(jars([...moved, unpack("x", CARTON, []), unpack("y", PALLET, [unit("1")])]));
});

test("what nobody asked about is passed over", async () => {
  const both = [unit("2"), unit("1")];
  await stands(jars([drop("x", both)]));
  await stands(jars([pack("p", CARTON, both), unpack("x", CARTON, both)]));
});

test("unpacking some leaves the others in", async () => {
  const packed = jars([pack("p", CARTON, [unit("1"), unit("2")]), unpack("u", CARTON, [unit("2")])]);
  await breaks([...packed, pack("x", PALLET, [unit("1")])], "already_packed", unit("1"));
  await stands([...packed, unpack("v", CARTON, [unit("1")]), pack("x", PALLET, [unit("1")])]);
});

test("packing a carton into itself fails as a circle or as packed", async () => {
  const packed = jars([pack("p", CARTON, [unit("1")]), pack("q", PALLET, [CARTON])]);
  await breaks([...packed, pack("x", CARTON, [PALLET])], "already_packed", CARTON);
  const self = jars([pack("p", CARTON, [unit("1")]), pack("q", CARTON, [CARTON])]);
  await stands(self);
  await breaks([...self, pack("x", CARTON, [unit("2")])], "already_packed", CARTON);
});

test("a correction gives back what was taken", async () => {
  const sold = drop("sold", [amount(RAW, 10)]);
  await stands(jars([sold, takeBack("back", sold), drop("x", [amount(RAW, 10)])]), { asked: RAW });
  await breaks(jars([sold, drop("x", [amount(RAW, 10)])]), "overdrawn", RAW, { asked: RAW });
});

test("the books of the lots on the way, in the order of first making", async () => {
  const records = jars([pack("p", CARTON, [pieces(LOT, 100)]), drop("lost", [pieces(LOT, 8)])]);
  const { balances } = await stands(records);
  assert.deepEqual(balances, [
    { lot: RAW, dimension: "mass", made: "100", taken: "90", packed: "0", serials: 0, left: "10" },
    { lot: LOT, dimension: "pieces", made: "200", taken: "8", packed: "100", serials: 2, left: "192" },
  ]);
  const aside = [grow("harvest", [amount(RAW, 100), amount(lot(CRAB, "aside"), 5)]), ...jars().slice(1)];
  const { balances: own } = await stands([...aside, grow("more", [amount(RAW, 2.5)], ADDING)]);
  assert.deepEqual(own.map((each) => [each.lot, each.made]), [[RAW, "102.5"], [LOT, "200"]]);
  const failing = [...records, drop("x", [pieces(LOT, 200)])];
  const result = await fails(evidence(failing), [10, "overdrawn", indexIn(failing, "x"), LOT], { asked: unit("1") });
  assert.deepEqual([result.balances, result.flags], [[], []]);
  assert.deepEqual([result.passport.holder, result.passport.receiver], [null, null]);
});

test("a unit is used once, also as an input", async () => {
  const use = (id) => make(id, [unit("1")], [amount(lot(CRAB, id), 0.4)]);
  await stands(jars([use("a")]), { asked: lot(CRAB, "a") });
  await breaks(jars([use("a"), use("b")]), "already_spent", unit("1"), { asked: lot(CRAB, "b") });
});
