/** What the rules flag is said in plain words, at its step, and never hidden. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { flagText, kindsOf } from "../../verifier_web/page/flags.js";
import { journeySection } from "../../verifier_web/page/journey.js";
import { nameOf } from "../../verifier_web/page/naming.js";
import { reportSection } from "../../verifier_web/page/report.js";
import { faceOf, titleOf, verdictNodes } from "../../verifier_web/page/verdict.js";
import { RULES } from "../../verifier_web/rules.js";
import { all, byClass, byTag, installDocument, textOf } from "./support/document.mjs";
import { EN, LOCALES, VI } from "./support/locales.mjs";
import { COOP, LOT, RAW, outcomeOf } from "./support/season.mjs";

installDocument();

const [FINE, LATE, FLAGGED, RECALLED] = await Promise.all(
  ["fine", "late", "flagged", "recalled"].map(outcomeOf),
);
const verdictText = (outcome, locale = EN) => textOf(verdictNodes(outcome, locale, null));
const flag = (rule, subject, values = {}) => ({ rule, index: FINE.result.journey[0].index, subject, values });
const said = (rule, subject, values, locale = EN) => (
  flagText(flag(rule, subject, values), FINE.result, locale)
);
const withFlags = (flags) => ({ ...FINE, result: { ...FINE.result, flags } });

test("what is verified has the face of its flags: none, or some", () => {
  assert.deepEqual([FINE, LATE, FLAGGED, RECALLED].map(faceOf), [
    "verified", "flagged", "flagged", "recalled",
  ]);
});

test("a flagged record is said to be checked, counts kinds, and asks a question", () => {
  assert.equal(titleOf(FLAGGED, EN), "Checked: 4 things to know.");
  assert.match(verdictText(FLAGGED), /nothing was changed afterwards\. But .* raises a question/);
  assert.match(verdictText(FLAGGED), /It is for you to decide/);
  assert.doesNotMatch(verdictText(FLAGGED), /every step holds|Technical detail/);
});

test("late alone is no alarm: it is told, and told what it does not mean", () => {
  const text = verdictText(LATE);
  assert.match(text, /^ *Checked: 1 thing to know\./);
  assert.match(text, /does not mean that anything is wrong with the food/);
  assert.match(text, /Harvest, 1 January 2026 *Written down 3 days after it happened\./);
  assert.doesNotMatch(text, /raises a question/);
});

test("flags that raise a question stand before those that do not", () => {
  assert.deepEqual(kindsOf(FLAGGED.result).map(({ rule }) => rule), [
    "out_of_order", "yield_high", "certificate_expired", "late",
  ]);
});

test("a flag names its step and day, and things by their names", () => {
  const [items] = byClass(verdictNodes(FLAGGED, EN, null).filter(Boolean), "things-to-know");
  const [order, yields, certificate] = items.children.map((item) => textOf(item));
  assert.match(order, /^Salting, 1 January 2026.*before Ba khía, lot R1 existed.*Salt, lot N1/);
  assert.equal(order.match(/Salting/g).length, 1);
  assert.match(yields, /gave 195 kg, while at most 150 kg .*\(Ba khía, lot S1\)/);
  assert.match(certificate, /^Packing, .*VietGAP VG-7 was not valid/);
  assert.doesNotMatch(textOf(items), /https:/);
});

test("one sentence is said once, and what is left out is counted", () => {
  const twice = [flag("late", null, { hours: "80" }), flag("late", null, { hours: "81" })];
  assert.match(verdictText(withFlags(twice)), /3 days after it happened\.and 1 more like this/);
  const many = [80, 100, 130, 150, 180].map((hours) => flag("late", null, { hours: `${hours}` }));
  const text = verdictText(withFlags(many));
  assert.match(text, /3 days .*4 days .*5 days .*and 2 more like this/);
  assert.doesNotMatch(text, /6 days/);
});

test("every flag is shown at its own step too", () => {
  const shown = byClass(journeySection(FLAGGED.result, EN, null), "noted");
  assert.deepEqual(shown.map((step) => textOf(byTag(step, "h3"))), ["Salting", "Packing", "Labelling"]);
  const [salting] = shown;
  const marks = byClass(salting, "flag").map((node) => textOf(node));
  assert.equal(marks.length, 4);
  assert.match(marks.join("|"), /before Ba khía.*before Salt.*195 kg.*Recorded late: 3 days/);
});

test("a step that is only late is marked where its time stands", () => {
  const journey = journeySection(LATE.result, EN, null);
  assert.equal(byClass(journey, "noted").length, 0);
  assert.equal(byClass(journey, "flag").filter((node) => /Recorded late/.test(textOf(node))).length, 1);
});

test("every rule's sentence is filled in every language", () => {
  const values = {
    hours: "100", days: "3", step: "salting", made: "3", most: "2", least: "20", number: "1",
    shipped: "10", received: "9", test: "Lead", value: "0.0000004", limit: "0.1", status: "merged",
  };
  for (const locale of LOCALES) {
    for (const rule of Object.keys(RULES)) {
      const text = said(rule, RAW, values, locale);
      assert.doesNotMatch(text, /[{}]|undefined|null|NaN/, `${locale.language} ${rule}`);
      if (rule !== "late") assert.ok(rule === "too_slow" || text.includes("R1"), `${locale.language} ${rule}`);
    }
  }
});

test("values are written as the reader's language writes them", () => {
  assert.match(said("signer_ended", COOP, { status: "dissolved" }), /Coop had already been dissolved/);
  assert.match(said("step_not_in_recipe", LOT, { step: "salting" }, VI), /“Muối”/);
  assert.match(said("step_not_in_recipe", LOT, { step: "" }), /A step without a name/);
  assert.match(said("limit_exceeded", LOT, { test: "Lead", value: "0.0000004", limit: "1" }, VI), /0,0000004/);
  assert.match(said("received_differs", RAW, { shipped: "10", received: "9.5" }), /10 kg, received 9.5 kg/);
  assert.match(said("too_slow", "urn:process:7", { hours: "90", most: "72" }), /\(this process\)/);
});

test("what has no name is shown as it was written, and so is a rule without words", () => {
  assert.match(said("certificate_unknown", "https://x.example/c/9", {}), /https:\/\/x\.example\/c\/9/);
  assert.match(said("place_outside", "geo:9.1,105.1", {}), /9\.1, 105\.1/);
  assert.match(said("rule_of_tomorrow", null, {}), /no words for: rule_of_tomorrow/);
  assert.equal(nameOf(FINE.result, "https://nobody.example/", EN), null);
});

test("a value that looks like a placeholder is not filled again", () => {
  assert.match(said("limit_exceeded", LOT, { test: "{limit}", value: "2", limit: "1" }), /\{limit\} is 2/);
});

test("a report carries the verdict that was shown", () => {
  const [link] = byTag(reportSection(FLAGGED, EN), "a");
  assert.match(decodeURIComponent(link.attributes.get("href")), /Checked: 4 things to know\./);
});

test("flags of a step that the journey does not hold are still told", () => {
  const text = verdictText(withFlags([{ ...flag("isolation", RAW, { days: "5" }), index: 999 }]));
  assert.match(text, /days missing: 5\./);
  assert.equal(all(journeySection(FINE.result, EN, null)).length > 20, true);
});
