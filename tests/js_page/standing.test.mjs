/** What a buyer of an old jar reads: maker, holder, recalls, inspections, certificates. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { journeySection } from "../../verifier_web/page/journey.js";
import { productSection } from "../../verifier_web/page/product.js";
import { faceOf, verdictNodes } from "../../verifier_web/page/verdict.js";
import { STATUSES } from "../../verifier_web/rules.js";
import { byClass, installDocument, textOf } from "./support/document.mjs";
import { EN, LOCALES } from "./support/locales.mjs";
import { HASH, outcomeOf } from "./support/season.mjs";

installDocument();

const NAMES = ["fine", "delivered", "recalled", "lifted", "dissolved", "merged", "stolen", "unmeasured"];
const found = await Promise.all(NAMES.map(outcomeOf));
const JAR = Object.fromEntries(NAMES.map((name, at) => [name, found[at]]));
const verdictText = (outcome, locale = EN) => textOf(verdictNodes(outcome, locale, null));
const productText = (outcome, locale = EN) => textOf(productSection(outcome, locale));
const withPassport = (outcome, members) => ({
  ...outcome, result: { ...outcome.result, passport: { ...outcome.result.passport, ...members } },
});

test("the jars are what the tests below take them for", () => {
  const faces = NAMES.map((name) => [faceOf(JAR[name]), JAR[name].code]);
  assert.deepEqual(faces, [
    ["verified", null], ["verified", null], ["recalled", "recalled"], ["verified", null],
    ["verified", null], ["verified", null], ["wrong", "receiver_missing"], ["wrong", "blocked"],
  ]);
});

test("every jar can be drawn in every language", () => {
  for (const locale of LOCALES) {
    for (const outcome of found) {
      const text = [verdictText(outcome, locale), productText(outcome, locale),
        textOf(journeySection(outcome.result, locale, null))].join(" ");
      assert.doesNotMatch(text, /\{\w+\}|undefined|null|NaN|\[object/);
    }
  }
});

test("the buyer of a dissolved maker's jar reads when, that it still counts, and whom to ask", () => {
  const text = verdictText(JAR.dissolved);
  assert.match(text, /The maker, Coop, was dissolved on 9 January 2026\./);
  assert.match(text, /wrote down before then still counts\. With questions, turn to Union/);
  assert.match(productText(JAR.dissolved), /Dissolved since it made this product/);
});

test("a successor is named in place of the operator", () => {
  const text = verdictText(JAR.merged);
  assert.match(text, /merged into another organisation on 9 January 2026.*taken by Heirs of Coop\./);
  assert.doesNotMatch(text, /turn to Union/);
});

test("each status of a maker has its note, an active maker has none", () => {
  const { maker } = JAR.dissolved.result.passport;
  for (const locale of LOCALES) {
    for (const status of Object.keys(STATUSES)) {
      const outcome = withPassport(JAR.dissolved, { maker: { ...maker, status } });
      assert.equal(byClass(verdictNodes(outcome, locale, null).filter(Boolean), "note").length, 1);
      assert.equal(byClass(productSection(outcome, locale), "flag").length, 1, status);
    }
  }
  assert.equal(byClass(verdictNodes(JAR.fine, EN, null).filter(Boolean), "note").length, 0);
  assert.equal(byClass(productSection(JAR.fine, EN), "flag").length, 0);
});

test("who has it, and that it is on its way; nothing of either where that was not checked", () => {
  assert.match(productText(JAR.fine), /Last recorded withCoop.*On its way toCarrierNot confirmed/);
  assert.match(productText(JAR.delivered), /Last recorded withCarrier/);
  assert.doesNotMatch(productText(JAR.delivered), /On its way/);
  assert.doesNotMatch(productText(JAR.stolen), /Last recorded with|On its way/);
});

test("a recall says why and what to do, in its own frame", () => {
  const nodes = verdictNodes(JAR.recalled, EN, null).filter(Boolean);
  assert.match(textOf(nodes), /Coop recalled it on 9 January 2026\. Reason given: Too salty/);
  assert.deepEqual(byClass(nodes, "todo").map((node) => textOf(node)), [
    "What to do: Bring it back to any shop",
  ]);
  const bare = withPassport(JAR.recalled, {
    recalls: [{ ...JAR.recalled.result.passport.recalls[0], reason: null, instructions: null }],
  });
  assert.doesNotMatch(verdictText(bare), /What to do|Reason given/);
  assert.match(verdictText(bare), /Keep it apart and take it back/);
});

test("a recall that was lifted is told and no alarm; its step says so too", () => {
  const text = verdictText(JAR.lifted);
  assert.match(text, /Checked: every step holds/);
  assert.match(text, /Coop recalled this on 9 January 2026; the recall has since been lifted\. Reason given: Too salty/);
  assert.doesNotMatch(text, /Do not eat|What to do/);
  const journey = textOf(journeySection(JAR.lifted.result, EN, null));
  assert.match(journey, /Recall.*announced at this step; it has since been lifted/);
  assert.match(journey, /Recall lifted.*ReasonTested again/);
  assert.doesNotMatch(textOf(journeySection(JAR.recalled.result, EN, null)), /since been lifted/);
});

test("a lifted recall stays told beside one that is in force, and is not counted as in force", () => {
  const [recall] = JAR.recalled.result.passport.recalls;
  const lifted = { ...recall, index: 3, by: "Somebody", released: true };
  const text = verdictText(withPassport(JAR.recalled, { recalls: [lifted, recall] }));
  assert.doesNotMatch(text, /Somebody recalled it on/);
});

test("an inspection shows who, when, and each result with its limit", () => {
  assert.match(productText(JAR.fine),
    /Inspections and tests.*PassedCouncil, 6 January 2026Histamine \(mg\/kg\): 45\.5 \(at most 200\)/);
  assert.match(productText(JAR.unmeasured), /FailedCouncil.*250 \(at most 200\) outside the limit/);
  const none = withPassport(JAR.fine, { inspections: [] });
  assert.doesNotMatch(productText(none), /Inspections/);
});

test("a certificate shows stars, its decision and the fingerprint of its document", () => {
  const text = productText(JAR.fine);
  assert.match(text, /OCOP ★★★★ 4 stars Valid/);
  assert.match(text, /Decision no\. 123\/QĐ-UBND/);
  assert.ok(text.includes(`Fingerprint of the document (SHA-256): ${HASH}`));
  const [stars] = byClass(productSection(JAR.fine, EN), "stars");
  assert.equal(stars.attributes.get("aria-hidden"), "true");
});

test("a certificate of another scheme has a number and a level in its own words", () => {
  const [certificate] = JAR.fine.result.passport.certificates;
  const other = { ...certificate, scheme: "VietGAP", level: "Group A", documentHash: null, revoked: true };
  const text = productText(withPassport(JAR.fine, { certificates: [other] }));
  assert.match(text, /VietGAP · Group A Revoked/);
  assert.match(text, /No\. 123/);
  assert.doesNotMatch(text, /★|Fingerprint/);
});

test("what the rules refuse has a sentence at the step that broke it", () => {
  assert.match(verdictText(JAR.stolen), /At the step “Dispatch”.*Dispatch and arrival do not fit together/);
  assert.match(verdictText(JAR.unmeasured), /At the step “Labelling”.*failed an inspection and was used/);
});
