/** Identifiers have one spelling and right check digits; scanned paths mean one thing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkDigit, checkLocation, lotOf, parseItem, parseProduct, scanned,
} from "../../verifier_web/verify/gs1.js";
import { refuses } from "./support/expect.mjs";

// Numbers from GS1's own examples: Digital Link URI Syntax, General Specifications, EPC TDS.
const GTIN = "https://id.gs1.org/01/09506000134352";
const SSCC = "https://id.gs1.org/00/106141412345678908";
const OWN = "https://ledger.example:8443/p/ba-khia-1";

test("check digits weigh 3, 1, 3, ... from the right", () => {
  assert.equal(checkDigit("0950600013435"), 2);
  assert.equal(checkDigit("10614141234567890"), 8);
  assert.equal(checkDigit("400638133393"), 1);
  assert.equal(checkDigit("0000000000000"), 0);
});

test("lots, units and logistic units", () => {
  assert.deepEqual(parseItem(`${GTIN}/10/ABC.d-1_2`),
    { id: `${GTIN}/10/ABC.d-1_2`, kind: "10", product: GTIN, code: "ABC.d-1_2" });
  assert.deepEqual(parseItem(`${OWN}/21/0001`),
    { id: `${OWN}/21/0001`, kind: "21", product: OWN, code: "0001" });
  assert.deepEqual(parseItem(SSCC), { id: SSCC, kind: "00", product: null, code: SSCC.slice(-18) });
  assert.equal(lotOf(GTIN, "L1"), `${GTIN}/10/L1`);
});

test("every other spelling is refused", () => {
  for (const bad of [
    GTIN, `${GTIN}/`, `${GTIN}/10/`, `${GTIN}/10/${"a".repeat(21)}`, `${GTIN}/10/a%20b`, `${GTIN}/10/a b`,
    `${GTIN}/10/L1/21/1`, `${GTIN}/22/x/10/L1`, `${GTIN}/10/L1\n`, `${GTIN}/10/ñ`, `${GTIN}/10/L1?x=1`,
    `${GTIN.replace("https", "http")}/10/L1`, `${GTIN.replace("/01/", "/1/")}/10/L1`,
    "https://id.gs1.org/01/9506000134352/10/L1", "https://id.gs1.org/01/095060001343５2/10/L1",
    "https://id-gs1.org/01/09506000134352/10/L1", "https://id.gs1xorg/01/09506000134352/10/L1",
    "https://id-gs1.org/00/106141412345678908", "https://ID.gs1.org/01/09506000134352/10/L1", `${OWN.replace("ledger", "Ledger")}/10/L1`,
    "https://h/p/UPPER/10/L1", `https://h/p/${"a".repeat(41)}/10/L1`, "https:///p/a/10/L1",
    "https://h:123456/p/a/10/L1", `https://${"h".repeat(101)}/p/a/10/L1`, "https://u@h/p/a/10/L1",
    "https://id.gs1.org/00/1061414123456789", `${SSCC}/10/L1`, "", null, 1, {},
  ]) refuses("identifier_malformed", () => parseItem(bad));
});

test("a wrong check digit is told apart from a wrong form", () => {
  refuses("check_digit", () => parseItem("https://id.gs1.org/01/09506000134353/10/L1"));
  refuses("check_digit", () => parseItem("https://id.gs1.org/00/106141412345678909"));
  refuses("check_digit", () => parseProduct("https://id.gs1.org/01/09506000134353"));
  refuses("identifier_malformed", () => parseProduct(`${GTIN}/10/L1`));
  assert.equal(parseProduct(GTIN), GTIN);
  assert.equal(parseProduct(OWN), OWN);
});

test("places: a GLN has its check digit, any other URI is taken", () => {
  checkLocation("https://coop.example/farm");
  checkLocation("https://id.gs1.org/414/9506000134352");
  checkLocation("https://id-gs1.org/414/9506000134353");
  refuses("check_digit", () => checkLocation("https://id.gs1.org/414/9506000134353"));
  refuses("check_digit", () => checkLocation("https://id.gs1.org/414/950600013435"));
  refuses("check_digit", () => checkLocation("https://id.gs1.org/414/"));
});

test("a scanned path asks for the unit, else for the lot", () => {
  const host = "ledger.example:8443";
  const read = (path) => scanned(path, { host });
  assert.deepEqual(read("/01/09506000134352/10/L1/21/7"), { asked: `${GTIN}/21/7`, lot: `${GTIN}/10/L1` });
  assert.deepEqual(read("/01/09506000134352/22/2A/10/L1"), { asked: `${GTIN}/10/L1`, lot: `${GTIN}/10/L1` });
  assert.deepEqual(read("/01/09506000134352/22/2A/21/7"), { asked: `${GTIN}/21/7`, lot: null });
  assert.deepEqual(read("/p/ba-khia-1/21/0001"), { asked: `${OWN}/21/0001`, lot: null });
  assert.deepEqual(read("/00/106141412345678908"), { asked: SSCC, lot: null });
  assert.equal(read("/p/ba-khia-1"), null);
  assert.equal(read("/01/09506000134352"), null);
  for (const bad of ["/", "/01/1/10/L1", "/p/a/21/1/10/L1", "/p/a/10/", "/01/09506000134352/99/1", "/00/1"]) {
    refuses("identifier_malformed", () => read(bad));
  }
  refuses("check_digit", () => read("/01/09506000134353/10/L1"));
});
