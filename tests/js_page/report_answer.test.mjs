/** What the server answers is read member by member: a report is right, or there is none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PageFailure } from "../../verifier_web/page/failure.js";
import { addressOf, answerAddress, choiceFrom } from "../../verifier_web/report/address.js";
import { readReport } from "../../verifier_web/report/answer.js";
import { readCases } from "../../verifier_web/report/cases.js";
import { askJson } from "../../verifier_web/report/client.js";
import { CODES, ReportFailure, failureOf } from "../../verifier_web/report/failure.js";
import { ledgerNamed, readLedgers } from "../../verifier_web/report/ledgers.js";
import { readShipments } from "../../verifier_web/report/shipments.js";
import { MARCH, reportDocument, shipmentsDocument } from "./support/report.mjs";
import { answering } from "./support/tools.mjs";

const fails = (code) => (error) => error instanceof ReportFailure && error.code === code;
const LEDGER = { name: "ca-mau", origin: "ledger.example/log/ca-mau", prefix: "/log/ca-mau" };

/** Every path to a value inside a document: ["cooperatives", 0, "name"]. */
function pathsOf(value, path = []) {
  if (value === null || typeof value !== "object") return [path];
  return [...(path.length > 0 ? [path] : []), ...Object.keys(value).flatMap((key) => pathsOf(value[key], [...path, key]))];
}

function withValue(document, path, value) {
  const holder = path.slice(0, -1).reduce((at, key) => at[key], document);
  holder[path.at(-1)] = value;
  return document;
}

test("a report is read whole, and its totals are those of all days, members and rules", () => {
  const report = readReport(reportDocument(), MARCH);
  assert.deepEqual(report.totals, { events: 40, late: 6, flags: 8, cooperatives: 3, silent: 1 });
  const [first, second] = report.cooperatives;
  assert.equal(first.lastRecorded, Date.parse("2026-03-30T02:00:00Z") * 1000);
  assert.deepEqual([second.commune, second.lastRecorded, second.isSilent], [null, null, true]);
  assert.deepEqual(first.volumes[0], {
    product: "https://ledger.example/p/ba-khia-muoi", dimension: "mass", made: "95.25",
  });
  assert.deepEqual(report.certificates.map(({ isExpired, isRenewed }) => [isExpired, isRenewed]), [
    [false, false], [true, false], [true, true],
  ]);
});

test("a null where something may be missing reads as missing", () => {
  const document = reportDocument();
  document.cooperatives[0].commune = null;
  document.cooperatives[0].last_recorded = null;
  document.certificates[0].number = null;
  const report = readReport(document, MARCH);
  assert.equal(report.cooperatives[0].commune, null);
  assert.equal(report.cooperatives[0].lastRecorded, null);
  assert.equal(report.certificates[0].number, null);
});

// What the page does not show is not read: newer servers may say it otherwise.
const UNREAD = /sentence|valid_from|flags\.\d\.events|(communes\.\d\.volumes)|(owner|issuer)\.id/;

test("whatever member is of another kind, there is no report", () => {
  const paths = pathsOf(reportDocument()).filter((path) => !UNREAD.test(path.join(".")));
  assert.ok(paths.length > 150);
  for (const path of paths) {
    for (const wrong of [[], -1, { a: 1 }, true]) {
      const isFlag = ["silent", "expired", "renewed"].includes(path.at(-1)) && wrong === true;
      const isList = /^(volumes|days|flags|certificates|cooperatives|products|communes)$/.test(path.at(-1))
        && Array.isArray(wrong);
      if (isFlag || isList) continue;
      assert.throws(() => readReport(withValue(reportDocument(), path, wrong), MARCH),
        fails("not_a_report"), `${path.join(".")} = ${JSON.stringify(wrong)}`);
    }
  }
});

test("counts are whole, amounts are decimals, days are days of the period", () => {
  const wrong = [
    [["cooperatives", 0, "events"], 1.5], [["cooperatives", 0, "events"], "30"],
    [["cooperatives", 0, "volumes", 0, "made"], "1e3"], [["cooperatives", 0, "volumes", 0, "made"], 95.25],
    [["cooperatives", 0, "volumes", 0, "dimension"], "length"],
    [["days", 0, "day"], "2026-02-28"], [["days", 0, "day"], "2026-04-01"], [["days", 0, "day"], "2026-03-32"],
    [["certificates", 0, "valid_until"], "soon"], [["products", 0, "name"], { vi: 7 }],
  ];
  for (const [path, value] of wrong) {
    assert.throws(() => readReport(withValue(reportDocument(), path, value), MARCH),
      fails("not_a_report"), path.join("."));
  }
});

test("numbers of another period are not taken for those asked for", () => {
  assert.throws(() => readReport(reportDocument(), { from: "2026-03-02", to: "2026-03-31" }), fails("not_a_report"));
  assert.throws(() => readReport(reportDocument(), { from: "2026-03-01", to: "2026-03-30" }), fails("not_a_report"));
});

test("what is no object at all is no report", () => {
  for (const document of [null, undefined, [], "report", 7, {}]) {
    assert.throws(() => readReport(document, MARCH), fails("not_a_report"));
    assert.throws(() => readShipments(document), fails("not_a_report"));
    assert.throws(() => readCases(document), fails("not_a_report"));
    assert.throws(() => readLedgers(document), fails("not_a_report"));
  }
});

test("shipments are read with what is known of them", () => {
  const [lot, carton] = readShipments(shipmentsDocument());
  assert.deepEqual([lot.from, lot.to, lot.volume], ["Hợp tác xã Một", "Vận tải Ba", { made: "12.5", dimension: "mass" }]);
  assert.equal(carton.volume, null);
  const read = pathsOf(shipmentsDocument()).map((path) => path.join("."))
    // Who has it and who gets it is shown by name; what is no lot has no amount.
    .filter((path) => path !== "shipments" && !/\.id$|1\.dimension/.test(path) || path === "shipments.0.id");
  for (const path of read) {
    const wrong = () => withValue(shipmentsDocument(), path.split("."), -1);
    assert.throws(() => readShipments(wrong()), fails("not_a_report"), path);
  }
  for (const change of [{ shipped: "1e3" }, { shipped: "12,5" }, { dimension: "length" }, { dimension: null }]) {
    const document = shipmentsDocument();
    Object.assign(document.shipments[0], change);
    assert.throws(() => readShipments(document), fails("not_a_report"), JSON.stringify(change));
  }
});

test("cases are read, and where to read on", () => {
  const row = {
    rule: "late", index: 17, values: { hours: "80" }, sentence: "…", step: "harvest",
    participant: { id: "a", name: "Hợp tác xã Một" }, happened: "2026-03-01T00:00:00Z",
    recorded: "2026-03-04T08:00:00Z",
  };
  const { cases, next } = readCases({ flags: [row], next: "17-0" });
  assert.equal(next, "17-0");
  assert.deepEqual([cases[0].subject, cases[0].values], [null, { hours: "80" }]);
  for (const change of [{ values: { hours: 80 } }, { values: null }, { index: -1 }, { happened: "then" }, { rule: 7 }, { participant: null }]) {
    assert.throws(() => readCases({ flags: [{ ...row, ...change }], next: null }), fails("not_a_report"));
  }
});

test("a ledger's prefix leads to this server and nowhere else", () => {
  assert.deepEqual(readLedgers({ ledgers: [{ ...LEDGER, vkey: "k" }] }), [LEDGER]);
  for (const prefix of ["//evil.example/log/a", "https://evil.example/log/a", "/log/a/../b", "/log/", "log/a", "/log/a?b"]) {
    assert.throws(() => readLedgers({ ledgers: [{ ...LEDGER, prefix }] }), fails("not_a_report"), prefix);
  }
  assert.throws(() => readLedgers({ ledgers: [] }), fails("no_ledger"));
});

test("a ledger that is named must be there; without a name it is the first", () => {
  const other = { ...LEDGER, name: "tuyen-quang" };
  assert.equal(ledgerNamed([LEDGER, other], "tuyen-quang"), other);
  assert.equal(ledgerNamed([LEDGER, other], null), LEDGER);
  assert.throws(() => ledgerNamed([LEDGER, other], "elsewhere"), fails("unknown_ledger"));
});

test("the page's address names the choice, and is read back", () => {
  const href = addressOf("https://l.example/report.html?lang=th&from=x", { ledger: LEDGER, period: MARCH });
  assert.equal(href, "https://l.example/report.html?lang=th&from=2026-03-01&ledger=ca-mau&to=2026-03-31");
  assert.deepEqual(choiceFrom(href), { ledger: "ca-mau", period: { ...MARCH } });
  assert.deepEqual(choiceFrom("https://l.example/report.html"), { ledger: null, period: null });
  assert.equal(choiceFrom(addressOf("https://l.example/?ledger=gone", { ledger: null, period: MARCH })).ledger, "gone");
});

test("an address with half a period, or none that exists, is said to be wrong", () => {
  for (const query of ["from=2026-03-01", "to=2026-03-01", "from=2026-03-02&to=2026-03-01", "from=2026-02-30&to=2026-03-01"]) {
    assert.throws(() => choiceFrom(`https://l.example/report.html?${query}`), fails("bad_period"), query);
  }
});

test("what goes into an address is written so that it stays itself", () => {
  assert.equal(answerAddress(LEDGER, "/report", { from: "2026-03-01T00:00:00+07:00" }),
    "/log/ca-mau/report?from=2026-03-01T00%3A00%3A00%2B07%3A00");
  assert.equal(answerAddress(LEDGER, "/shipments"), "/log/ca-mau/shipments");
});

const JSON_TYPE = "application/json";
const problem = (code) => JSON.stringify({ code, detail: "why" });
const refused = (status, code) => answering(problem(code), { status, type: "application/problem+json" });

test("an answer is JSON of that type", async () => {
  assert.deepEqual(await askJson("/x", { fetch: answering('{"a":1}', { type: `${JSON_TYPE}; charset=utf-8` }) }), { a: 1 });
  const none = [answering('{"a":1}', { type: "text/plain" }), answering("<html>", { type: "text/html" }), answering("{", { type: JSON_TYPE }),
    answering(new Uint8Array([0x22, 0xff, 0x22]), { type: JSON_TYPE })];
  for (const fetch of none) await assert.rejects(askJson("/x", { fetch }), fails("not_a_report"));
});

test("a refusal says in which way, and keeps what the server said", async () => {
  const cases = [
    [refused(503, "storage_unavailable"), "busy"], [refused(500, "internal_error"), "server"],
    [refused(404, "unknown_ledger"), "unknown_ledger"], [refused(400, "period_empty"), "refused"],
    [answering("<html>", { status: 502, type: "text/html" }), "server"],
    [answering("", { status: 404, type: "text/html" }), "refused"],
  ];
  for (const [fetch, code] of cases) await assert.rejects(askJson("/x", { fetch }), fails(code), code);
  await assert.rejects(askJson("/x", { fetch: refused(400, "period_empty") }), { detail: "400 period_empty: why" });
});

test("a server that is gone, silent or talks without end is told apart", async () => {
  const gone = async () => { throw new TypeError("no network"); };
  await assert.rejects(askJson("/x", { fetch: gone }), (error) => failureOf(error).code === "offline");
  const silent = (url, { signal }) => new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
  await assert.rejects(askJson("/x", { fetch: silent, silence: 5 }), (error) => failureOf(error).code === "timeout");
  const endless = answering("x".repeat(100), { type: JSON_TYPE });
  await assert.rejects(askJson("/x", { fetch: endless, maxBytes: 10 }), (error) => failureOf(error).code === "too_large");
});

test("any other error is the page's own", () => {
  assert.equal(failureOf(new TypeError("x is not a function")).code, "page_fault");
  assert.equal(failureOf(new PageFailure("no_crypto")).code, "page_fault");
  for (const code of CODES) assert.equal(failureOf(new ReportFailure(code)).code, code);
});
