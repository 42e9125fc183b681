/** Conservation as a picture: what there was, what went on, what is left. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { booksOf } from "../../verifier_web/page/books.js";
import { stagesOf } from "../../verifier_web/page/flow.js";
import { quantitiesSection } from "../../verifier_web/page/quantities.js";
import { all, byClass, byTag, installDocument, textOf } from "./support/document.mjs";
import { EN, LOCALES } from "./support/locales.mjs";
import { LOT, RAW, outcomeOf } from "./support/season.mjs";

installDocument();

const [FINE, FAILED] = await Promise.all(["fine", "stolen"].map(outcomeOf));
const { result: fine } = FINE;
const X = "https://x.example/p/";
const lot = (name) => `${X}${name}/10/1`;
const item = (name, quantity, uom = "KGM") => (
  { id: lot(name), quantity, uom, product: { en: name } }
);
const balance = (name, made, taken, more = {}) => ({
  lot: lot(name), dimension: "mass", made, taken, packed: "0", serials: 0,
  left: String(made - taken), ...more,
});
const step = (index, members) => ({
  index, name: null, bizStep: "commissioning", type: "TransformationEvent", action: null,
  corrected: false, process: null, inputs: [], outputs: [], listed: [], ...members,
});
const made = (index, ...listed) => step(index, { type: "ObjectEvent", action: "ADD", listed });
const resultOf = (journey, balances = []) => (
  { ...fine, id: lot("end"), journey, balances, passport: null }
);
const names = (stages) => stages.map((groups) => groups.map(
  ({ books }) => books.map(({ id }) => id.slice(X.length, -5)).join("+"),
));

test("120 kg and 30 kg of salt, 95 kg of these, 232 jars of them: in words and numbers", () => {
  const text = textOf(quantitiesSection(fine, EN));
  assert.match(text, /Ba khía 120 kgHarvest, lot R1 120 kg went on/);
  assert.match(text, /Salt 50 kgStock brought in, lot N1 30 kg went on 20 kg left/);
  assert.match(text, /Together 150 kg went on/);
  assert.match(text, /Ba khía 95 kgSalting, lot S1 92.8 kg went on 2.2 kg left/);
  assert.match(text, /Salted crab 232 × 400 gPacking, lot L1 2 pieces with a number of their own$/);
});

test("the bars are to scale, and each band leads from what went on to what came of it", () => {
  const section = quantitiesSection(fine, EN);
  const bars = byClass(section, "flow-bar").map((bar) => byTag(bar, "rect").map((rect) => (
    [rect.attributes.get("class"), ...["x", "width"].map((name) => Number(rect.attributes.get(name)))]
  )));
  assert.deepEqual(bars, [
    [["part-onward", 0, 70.59], ["part-onward", 70.59, 17.65], ["part-left", 88.24, 11.76]],
    [["part-onward", 0, 54.59], ["part-left", 54.59, 1.29]],
    [["part-onward", 0, 54.59]],
  ]);
  const bands = byClass(section, "flow-bands").map(
    (each) => byTag(each, "polygon").map((band) => band.attributes.get("points")),
  );
  assert.deepEqual(bands, [
    ["0.00,0 70.59,0 44.71,1 0.00,1", "70.59,0 88.24,0 55.88,1 44.71,1"],
    ["0.00,0 54.59,0 54.59,1 0.00,1"],
  ]);
});

test("a band leads only to what was made of it, and that stands first", () => {
  const journey = [
    made(1, item("crab", "100")), made(2, item("salt", "300")),
    step(3, { inputs: [item("crab", "100")], outputs: [item("sorted", "90")] }),
    step(4, { inputs: [item("salt", "20"), item("sorted", "90")], outputs: [item("end", "100")] }),
  ];
  assert.deepEqual(names(stagesOf(resultOf(journey))), [["crab"], ["sorted", "salt"], ["end"]]);
  const [first] = byClass(quantitiesSection(resultOf(journey), EN), "flow-bands");
  const points = byTag(first, "polygon").map((band) => band.attributes.get("points"));
  assert.deepEqual(points, ["0.00,0 25.64,0 23.08,1 0.00,1"]);
});

test("the picture is for eyes only, and everything in it stands beside it in words", () => {
  for (const locale of LOCALES) {
    const section = quantitiesSection(fine, locale);
    const drawings = byTag(section, "svg");
    assert.ok(drawings.length > 8);
    for (const drawing of drawings) assert.equal(drawing.attributes.get("aria-hidden"), "true");
    assert.doesNotMatch(textOf(section), /\{\w+\}|undefined|null|NaN/);
  }
});

test("what was taken for something else is not said to have gone on", () => {
  const journey = [
    made(1, item("crab", "120")),
    step(2, { inputs: [item("crab", "100")], outputs: [item("end", "80")] }),
    step(3, { inputs: [item("crab", "15")], outputs: [item("paste", "10")] }),
  ];
  const books = booksOf(resultOf(journey, [balance("crab", "120", "115"), balance("end", "80", "0")]));
  assert.deepEqual([...books.keys()], [lot("crab"), lot("end")]);
  assert.deepEqual(books.get(lot("crab")).parts, {
    onward: 100, elsewhere: 15, packed: 0, numbered: 0, left: 5,
  });
});

test("what goes into a later step stands beside what it is mixed with", () => {
  const journey = [
    made(1, item("crab", "100")), made(2, item("garlic", "5")), made(3, item("salt", "20")),
    step(4, { inputs: [item("crab", "100"), item("salt", "20")], outputs: [item("salted", "90")] }),
    step(5, { inputs: [item("salted", "90"), item("garlic", "5")], outputs: [item("end", "95")] }),
  ];
  assert.deepEqual(names(stagesOf(resultOf(journey))), [["crab", "salt"], ["salted", "garlic"], ["end"]]);
});

test("many lots of one product out of one kind of step are one line", () => {
  const leaf = (n) => ({ ...item("leaf", "10"), id: `${X}leaf/10/${n}` });
  const journey = [
    ...[1, 2, 3].map((n) => ({ ...made(n, leaf(n)), name: "plucking" })),
    step(4, { inputs: [1, 2, 3].map(leaf), outputs: [item("end", "6")] }),
  ];
  const [first] = stagesOf(resultOf(journey));
  assert.deepEqual(first.map(({ books, mass }) => [books.length, mass]), [[3, 30]]);
  assert.match(textOf(quantitiesSection(resultOf(journey), EN)), /leaf 30 kgPlucking the tea, 3 lots/);
});

test("a process over days joins what went in with what came out of it", () => {
  const journey = [
    made(1, item("crab", "50")),
    step(2, { process: "urn:p", inputs: [item("crab", "50")] }),
    step(3, { process: "urn:p", outputs: [item("end", "40")] }),
  ];
  assert.deepEqual(names(stagesOf(resultOf(journey))), [["crab"], ["end"]]);
});

test("a lot that something was added to later still stands below it", () => {
  const journey = [
    made(1, item("first", "10")),
    step(2, { inputs: [item("first", "10")], outputs: [item("end", "10")] }),
    made(3, item("second", "10")),
    step(4, { inputs: [item("second", "10")], outputs: [item("middle", "10")] }),
    step(5, { inputs: [item("middle", "10")], outputs: [item("end", "10")] }),
  ];
  assert.deepEqual(names(stagesOf(resultOf(journey))), [["second"], ["middle", "first"], ["end"]]);
});

test("a crop gives a harvest without being an amount itself, and what was withdrawn is no amount", () => {
  const journey = [
    made(1, item("crop", "500", "H87")),
    { ...made(2, item("end", "30")), inputs: [{ id: lot("crop"), quantity: null, uom: null, product: null }] },
    { ...made(3, item("wrong", "99")), corrected: true },
  ];
  assert.deepEqual([...booksOf(resultOf(journey)).keys()], [lot("end")]);
});

test("litres count, pieces of unknown weight get no bar but stand there in words", () => {
  const journey = [
    made(1, item("brine", "3000", "MLT"), item("jar", "10", "H87")),
    step(2, { inputs: [item("brine", "3000", "MLT"), item("jar", "10", "H87")], outputs: [item("end", "2")] }),
  ];
  const [first] = stagesOf(resultOf(journey));
  assert.deepEqual(first.map(({ mass }) => mass), [3, null]);
  const section = quantitiesSection(resultOf(journey), EN);
  assert.match(textOf(section), /3,000 ml.*10 pieces/);
  assert.equal(byTag(byClass(section, "flow-bar")[0], "rect").length, 1);
});

test("where the quantities were not balanced, only what the steps say is drawn", () => {
  assert.deepEqual([FAILED.verdict, FAILED.result.balances], ["wrong", []]);
  const section = quantitiesSection(FAILED.result, EN);
  assert.match(textOf(section), /Ba khía 95 kgSalting/);
  assert.doesNotMatch(textOf(section), /went on|left/);
  assert.equal(byClass(section, "flow-bands").length, 2);
});

test("a record that is not authentic gets no picture, nor does a single stage", () => {
  assert.equal(quantitiesSection({ ...fine, authentic: false }, EN), null);
  assert.equal(quantitiesSection(resultOf([made(1, item("end", "1"))]), EN), null);
});

test("a circle in a failed record is drawn without end", () => {
  const journey = [
    step(1, { inputs: [item("b", "1")], outputs: [item("a", "1")] }),
    step(2, { inputs: [item("a", "1")], outputs: [item("b", "1")] }),
  ];
  assert.ok(all(quantitiesSection(resultOf(journey), EN)).length > 0);
});

test("the lots asked about are those of the evidence", () => {
  assert.deepEqual([...booksOf(fine).keys()].filter((id) => id === RAW || id === LOT), [RAW, LOT]);
});
