/** What is drawn for a result: nothing that was not verified looks verified. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { standing } from "../../verifier_web/page/certificates.js";
import { checksSection } from "../../verifier_web/page/checks.js";
import { evidenceSection, fileName } from "../../verifier_web/page/evidence.js";
import { inspectSource, refusal } from "../../verifier_web/page/inspect.js";
import { journeySection, delayOf, withoutRepeats } from "../../verifier_web/page/journey.js";
import { stepName } from "../../verifier_web/page/names.js";
import { productSection } from "../../verifier_web/page/product.js";
import { quantitiesSection } from "../../verifier_web/page/quantities.js";
import { KNOWN_CODES, reasonKey } from "../../verifier_web/page/reasons.js";
import { reportAddress, reportSection } from "../../verifier_web/page/report.js";
import { faceOf, verdictNodes, workingVerdict } from "../../verifier_web/page/verdict.js";
import {
  LOT, UNIT, bundleOf, changed, inserted, keys, rewritten, tellStory, toBytes,
} from "../js/support/story.mjs";
import { all, byClass, byTag, installDocument, textOf } from "./support/document.mjs";
import { EN, LOCALES } from "./support/locales.mjs";
import { JAR_CODE, answering, tools } from "./support/tools.mjs";

installDocument();

const outcomeOf = (records) => inspectSource(
  JAR_CODE, tools({ fetch: answering(toBytes(bundleOf(records))) }),
);
const RECALL = {
  id: "recall", typ: "vnd.nguon.event+json", signer: keys.coop,
  payload: {
    eventID: "https://ledger.example/e/recall", eventTime: "2026-01-09T09:00:00+07:00",
    eventTimeZoneOffset: "+07:00", "nguon:step": "recall", "nguon:reason": "Too salty",
    type: "ObjectEvent", action: "OBSERVE", bizStep: "holding", disposition: "recalled",
    quantityList: [{ epcClass: LOT, quantity: 2 }],
  },
};
const GOOD = await outcomeOf(tellStory());
const FORGED = await outcomeOf(changed("salting", () => ({ signer: keys.stranger })));
const OVERDRAWN = await outcomeOf(rewritten("salting", {
  outputQuantityList: [{ epcClass: "https://ledger.example/p/crab/10/S1", quantity: 79, uom: "KGM" }],
}));
const RECALLED = await outcomeOf(inserted("seal3", [RECALL]));

const drawn = (outcome, locale) => [
  verdictNodes(outcome, locale, () => {}),
  productSection(outcome, locale),
  journeySection(outcome.result, locale, null),
  quantitiesSection(outcome.result, locale),
  checksSection(outcome.result, locale),
  evidenceSection(outcome, locale, () => {}),
  reportSection(outcome, locale),
];

test("the four stories are what the tests below take them for", () => {
  const faces = [GOOD, FORGED, OVERDRAWN, RECALLED].map((outcome) => [faceOf(outcome), outcome.code]);
  assert.deepEqual(faces, [
    ["verified", null], ["wrong", "unknown_key"], ["wrong", "overdrawn"], ["recalled", "recalled"],
  ]);
});

test("every outcome can be drawn in every language, headings without a gap", () => {
  for (const locale of LOCALES) {
    for (const outcome of [GOOD, FORGED, OVERDRAWN, RECALLED]) {
      const nodes = drawn(outcome, locale).flat().filter(Boolean);
      const levels = all(nodes).filter(({ name }) => /^h\d$/.test(name)).map(({ name }) => +name[1]);
      assert.equal(levels[0], 1);
      assert.equal(levels.filter((level) => level === 1).length, 1);
      levels.slice(1).forEach((level, at) => assert.ok(level <= levels[at] + 1));
      assert.doesNotMatch(textOf(nodes), /\{\w+\}|undefined|null|NaN|\[object/);
    }
  }
});

test("a good verdict says so, and warns of what it does not prove", () => {
  assert.match(textOf(verdictNodes(GOOD, EN, null)), /^ *Checked: every step holds\./);
  const checks = checksSection(GOOD.result, EN);
  assert.match(textOf(checks), /nothing was left out/);
  assert.match(textOf(byTag(checks, "summary")), /11 of 11/);
});

test("only a good verdict carries its words", () => {
  for (const locale of LOCALES) {
    for (const outcome of [FORGED, OVERDRAWN, RECALLED, refusal({ code: "offline", detail: "" })]) {
      const text = textOf(verdictNodes(outcome, locale, null));
      assert.ok(!text.includes(locale.t("verdict.verified.title")));
      assert.ok(!text.includes(locale.t("verdict.verified.text")));
    }
  }
});

test("a record that is not authentic is shown as a claim, its failing step marked, no facts", () => {
  const journey = journeySection(FORGED.result, EN, null);
  assert.match(textOf(byTag(journey, "h2")), /not verified/);
  const [failed, ...others] = byClass(journey, "failed");
  assert.equal(others.length, 0);
  assert.match(textOf(failed), /^Salting/);
  assert.doesNotMatch(textOf(journey), /Recorded/);
  const product = productSection(FORGED, EN);
  assert.match(textOf(product), /no checked facts/);
  assert.doesNotMatch(textOf(product), /Coop|Salted crab/);
  assert.equal(quantitiesSection(FORGED.result, EN), null);
  assert.match(textOf(reportSection(FORGED, EN)), /no checked contact/);
});

test("photos are shown only where the record that names them is authentic", async () => {
  const attachments = [{ sha256: "0".repeat(64), mediaType: "image/png" }];
  const journey = GOOD.result.journey.map((step) => ({ ...step, attachments }));
  const photos = { get: async () => ({ state: "missing", url: null }) };
  const framed = (authentic) => byClass(
    journeySection({ ...GOOD.result, journey, authentic }, EN, photos), "photo",
  ).length;
  assert.deepEqual([framed(true), framed(false)], [journey.length, 0]);
});

test("the verdict names the failing step and the reason", () => {
  const text = textOf(verdictNodes(FORGED, EN, null));
  assert.match(text, /At the step “Salting”, 4 January 2026/);
  assert.match(text, /a key that nobody had registered/);
});

test("a failure in the register is not blamed on a step of the journey", () => {
  const failure = { step: 5, code: "not_authorized", index: 2, subject: null, detail: "" };
  const outcome = { ...FORGED, code: "not_authorized", result: { ...FORGED.result, failure } };
  assert.match(textOf(verdictNodes(outcome, EN, null)), /register of members and keys/);
});

test("a recall has its own sentence, with who, when and why", () => {
  const text = textOf(verdictNodes(RECALLED, EN, null));
  assert.match(text, /has been recalled\. Do not eat or use it\./);
  assert.match(text, /Coop recalled it on 9 January 2026/);
  assert.match(text, /Too salty/);
});

test("each code's sentence is the one that is drawn", () => {
  for (const code of KNOWN_CODES) {
    const outcome = { verdict: "unchecked", code, detail: "", id: null, result: null };
    assert.ok(textOf(verdictNodes(outcome, EN, null)).includes(EN.t(reasonKey(code))), code);
  }
});

test("trying again is offered where it can help, and only there", () => {
  const buttons = (code, verdict = "unchecked") => byTag(
    verdictNodes({ ...refusal({ code, detail: "" }), verdict }, EN, () => {}).filter(Boolean), "button",
  ).length;
  assert.deepEqual(["offline", "timeout", "unknown_id"].map((code) => buttons(code)), [1, 1, 1]);
  assert.deepEqual(["product_only", "bad_code", "no_crypto"].map((code) => buttons(code)), [0, 0, 0]);
  assert.equal(buttons("signature_bad", "wrong"), 0);
});

test("working shows its progress", () => {
  const [bar] = byTag(workingVerdict("check", EN), "progress");
  assert.equal(bar.attributes.get("value"), "1");
  assert.equal(byTag(workingVerdict("fetch", EN), "progress")[0].attributes.has("value"), false);
});

test("a file's verdict says which code it was checked for", () => {
  const outcome = { ...GOOD, selfNamed: true };
  assert.ok(textOf(verdictNodes(outcome, EN, null)).includes(UNIT));
  assert.ok(!textOf(verdictNodes(GOOD, EN, null)).includes(UNIT));
});

test("each of the eleven steps is drawn with its own result", () => {
  const states = byClass(checksSection(OVERDRAWN.result, EN), "state").map((node) => textOf(node));
  assert.equal(states.length, 11);
  assert.ok(states.slice(0, 9).every((state) => state.startsWith("Passed")));
  assert.deepEqual(states.slice(9), ["Failed", "Not reached"]);
});

test("a certificate is judged at the checkpoint's time", () => {
  const certificate = { validFrom: 100, validUntil: 200, revoked: false };
  const states = [99, 100, 200, 201, null].map((time) => standing(certificate, time));
  assert.deepEqual(states, ["not_yet", "valid", "valid", "expired", "undated"]);
  assert.equal(standing({ ...certificate, revoked: true }, 150), "revoked");
  assert.equal(standing({ ...certificate, revoked: true }, null), "revoked");
});

test("certificates show stars, subject, issuer and the day they are judged on", () => {
  const text = textOf(productSection(GOOD, EN));
  assert.match(text, /OCOP ★★★★ 4 stars Valid/);
  assert.match(text, /For Salted crab/);
  assert.match(text, /Issued by Council/);
  assert.match(text, /As of 10 January 2026/);
});

test("a step recorded more than 72 hours later is marked, exactly 72 hours is not", () => {
  const hours = (count) => delayOf({ happened: 0, recorded: count * 3600 * 1_000_000 });
  assert.equal(hours(72).late, false);
  assert.equal(delayOf({ happened: 0, recorded: hours(72).length + 1 }).late, true);
  assert.equal(delayOf({ happened: 0, recorded: null }), null);
  const late = rewritten("harvest", { eventTime: "2026-01-01T08:00:00+07:00" });
  return outcomeOf(late).then(({ result }) => {
    assert.match(textOf(journeySection(result, EN, null)), /Recorded late: 3 days after/);
  });
});

test("a withdrawn step is struck, said to be withdrawn, and drawn once", () => {
  const [step] = GOOD.result.journey;
  const twice = [{ ...step, corrected: true }, { ...step, index: 99, corrected: true }, step];
  assert.equal(withoutRepeats(twice).length, 2);
  const journey = journeySection({ ...GOOD.result, journey: twice }, EN, null);
  assert.equal(byTag(journey, "s").length, 1);
  assert.match(textOf(byClass(journey, "corrected")), /Withdrawn/);
});

test("a step is called by the template, else by the business step, else by its own word", () => {
  assert.equal(stepName({ name: "salting", bizStep: "commissioning" }, EN), "Salting");
  assert.equal(stepName({ name: null, bizStep: "https://ref.gs1.org/cbv/BizStep-shipping" }, EN), "Dispatch");
  assert.equal(stepName({ name: "phơi sương", bizStep: "commissioning" }, EN), "phơi sương");
  assert.equal(stepName({ name: null, bizStep: null }, EN), "A step without a name");
});

test("a report goes to the operator only by mail, web or phone", () => {
  const withContact = (contact) => {
    const operator = { ...GOOD.result.passport.operator, contact };
    const passport = { ...GOOD.result.passport, operator };
    const outcome = { ...GOOD, result: { ...GOOD.result, passport } };
    return byTag(reportSection(outcome, EN), "a")[0]?.attributes.get("href") ?? null;
  };
  assert.match(withContact("mailto:desk@union.example"), /^mailto:desk@union\.example\?subject=Problem/);
  assert.equal(withContact("tel:+84900000000"), "tel:+84900000000");
  assert.equal(withContact("https://union.example/report?a=b"), "https://union.example/report?a=b");
  const refused = ["javascript:alert(1)", "http://union.example/", "data:text/html,x", "x", null];
  for (const contact of refused) assert.equal(withContact(contact), null, contact);
});

test("a mail's subject and body are encoded, and replace whatever the contact brought", () => {
  const contact = new URL("mailto:desk@union.example?bcc=evil@evil.example");
  const href = reportAddress(contact, "A & B", "one\ntwo");
  assert.equal(href, "mailto:desk@union.example?subject=A%20%26%20B&body=one%0D%0Atwo");
});

test("without a record a report is offered only where the code itself is suspect", () => {
  assert.equal(reportSection(refusal({ code: "offline", detail: "" }), EN), null);
  assert.notEqual(reportSection(refusal({ code: "unknown_id", detail: "" }), EN), null);
});

test("the evidence is offered as a file with a harmless name", () => {
  const [link] = byTag(evidenceSection(GOOD, EN, () => {}), "a");
  assert.equal(link.attributes.get("download"), "0001.nguon");
  assert.match(link.attributes.get("href"), /^blob:/);
  assert.equal(fileName("../../etc/passwd"), "etc-passwd.nguon");
  assert.equal(fileName(null), "evidence.nguon");
  const none = evidenceSection(refusal({ code: "offline", detail: "" }), EN, () => {});
  assert.equal(byTag(none, "a").length, 0);
});
