/** Flags about recipes and yields (docs/rules.md, "Flags"). */
import { test } from "node:test";
import {
  COOP, CRAB, JAR, OIL, SALTED, amount, flagged, grow, keys, lot, make, pieces, product, unit,
} from "./support/economy.mjs";

const RAW = lot(CRAB);
const SALT = lot(CRAB, "salt");
const BRINE = lot(SALTED);
const caught = [
  grow("catch", [amount(RAW, 120)], { eventTime: "2026-01-08T00:00:00Z" }), grow("salt", [amount(SALT, 30)]),
];
const STEP = { "nguon:step": "salting" };
const about = { asked: BRINE };
const salted = (out, more = STEP, inputs = [amount(RAW, 120), amount(SALT, 30)]) => (
  [...caught, make("x", inputs, out, more)]
);

test("yield_high: no more comes out than can come of what went in", async () => {
  await flagged(salted([amount(BRINE, 95)]), [], about);
  await flagged(salted([amount(BRINE, 135)]), [], about);
  await flagged(salted([amount(BRINE, 135.000001)]), [
    ["yield_high", "x", BRINE, { made: "135.000001", most: "135" }],
  ], about);
  await flagged(salted([amount(BRINE, 300)]), [
    ["yield_high", "x", BRINE, { made: "300", most: "135" }],
  ], about);
  const both = [amount(BRINE, 100), amount(lot(SALTED, "2"), 35.5)];
  await flagged(salted(both), [["yield_high", "x", BRINE, { made: "135.5", most: "135" }]], about);
});

test("yield_high: without a bound in the recipe nothing comes of nothing", async () => {
  const more = { "nguon:step": "resting" };
  await flagged(salted([amount(BRINE, 150)], more), [], about);
  await flagged(salted([amount(BRINE, 150.1)], more), [
    ["yield_high", "x", BRINE, { made: "150.1", most: "150" }],
  ], about);
  const other = { asked: lot(CRAB, "2") };
  await flagged(salted([amount(lot(CRAB, "2"), 150)], {}), [], other);
  await flagged(salted([amount(lot(CRAB, "2"), 0.16, "TNE")], {}), [
    ["yield_high", "x", lot(CRAB, "2"), { made: "160", most: "150" }],
  ], other);
});

test("step_not_in_recipe: the recipe of the first output's product knows the step", async () => {
  await flagged(salted([amount(BRINE, 95)], { "nguon:step": "frying" }), [
    ["step_not_in_recipe", "x", BRINE, { step: "frying" }],
  ], about);
  await flagged(salted([amount(BRINE, 95)], {}), [["step_not_in_recipe", "x", BRINE, { step: "" }]], about);
  const first = [amount(lot(CRAB, "2"), 1), amount(BRINE, 95)];
  await flagged(salted(first, { "nguon:step": "frying" }), [], about);
});

test("mass: pieces by their net content, a litre as a kilogram, a unit as one piece", async () => {
  const jars = { asked: lot(JAR) };
  await flagged(salted([pieces(lot(JAR), 375)], {}), [], jars);
  await flagged(salted([pieces(lot(JAR), 376)], {}), [
    ["yield_high", "x", lot(JAR), { made: "150.4", most: "150" }],
  ], jars);
  const oil = { asked: lot(OIL) };
  await flagged(salted([pieces(lot(OIL), 300)], {}), [], oil);
  await flagged(salted([amount(lot(OIL), 150.5, "LTR")], {}), [
    ["yield_high", "x", lot(OIL), { made: "150.5", most: "150" }],
  ], oil);
  const opened = [
    ...salted([pieces(lot(JAR), 375)], {}), grow("number", [unit("1")], { ilmd: { "cbvmda:lotNumber": "1" } }),
    make("y", [unit("1")], [amount(lot(CRAB, "2"), 0.5)]),
  ];
  await flagged(opened, [
    ["yield_high", "y", lot(CRAB, "2"), { made: "0.5", most: "0.4" }],
  ], { asked: lot(CRAB, "2") });
});

test("yield_unknown: what has no mass is named, outputs first", async () => {
  await flagged(salted([pieces(lot(CRAB, "2"), 1), pieces(lot(CRAB, "3"), 1)], {}), [
    ["yield_unknown", "x", lot(CRAB, "2"), {}],
  ], { asked: lot(CRAB, "3") });
  const counted = [grow("c", [pieces(lot(CRAB, "c"), 5)]), make("x", [pieces(lot(CRAB, "c"), 5)], [amount(BRINE, 1)], STEP)];
  await flagged(counted, [["yield_unknown", "x", lot(CRAB, "c"), {}], [
    "too_fast", "x", lot(CRAB, "c"), { hours: "0", least: "24" },
  ]], about);
  const packs = product(CRAB, COOP, keys.coop, { netContent: { quantity: 6, uom: "H87" } });
  await flagged([packs, ...counted], [
    ["yield_unknown", "x", lot(CRAB, "c"), {}], ["too_fast", "x", lot(CRAB, "c"), { hours: "0", least: "24" }],
  ], about);
});

test("serials weigh nothing beside their lot", async () => {
  const out = [unit("1"), unit("2"), pieces(lot(JAR), 375)];
  await flagged(salted(out, { ilmd: { "cbvmda:lotNumber": "1" } }), [], { asked: lot(JAR) });
  await flagged(salted(out, { ilmd: { "cbvmda:lotNumber": "2" } }), [], { asked: lot(JAR) });
  const many = [unit("1"), pieces(lot(JAR), 376)];
  await flagged(salted(many, { ilmd: { "cbvmda:lotNumber": "1" } }), [
    ["yield_high", "x", unit("1"), { made: "150.4", most: "150" }],
  ], { asked: lot(JAR) });
});

test("a process is weighed over all its events so far", async () => {
  const process = { transformationID: "urn:x:p", "nguon:step": "resting" };
  const parts = (last) => [
    ...caught, make("in", [amount(RAW, 100)], [], process), make("out", [], [amount(BRINE, 60)], process),
    make("more in", [amount(SALT, 20)], [], process), make("x", [], [amount(lot(SALTED, "2"), last)], process),
  ];
  const both = { asked: lot(SALTED, "2") };
  await flagged(parts(60), [], both);
  await flagged(parts(61), [["yield_high", "x", lot(SALTED, "2"), { made: "121", most: "120" }]], both);
  const early = [
    ...caught, make("in", [amount(RAW, 50)], [], process), make("out", [], [amount(BRINE, 60)], process),
    make("more in", [amount(SALT, 20)], [], process),
  ];
  await flagged(early, [["yield_high", "out", BRINE, { made: "60", most: "50" }]], about);
});
