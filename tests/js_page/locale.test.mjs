/** Which language is chosen, and how each writes numbers, dates and amounts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseLanguage, offsetMinutes } from "../../verifier_web/page/locale.js";
import { BN, EN, TH, VI } from "./support/locales.mjs";

const NIGHT = Date.parse("2026-03-11T17:30:00Z") * 1000;
const wishes = (changes) => ({ query: null, remembered: null, preferred: [], ...changes });

test("the address wins over memory, memory over the browser, Vietnamese is the rest", () => {
  const all = { query: "th", remembered: "bn", preferred: ["en"] };
  assert.equal(chooseLanguage(wishes(all)), "th");
  assert.equal(chooseLanguage(wishes({ ...all, query: null })), "bn");
  assert.equal(chooseLanguage(wishes({ preferred: ["fr-FR", "bn-IN", "en"] })), "bn");
  assert.equal(chooseLanguage(wishes({ query: "xx", preferred: ["de"] })), "vi");
  assert.equal(chooseLanguage(wishes({ query: "../app", preferred: ["EN-us"] })), "en");
});

test("a time is read on the clock of the place where it happened", () => {
  assert.equal(EN.moment(NIGHT, "+07:00"), "12 March 2026 at 00:30");
  assert.equal(EN.date(NIGHT, "-03:00"), "11 March 2026");
  assert.match(VI.moment(NIGHT, "+07:00"), /^00:30[, ]+12\/3\/2026$/);
  assert.match(TH.date(NIGHT, "+07:00"), /2569/);
  assert.match(BN.date(NIGHT, "+07:00"), /২০২৬/);
});

test("an offset is signed hours and minutes, and nothing else counts", () => {
  assert.equal(offsetMinutes("+05:30"), 330);
  assert.equal(offsetMinutes("-03:00"), -180);
  assert.equal(offsetMinutes("Z"), 0);
  assert.equal(offsetMinutes(undefined), 0);
});

test("amounts carry their unit, a piece when none is named", () => {
  assert.equal(VI.quantity("30.5", "KGM"), "30,5 kg");
  assert.equal(EN.quantity("1", null), "1 piece");
  assert.equal(EN.quantity("1200", "H87"), "1,200 pieces");
  assert.equal(BN.quantity("232", "H87"), "২৩২টি");
  assert.equal(EN.quantity("0.000001", "TNE"), "0.000001 tonnes");
  assert.equal(EN.quantity("3", "XYZ"), "3 XYZ");
});

test("a length of time is told in its largest unit, and hours until two days", () => {
  const hour = 3600 * 1_000_000;
  assert.equal(EN.span(0), "1 minute");
  assert.equal(EN.span(90 * 60 * 1_000_000), "1 hour");
  assert.equal(EN.span(47 * hour), "47 hours");
  assert.equal(EN.span(121 * hour), "5 days");
});

test("a placeholder is filled with text as it stands, and a missing key is an error", () => {
  assert.match(EN.t("report.text", { name: "$& <b>" }), /Tell \$& <b>, who/);
  assert.throws(() => EN.t("no.such.key"), /no\.such\.key/);
});
