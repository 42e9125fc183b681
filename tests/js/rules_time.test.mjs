/** Flags about time (docs/rules.md, "Flags"): late, out of order, in the waiting time, too fast. */
import { test } from "node:test";
import {
  CARTON, COOP, CRAB, JAR, PACKER, POND, RECIPE, SALTED, amount, drop, end, flagged, grow, jars, keys, label,
  lot, make, pack, pieces, product, raise, say, seal, see, takeBack, unit, unpack, work,
} from "./support/economy.mjs";

const LOT = lot(JAR);
const RAW = lot(CRAB);
const CROP = lot(POND);
const BRINE = lot(SALTED);
const at = (eventTime) => ({ eventTime });
const stocking = grow("stocking", [pieces(CROP, 1)], at("2026-01-09T00:00:00+07:00"));

test("late: recorded more than 72 hours after it happened", async () => {
  const sealed = (eventTime) => [see("x", [unit("1")], at(eventTime)), seal("2026-01-09T12:00:00Z")];
  const early = jars().map((record) => ({ ...record, payload: { ...record.payload, ...at("2026-01-05T12:00:00Z") } }));
  const records = (eventTime) => [...early, seal("2026-01-05T12:00:00Z"), ...sealed(eventTime)];
  await flagged(records("2026-01-06T12:00:00Z"), []);
  await flagged(records("2026-01-06T11:59:59.999999Z"), [["late", "x", null, { hours: "72" }]]);
  await flagged(records("2026-01-05T12:00:00Z"), [["late", "x", null, { hours: "96" }]]);
  await flagged(records("2026-01-05T12:00:00Z").concat(takeBack("y", see("x", [unit("1")], at("2026-01-05T12:00:00Z")))), []);
});

test("out_of_order: nothing happens to what is not made yet, or in it", async () => {
  const before = at("2026-01-09T07:59:59+07:00");
  const flag = (subject) => [["out_of_order", "x", subject, {}]];
  await flagged(jars([drop("x", [unit("1")], before)]), flag(unit("1")));
  await flagged(jars([see("x", [unit("1"), pieces(LOT, 1)], before)]), [...flag(unit("1")), ...flag(LOT)]);
  await flagged(jars([pack("x", CARTON, [unit("1"), unit("2")], keys.coop, before)]), flag(unit("1")));
  await flagged(jars([pack("p", CARTON, [unit("1")]), unpack("x", CARTON, [unit("1")], keys.coop, before)]), flag(unit("1")));
  const [harvest, filling, labelling] = jars();
  const early = (record) => ({ ...record, payload: { ...record.payload, ...before } });
  await flagged([harvest, early({ ...filling, id: "x" }), labelling], flag(RAW));
  await flagged([harvest, filling, early({ ...labelling, id: "x" })], flag(LOT));
  const picked = grow("x", [amount(RAW, 1)], { "nguon:grownFrom": [CROP], ...at("2026-01-08T00:00:00+07:00") });
  await flagged([stocking, picked], flag(CROP), { asked: RAW });
  await flagged(jars([see("x", [unit("1")])]), []);
});

test("isolation: no harvest in the waiting time after a treatment", async () => {
  const treated = (days, time = "2026-01-09T00:00:00+07:00", id = "treatment") => (
    work(id, [pieces(CROP, 1)], { ...at(time), "nguon:isolationDays": days })
  );
  const picked = (eventTime, id = "x") => grow(id, [amount(RAW, 1)], { "nguon:grownFrom": [CROP], ...at(eventTime) });
  const about = { asked: RAW };
  const flag = (by, days) => [["isolation", by, CROP, { days }]];
  await flagged([stocking, treated(0.5), picked("2026-01-09T12:00:00+07:00")], [], about);
  await flagged([stocking, treated(0.5), picked("2026-01-09T11:59:59.999999+07:00")], flag("x", "1"), about);
  await flagged([stocking, treated(14), picked("2026-01-09T12:00:00+07:00")], flag("x", "14"), about);
  const shorter = treated(1, "2026-01-09T06:00:00+07:00", "second");
  await flagged([stocking, treated(14), shorter, picked("2026-01-09T12:00:00+07:00")], flag("x", "14"), about);
  await flagged([stocking, shorter, treated(14), picked("2026-01-09T12:00:00+07:00")], flag("x", "14"), about);
  for (const odd of ["14", 0, -1, 3651, null, [14]]) {
    await flagged([stocking, treated(odd), picked("2026-01-09T12:00:00+07:00")], [], about);
    const after = treated(odd, "2026-01-09T13:00:00+07:00");
    await flagged([stocking, after, picked("2026-01-09T12:00:00+07:00")], [], about);
  }
  const stored = { ...treated(14), payload: { ...treated(14).payload, bizStep: "storing" } };
  await flagged([stocking, stored, picked("2026-01-09T12:00:00+07:00")], [], about);
  const tellLater = (days) => [stocking, picked("2026-01-09T12:00:00+07:00", "harvest"), treated(days)];
  await flagged(tellLater(2), flag("treatment", "2"), about);
  await flagged(tellLater(0.5), [], about);
  const [sown, harvest, told] = tellLater(2);
  await flagged([sown, harvest, { ...told, payload: { ...told.payload, bizStep: "storing" } }], [], about);
  const before = grow("y", [amount(RAW, 1)], {
    "nguon:grownFrom": [CROP], bizStep: "creating_class_instance", ...at("2026-01-09T06:00:00+07:00"),
  });
  const between = treated(1, "2026-01-09T10:00:00+07:00");
  await flagged([sown, harvest, before, between], flag("treatment", "1"), about);
  const again = grow("y", [amount(RAW, 1)], {
    "nguon:grownFrom": [CROP], bizStep: "creating_class_instance", ...at("2026-01-09T11:00:00+07:00"),
  });
  await flagged([sown, picked("2026-01-09T06:00:00+07:00", "harvest"), again, between], flag("treatment", "1"), about);
  await flagged([stocking, picked("2026-01-09T12:00:00+07:00"), treated(3, "2026-01-09T12:00:00.000001+07:00")], [], about);
  await flagged([stocking, picked("2026-01-09T12:00:00+07:00"), treated(3, "2026-01-09T12:00:00+07:00")], flag("treatment", "3"), about);
});

const salted = (eventTime, more = {}, id = "x") => make(
  id, [amount(lot(CRAB, "salt"), 1), amount(RAW, 90)], [amount(BRINE, 80)],
  { "nguon:step": "salting", ...at(eventTime), ...more },
);
const caught = [
  grow("salt", [amount(lot(CRAB, "salt"), 30)], at("2026-01-07T00:00:00Z")),
  grow("catch", [amount(RAW, 90)], at("2026-01-08T00:00:00Z")),
];

test("too_fast: a step takes its time, counted from when the main input was made", async () => {
  const about = { asked: BRINE };
  await flagged([...caught, salted("2026-01-09T00:00:00Z")], [], about);
  await flagged([...caught, salted("2026-01-08T23:59:59.999999Z")], [
    ["too_fast", "x", RAW, { hours: "23", least: "24" }],
  ], about);
  await flagged([...caught, salted("2026-01-07T12:00:00Z")], [
    ["out_of_order", "x", RAW, {}], ["too_fast", "x", RAW, { hours: "0", least: "24" }],
  ], about);
  await flagged([...caught, salted("2026-01-08T23:00:00Z", { "nguon:step": "resting" })], [], about);
});

test("too_fast: of inputs that weigh the same, the first counts", async () => {
  const one = (id, eventTime) => grow(id, [amount(lot(CRAB, id), 10)], at(eventTime));
  const lots = [one("old", "2026-01-07T00:00:00Z"), one("new", "2026-01-08T12:00:00Z")];
  const of = (...ids) => make("x", ids.map((id) => amount(lot(CRAB, id), 10)), [amount(BRINE, 1)], {
    "nguon:step": "salting", ...at("2026-01-09T00:00:00Z"),
  });
  await flagged([...lots, of("old", "new")], [], { asked: BRINE });
  await flagged([...lots, of("new", "old")], [
    ["too_fast", "x", lot(CRAB, "new"), { hours: "12", least: "24" }],
  ], { asked: BRINE });
});

test("too_fast, too_slow: a process counts from its first event", async () => {
  const about = { asked: BRINE };
  const process = { transformationID: "urn:x:p", "nguon:step": "salting" };
  const parts = (begin, ended) => [
    ...caught, make("begin", [amount(RAW, 50)], [], { ...process, ...at("2026-01-09T01:00:00Z") }),
    make("more", [amount(RAW, 40)], [], { ...process, ...at(begin) }),
    make("x", [], [amount(BRINE, 80)], { ...process, ...at(ended) }),
  ];
  await flagged(parts("2026-01-08T12:00:00Z", "2026-01-09T12:00:00Z"), [], about);
  await flagged(parts("2026-01-08T12:00:00.000001Z", "2026-01-09T12:00:00Z"), [
    ["too_fast", "x", "urn:x:p", { hours: "23", least: "24" }],
  ], about);
  const recipe = (more) => say("recipe 2", keys.coop, {
    type: "RecipeRegistered", recipe: `${RECIPE}/2`, owner: COOP, name: { vi: "x" },
    steps: [{ step: "salting", ...more }],
  });
  const other = product(SALTED, COOP, keys.coop, { recipe: `${RECIPE}/2` });
  const slow = (hoursMax) => [recipe({ hoursMax }), other, ...parts("2026-01-08T12:00:00Z", "2026-01-09T12:00:00Z")];
  await flagged(slow(24), [], about);
  await flagged(slow(23.9999), [["too_slow", "x", "urn:x:p", { hours: "24", most: "23.9999" }]], about);
  await flagged([recipe({ hoursMax: 1 }), other, ...caught, salted("2026-01-09T12:00:00Z")], [], about);
});

test("signer_ended: what was said later of who recorded it, and was true already", async () => {
  const before = "2026-01-09T00:59:59Z";
  const flag = (status) => [["signer_ended", "x", COOP, { status }]];
  const seen = (...later) => [...jars(), see("x", [unit("1")]), ...later];
  const only = async (later, expected) => {
    const events = ["harvest", "filling", "labelling", "x"];
    const all = events.flatMap((id) => expected.map(([rule, , subject, values]) => [rule, id, subject, values]));
    await flagged(seen(...later), all);
  };
  for (const status of ["suspended", "dissolved", "merged", "split", "converted"]) {
    await only([end(COOP, status, [], before)], flag(status));
  }
  await only([end(COOP, "dissolved", [], "2026-01-09T01:00:00Z")], flag("dissolved"));
  await only([end(COOP, "dissolved", [], "2026-01-09T01:00:00.000001Z")], []);
  await only([end(PACKER, "dissolved", [], before)], []);
  await only([end(COOP, "suspended", [], before), end(COOP, "active", [], "2026-01-09T01:00:00Z")], []);
  await only([end(COOP, "suspended", [], before), end(COOP, "active", [], before)], []);
  await only([end(COOP, "suspended", [], before), end(COOP, "active", [], "2026-01-09T02:00:00Z")], flag("suspended"));
  await only([end(COOP, "active", [], "2026-01-09T00:00:00Z"), end(COOP, "suspended", [], before)], flag("suspended"));
});

test("flags are of the way: what else was made of the same lots is no buyer's business", async () => {
  const before = at("2026-01-06T23:00:00Z");
  const about = { asked: BRINE };
  const odd = (record) => [...caught, salted("2026-01-09T00:00:00Z"), record];
  await flagged(odd(make("y", [amount(lot(CRAB, "salt"), 1)], [amount(lot(CRAB, "2"), 5)], before)), [], about);
  await flagged(odd(pack("y", CARTON, [amount(lot(CRAB, "salt"), 1)], keys.coop, before)), [], about);
  const grown = grow("y", [amount(lot(CRAB, "salt"), 1)], { bizStep: "creating_class_instance", ...before });
  await flagged(odd(grown), [["late", "y", null, { hours: "73" }]], about);
  await flagged(odd(drop("y", [amount(lot(CRAB, "salt"), 1)], before)), [
    ["late", "y", null, { hours: "73" }], ["out_of_order", "y", lot(CRAB, "salt"), {}],
  ], about);
  const process = { transformationID: "urn:x:p", "nguon:step": "salting", ...at("2026-01-09T00:00:00Z") };
  const parts = [
    ...caught, make("begin", [amount(RAW, 90)], [], { ...process, ...at("2026-01-06T00:00:00Z") }),
    make("y", [], [amount(BRINE, 80)], process),
  ];
  await flagged(parts, [["late", "begin", null, { hours: "96" }], ["out_of_order", "begin", RAW, {}]], about);
});

test("the first version of the rules has no flags, and a raise begins with the next event", async () => {
  const about = { asked: BRINE, rules: 1 };
  const late = (id) => see(id, [amount(BRINE, 1)], at("2026-01-05T00:00:00Z"));
  const records = [...caught, salted("2026-01-09T00:00:00Z"), late("a"), raise(2), late("b")];
  await flagged(records, [
    ["late", "b", null, { hours: "120" }], ["out_of_order", "b", BRINE, {}],
  ], about);
});
