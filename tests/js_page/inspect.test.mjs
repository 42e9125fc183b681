/** From a scanned code to an outcome, with real evidence and the real verifier. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspectFile, inspectSource, withLot } from "../../verifier_web/page/inspect.js";
import {
  LOT, PINS, UNIT, VKEY, bundleOf, keys, rewritten, tellStory, toBytes,
} from "../js/support/story.mjs";
import { ORIGIN, vkey } from "../js/support/ledger.mjs";
import { JAR_CODE, answering, storage, tools } from "./support/tools.mjs";

const EVIDENCE = toBytes(bundleOf(tellStory()));
const at = (path) => ({ ...JAR_CODE, url: `https://ledger.example${path}` });
const inspect = (changes, source = JAR_CODE) => inspectSource(source, tools(changes));

test("good evidence about the scanned code is verified, and its exact bytes are kept", async () => {
  const outcome = await inspect();
  assert.equal(outcome.verdict, "verified");
  assert.deepEqual([outcome.code, outcome.id, outcome.selfNamed], [null, UNIT, false]);
  assert.deepEqual(outcome.bytes, EVIDENCE);
});

test("evidence about another jar is wrong, however good it is", async () => {
  const outcome = await inspect({}, at("/01/08938500000010/21/0002"));
  assert.deepEqual([outcome.verdict, outcome.code], ["wrong", "other_id"]);
});

test("a code that names the unit's own lot is fine, another lot is wrong", async () => {
  const right = await inspect({}, at("/01/08938500000010/10/L1/21/0001"));
  assert.equal(right.verdict, "verified");
  const other = await inspect({}, at("/01/08938500000010/10/L2/21/0001"));
  assert.deepEqual([other.verdict, other.code], ["wrong", "other_lot"]);
  const states = other.result.steps.map(({ state }) => state);
  assert.deepEqual(states.slice(7), ["passed", "failed", "not_reached", "not_reached"]);
});

test("the lot of a code changes nothing about evidence that already failed", () => {
  const failed = { verdict: "wrong", passport: { lot: LOT }, steps: [] };
  assert.equal(withLot(failed, "https://x.example/p/a/10/B"), failed);
});

test("stages are told in order", async () => {
  const stages = [];
  await inspect({ onStage: (stage) => stages.push(stage) });
  assert.deepEqual(stages, ["fetch", "check"]);
});

test("what cannot be asked is told before the network is", async () => {
  const silent = { fetch: () => assert.fail("the network was asked") };
  const codes = [
    ["/01/08938500000010", "product_only"],
    ["/p/tea/22/a", "product_only"],
    ["/01/08938500000011/10/L1", "bad_code"],
    ["/01/8938500000010/10/L1", "bad_code"],
    ["/00/089385000000000011", "bad_code"],
  ];
  for (const [path, code] of codes) {
    const outcome = await inspect(silent, at(path));
    assert.deepEqual([outcome.verdict, outcome.code, outcome.result], ["unchecked", code, null], path);
  }
  const outcome = await inspect({ ...silent, canVerify: false });
  assert.deepEqual([outcome.verdict, outcome.code], ["unchecked", "no_crypto"]);
});

test("a network or a page that fails is never a verdict about the product", async (t) => {
  const broken = async () => { throw new TypeError("Failed to fetch"); };
  const offline = await inspect({ fetch: broken });
  assert.deepEqual([offline.verdict, offline.code, offline.bytes], ["unchecked", "offline", null]);
  const bug = async () => ({ verifyBundle: async () => { throw new Error("a bug"); } });
  t.mock.method(console, "error", () => {});
  const fault = await inspect({ verifier: bug });
  assert.deepEqual([fault.verdict, fault.code], ["unchecked", "page_fault"]);
});

test("a ledger that is not pinned is unchecked, damaged bytes are unreadable", async () => {
  const stranger = await inspect({ pins: async () => ({ ledgers: [] }) });
  assert.deepEqual([stranger.verdict, stranger.code], ["unchecked", "unknown_log"]);
  const torn = await inspect({ fetch: answering(EVIDENCE.slice(0, -9)) });
  assert.deepEqual([torn.verdict, torn.code], ["unchecked", "bundle_unreadable"]);
});

test("the key of a checkpoint that verified is remembered", async () => {
  const memory = storage();
  await inspect({ memory });
  assert.deepEqual([...memory.held], [[`nguon.vkey.${ORIGIN}`, VKEY]]);
});

test("a key under which the checkpoint failed is not remembered", async () => {
  const memory = storage();
  const wrongKey = { ledgers: [{ origin: ORIGIN, vkey: vkey(ORIGIN, keys.stranger) }] };
  const outcome = await inspect({ memory, pins: async () => wrongKey });
  assert.deepEqual([outcome.verdict, outcome.code], ["wrong", "log_signature_missing"]);
  assert.equal(memory.held.size, 0);
});

test("a ledger that comes with another key than before is wrong, and the cause is named", async () => {
  const memory = storage({ [`nguon.vkey.${ORIGIN}`]: vkey(ORIGIN, keys.stranger) });
  const outcome = await inspect({ memory });
  assert.deepEqual([outcome.verdict, outcome.code], ["wrong", "key_changed"]);
  assert.match(outcome.detail, /log_signature_missing/);
});

test("without memory the served key counts alone", async () => {
  const outcome = await inspect({ memory: null, pins: async () => PINS });
  assert.equal(outcome.verdict, "verified");
});

test("an opened file is checked for the code that it names itself, and says so", async () => {
  const outcome = await inspectFile(new Blob([EVIDENCE]), tools());
  assert.deepEqual([outcome.verdict, outcome.id, outcome.selfNamed], ["verified", UNIT, true]);
});

test("a bundle beside the page is checked for the code that it names itself", async () => {
  const source = { kind: "bundle", url: "https://host.example/a.nguon", host: "host.example" };
  const fetch = answering(EVIDENCE, { type: "application/octet-stream" });
  const outcome = await inspectSource(source, tools({ fetch }));
  assert.deepEqual([outcome.verdict, outcome.id, outcome.selfNamed], ["verified", UNIT, true]);
});

test("a file that is not evidence, cannot be read or is huge is unchecked", async (t) => {
  t.mock.method(console, "info", () => {});
  const picture = await inspectFile(new Blob(["\u0089PNG"]), tools());
  assert.deepEqual([picture.verdict, picture.code], ["unchecked", "bundle_unreadable"]);
  const gone = { size: 9, arrayBuffer: async () => { throw new Error("gone"); } };
  assert.equal((await inspectFile(gone, tools())).code, "file_unreadable");
  const huge = { size: 9 * 1024 * 1024, arrayBuffer: () => assert.fail("it was read") };
  assert.equal((await inspectFile(huge, tools())).code, "bundle_too_large");
});

test("a lie in the record is wrong and names its entry", async () => {
  const records = rewritten("filling", {
    outputQuantityList: [{ epcClass: LOT, quantity: 2 }], inputQuantityList: [
      { epcClass: "https://ledger.example/p/crab/10/S1", quantity: 81, uom: "KGM" },
    ],
  });
  const outcome = await inspect({ fetch: answering(toBytes(bundleOf(records))) });
  assert.deepEqual([outcome.verdict, outcome.code], ["wrong", "overdrawn"]);
});
