/** The network may be silent, endless, broken or somebody else's: each has its own answer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readPins, remember, withRemembered } from "../../verifier_web/page/pins.js";
import { readSource, sourceFrom } from "../../verifier_web/page/source.js";
import { fetchBytes } from "../../verifier_web/page/transport.js";
import { JAR_CODE, JAR_URL, answering, storage } from "./support/tools.mjs";

const HOME = "https://ledger.example/verify/app.js";
const STATIC = "https://host.example/nguon/app.js";
const refusal = (code) => ({ name: "PageFailure", code });
const problem = (status, code) => answering(
  JSON.stringify({ title: "x", status, code, detail: "d" }),
  { status, type: "application/problem+json" },
);

function hanging(url, { signal }) {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

/** An endless body, one byte every five milliseconds of a clock that the test moves. */
const dripping = (clock) => async (url, { signal }) => new Response(new ReadableStream({
  pull(controller) {
    clock.tick(5);
    if (signal.aborted) controller.error(signal.reason);
    else controller.enqueue(Uint8Array.of(0x20));
  },
}));

test("bytes arrive as they were sent, with status and media type", async () => {
  const fetch = answering("{}", { type: "Application/JSON; charset=utf-8" });
  const { status, type, bytes } = await fetchBytes("https://x.example/", { accept: "a/b", fetch });
  assert.deepEqual([status, type, [...bytes]], [200, "application/json", [0x7b, 0x7d]]);
});

test("the request says what it wants and leaves nothing behind", async () => {
  let asked = null;
  const fetch = async (url, request) => { asked = request; return new Response("{}"); };
  await fetchBytes("https://x.example/", { accept: "a/b", fetch });
  assert.equal(asked.headers.Accept, "a/b");
  assert.deepEqual([asked.cache, asked.credentials, asked.referrerPolicy],
    ["no-store", "omit", "no-referrer"]);
});

test("silence ends in a timeout, and so does a body that never ends", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const options = { accept: "a/b", silence: 20, total: 60_000 };
  const asked = fetchBytes("https://x/", { ...options, fetch: hanging });
  t.mock.timers.tick(20);
  await assert.rejects(asked, refusal("timeout"));
  const fetch = dripping(t.mock.timers);
  const slow = { accept: "a/b", silence: 1000, total: 60, maxBytes: 100, fetch };
  await assert.rejects(fetchBytes("https://x/", slow), refusal("timeout"));
});

test("a body that falls silent after its first byte ends in a timeout", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let first = true;
  const stalling = async (url, { signal }) => new Response(new ReadableStream({
    pull(controller) {
      if (first) controller.enqueue(Uint8Array.of(1));
      else t.mock.timers.tick(20);
      first = false;
      if (signal.aborted) controller.error(signal.reason);
      else controller.enqueue(Uint8Array.of(1));
    },
  }));
  const options = { accept: "a/b", silence: 20, total: 2000, maxBytes: 10, fetch: stalling };
  await assert.rejects(fetchBytes("https://x/", options), refusal("timeout"));
});

test("a slow body is read to its end as long as it keeps coming", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let left = 8;
  const fetch = async (url, { signal }) => new Response(new ReadableStream({
    pull(controller) {
      t.mock.timers.tick(20);
      if (signal.aborted) controller.error(signal.reason);
      else if (left-- > 0) controller.enqueue(Uint8Array.of(1));
      else controller.close();
    },
  }));
  const options = { accept: "a/b", silence: 100, total: 60_000, fetch };
  assert.equal((await fetchBytes("https://x/", options)).bytes.length, 8);
});

test("one byte more than allowed is refused, the last allowed one is not", async () => {
  const options = { accept: "a/b", maxBytes: 4 };
  const four = await fetchBytes("https://x/", { ...options, fetch: answering("1234") });
  assert.equal(four.bytes.length, 4);
  const five = fetchBytes("https://x/", { ...options, fetch: answering("12345") });
  await assert.rejects(five, refusal("bundle_too_large"));
});

test("a network that refuses is offline", async () => {
  const fetch = async () => { throw new TypeError("Failed to fetch"); };
  await assert.rejects(readSource(JAR_CODE, fetch), refusal("offline"));
});

test("answers that are no evidence are told apart", async (t) => {
  t.mock.method(console, "info", () => {});
  const login = answering("<!doctype html>", { type: "text/html" });
  const cases = [
    [problem(404, "unknown_id"), "unknown_id"],
    [problem(422, "check_digit"), "bad_code"],
    [problem(503, "storage_unavailable"), "server_error"],
    [problem(429, "slow_down"), "server_error"],
    [answering("gateway", { status: 502, type: "text/html" }), "server_error"],
    [answering("not here", { status: 404, type: "text/html" }), "not_evidence"],
    [login, "not_evidence"],
    [answering("{}", { type: "text/html" }), "not_evidence"],
    [answering("", {}), "not_evidence"],
    [answering("[]", {}), "not_evidence"],
    [answering("oops", { status: 404, type: "application/problem+json" }), "not_evidence"],
  ];
  for (const [fetch, code] of cases) await assert.rejects(readSource(JAR_CODE, fetch), refusal(code));
});

test("the scanned page asks its own path, without query and hash", () => {
  const source = sourceFrom(`${JAR_URL}?lang=th#https://evil.example/01/1/10/A`, HOME);
  assert.deepEqual(source, JAR_CODE);
  assert.equal(sourceFrom("https://ledger.example/about", HOME), null);
});

test("the static folder follows a link in its hash, or a file beside it", () => {
  const linked = sourceFrom(`https://host.example/nguon/#${JAR_URL}?x=1`, STATIC);
  assert.deepEqual(linked, JAR_CODE);
  const local = "http://localhost:8000/p/tea/10/A";
  const trial = sourceFrom(`https://host.example/nguon/index.html#${local}`, STATIC);
  assert.deepEqual(trial, { kind: "code", url: local, host: "localhost:8000" });
  const file = sourceFrom("https://host.example/nguon/?bundle=jars/a.nguon", STATIC);
  assert.deepEqual(file, {
    kind: "bundle", url: "https://host.example/nguon/jars/a.nguon", host: "host.example",
  });
  assert.equal(sourceFrom("https://host.example/nguon/#verdict", STATIC), null);
});

test("links that must not be followed are refused", () => {
  const bad = [
    "#http://ledger.example/01/1/10/A",
    "#http://localhost.evil.example/01/1/10/A",
    "#https://ledger.example/log/cm/checkpoint",
    "#https://",
    "?bundle=https://evil.example/a.nguon",
    "?bundle=//evil.example/a.nguon",
    "?bundle=data:application/json,{}",
  ];
  for (const link of bad) {
    assert.throws(() => sourceFrom(`https://host.example/nguon/${link}`, STATIC), refusal("bad_code"));
  }
});

test("pins that are no pins are the host's fault, not the evidence's", async (t) => {
  t.mock.method(console, "info", () => {});
  const good = await readPins("https://x/pins.json", answering('{"ledgers": []}'));
  assert.deepEqual(good, { ledgers: [] });
  const bad = ['{"ledgers": [{"origin": "a"}]}', "{}", "null", "<html>", '{"ledgers": {}}'];
  for (const body of bad) {
    await assert.rejects(readPins("https://x/pins.json", answering(body)), refusal("server_error"));
  }
  const missing = answering('{"ledgers": []}', { status: 404 });
  await assert.rejects(readPins("https://x/pins.json", missing), refusal("server_error"));
});

test("the key met first stays, and a different one later is noticed", () => {
  const memory = storage();
  const first = { ledgers: [{ origin: "a/log", vkey: "k1" }, { origin: "b/log", vkey: "k9" }] };
  remember(first, "a/log", memory);
  assert.deepEqual([...memory.held], [["nguon.vkey.a/log", "k1"]]);
  assert.deepEqual(withRemembered(first, memory), { pins: first, changed: new Set() });
  const later = { ledgers: [{ origin: "a/log", vkey: "k2", quorum: 1 }] };
  const { pins, changed } = withRemembered(later, memory);
  assert.deepEqual(pins.ledgers, [{ origin: "a/log", vkey: "k1", quorum: 1 }]);
  assert.deepEqual([...changed], ["a/log"]);
  remember(later, "a/log", memory);
  assert.equal(memory.get("nguon.vkey.a/log"), "k1");
});
