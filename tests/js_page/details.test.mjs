/** What a step says in words and numbers is shown at it, in the reader's language. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { detailRows } from "../../verifier_web/page/details.js";
import { journeySection } from "../../verifier_web/page/journey.js";
import { readDetails, readResults } from "../../verifier_web/verify/details.js";
import { byClass, installDocument, textOf } from "./support/document.mjs";
import { EN, TH, VI } from "./support/locales.mjs";
import { outcomeOf } from "./support/season.mjs";

installDocument();

const [FINE, FAILED] = await Promise.all(["fine", "unmeasured"].map(outcomeOf));
const rowsOf = (details, locale = EN, more = {}) => detailRows(
  { details, results: [], disposition: null, ...more }, locale,
).map(([label, value]) => [label, textOf(value)]);
const detail = (name, value, uom = null) => ({ name, value, uom });

test("the steps of a verified record carry their details, results and readings", () => {
  const text = byClass(journeySection(FINE.result, EN, null), "details").map((node) => textOf(node));
  assert.deepEqual(text, [
    "MethodBy handCaught byNăm Căn",
    "Brine strength25.5%nguon:vatKhạp số 3",
    "Best before6 September 2026",
    "OutcomePassedResultsHistamine (mg/kg): 45.5 (at most 200)",
    "Temperature4 °CHighest temperature7.5 °C",
  ]);
});

test("a result outside its limit says so in words, and a failed inspection too", () => {
  const [inspection] = byClass(journeySection(FAILED.result, EN, null), "details")
    .filter((node) => /Outcome/.test(textOf(node)));
  assert.match(textOf(inspection), /OutcomeFailed.*250 \(at most 200\) outside the limit/);
  const at = (value, kind) => textOf(detailRows({
    details: [], disposition: null, results: [{ test: "x", value, limit: 5, kind }],
  }, EN)[0][1]);
  assert.deepEqual([at(5, "max"), at(5, "min"), at(4, "min")].map((text) => /outside/.test(text)), [
    false, false, true,
  ]);
});

test("a diary entry is read in the reader's language, with units", () => {
  const diary = [
    detail("nguon:material", "Bordeaux 1%"), detail("nguon:amount", 1.5, "LTR"),
    detail("nguon:isolationDays", 14), detail("nguon:vaccineLot", "00123"),
  ];
  assert.deepEqual(rowsOf(diary, VI), [
    ["Vật tư", "Bordeaux 1%"], ["Lượng dùng", "1,5 lít"], ["Thời gian cách ly", "14 ngày"],
    ["Số lô vắc-xin", "00123"],
  ]);
  assert.deepEqual(rowsOf([detail("nguon:method", "sun")], TH), [["วิธีการ", "ตากแดด"]]);
});

test("what has no word is shown raw: names, choices, units, days that are none", () => {
  assert.deepEqual(rowsOf([
    detail("acme:colour", "red"), detail("nguon:method", "by moonlight"),
    detail("nguon:amount", 3, "XXX"), detail("cbvmda:bestBeforeDate", "2026-99-99"),
    detail("sensor:Speed", 2, "KMH"),
  ]), [
    ["acme:colour", "red"], ["Method", "by moonlight"], ["Amount used", "3 XXX"],
    ["Best before", "2026-99-99"], ["sensor:Speed", "2 KMH"],
  ]);
});

test("sensors are told apart by what they measure", () => {
  assert.deepEqual(rowsOf([
    detail("sensor:MassConcentration/FAPWRFPIFSIZLT-UHFFFAOYSA-M", 12, "GL"),
    detail("sensor:MassConcentration/MYMOFIZGZYHOMD-UHFFFAOYSA-N", 5, "M1"),
    detail("sensor:Dimensionless", 7.8, "Q30"), detail("sensor:Dimensionless", 3, "C62"),
  ]), [
    ["Salinity", "12 g/l"], ["Dissolved oxygen", "5 mg/l"], ["pH", "7.8"],
    ["sensor:Dimensionless", "3 C62"],
  ]);
});

test("details are the event's own members, the lot's, and readings; anything else is left out", () => {
  const payload = {
    "nguon:step": "treating", "nguon:material": "Neem", "nguon:odd": { deep: 1 }, "nguon:no": null,
    "nguon:attachments": [], eventID: "x", ilmd: {
      "cbvmda:lotNumber": "L1", "cbvmda:productionDate": "2026-01-01",
      "nguon:area": { value: 2, uom: "HAR" }, "nguon:list": ["a"],
    },
    sensorElementList: [null, { sensorReport: [
      null, { value: 1 }, { type: "gs1:MT-Temperature", value: 4, minValue: 2, uom: "CEL" },
      { type: "MassConcentration", chemicalSubstance: "https://identifiers.org/inchikey:A-B", value: 3 },
    ] }],
  };
  assert.deepEqual(readDetails(payload), [
    detail("nguon:material", "Neem"), detail("cbvmda:productionDate", "2026-01-01"),
    detail("nguon:area", 2, "HAR"), detail("sensor:Temperature", 4, "CEL"),
    detail("sensor:Temperature.minValue", 2, "CEL"), detail("sensor:MassConcentration/A-B", 3),
  ]);
  for (const odd of [{}, { ilmd: 3, sensorElementList: "x" }, { ilmd: null }]) {
    assert.deepEqual(readDetails(odd), []);
  }
});

test("results of another shape say nothing", () => {
  const good = { test: "Lead", value: 1, limit: 2 };
  const odd = [good, { ...good, kind: "min" }, { ...good, value: "1" }, { test: 1 }, null, "x"];
  assert.deepEqual(readResults({ "nguon:results": odd }), [
    { ...good, kind: "max" }, { ...good, kind: "min" },
  ]);
  assert.deepEqual(readResults({ "nguon:results": { ...good } }), []);
});
