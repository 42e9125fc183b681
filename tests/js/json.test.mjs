/** The I-JSON parser: agrees with JSON.parse on what is allowed, refuses what two readers see twice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasExactly, isObject, namesOf, parseJson, parseJsonText } from "../../verifier_web/verify/json.js";
import { bytes, hex, refuses } from "./support/expect.mjs";

const nested = (levels) => "[".repeat(levels) + "]".repeat(levels);

test("what JSON.parse reads in I-JSON, this reads the same", () => {
  for (const text of [
    "null", "true", "false", "0", "-0.5", "1e3", "1E+3", "12.5e-2", '""', "[]", "{}", " [ 1 , 2 ] ",
    '{"a":{"b":[1,"x",null]},"c":false}', '"\\u00e9\\n\\t\\"\\\\\\/\\b\\f\\r"', '"\\ud83e\\udd80"',
    '"Nguồn 🦀"', '"\u007f\u2028"', "\t\r\n1 ", '{"":1," ":2}', "[[],{}]",
  ]) assert.deepEqual(plain(parseJsonText(text)), JSON.parse(text), text);
});

test("names are told in the order in which they are written, also those like numbers", () => {
  for (const names of [["b", "a"], ["b", "2", "a", "1"], ["10", "9"], ["01", "-1", "a"], []]) {
    const text = `{${names.map((name) => `"${name}":0`).join()}}`;
    assert.deepEqual(namesOf(parseJsonText(text)), names);
  }
});

test("text that is not JSON is refused", () => {
  for (const text of [
    "", " ", "nul", "True", "NaN", "Infinity", "-Infinity", "undefined", "01", "+1", "1.", ".5", "-",
    "1e", "1e+", "0x10", "1_0", "١", "'a'", '"a', '"\\x41"', '"\\u12g4"', '"\\u123"', '"\\', '"\u0000"',
    '"\n"', '"\t"', "[1,]", "[,1]", "[1 2]", "[1", "{", '{"a"}', '{"a":}', '{"a":1,}', "{a:1}",
    '{"a":1 "b":2}', "{1:2}", '{a":1}', '{"a" 1}', '{"a"1}', '{"a":1', '"\nn"', '"\u0000n"', "1 2", "[]]", "\ufeff1", "\u00a01", "1\u0000", "//", "/**/1", "\f1",
  ]) refuses("json_malformed", () => parseJsonText(text));
});

test("a name stands once, however it is spelt", () => {
  refuses("json_malformed", () => parseJsonText('{"a":1,"a":1}'));
  refuses("json_malformed", () => parseJsonText('{"a":1,"\\u0061":2}'));
  refuses("json_malformed", () => parseJsonText('{"__proto__":1,"__proto__":2}'));
  assert.equal(parseJsonText('{"a":1,"A":2}').A, 2);
});

test("__proto__ and other names of Object are names like any other", () => {
  const value = parseJsonText('{"__proto__":{"polluted":true},"constructor":1,"toString":2}');
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor", "toString"]);
  assert.equal(value.polluted, undefined);
  assert.equal("hasOwnProperty" in value, false);
  assert.equal({}.polluted, undefined);
});

test("lone surrogates are refused in values and in names, raw and escaped", () => {
  for (const text of ['"\\ud800"', '"\\udc00"', '"\\udc00\\ud800"', '"\\ud83ex"', '{"\\ud800":1}', '"\ud800"']) {
    refuses("json_malformed", () => parseJsonText(text));
  }
  refuses("utf8_malformed", () => parseJson(hex("22eda08022")));
});

test("32 levels and no more", () => {
  assert.ok(parseJsonText(nested(32)));
  refuses("json_malformed", () => parseJsonText(nested(33)));
  refuses("json_malformed", () => parseJsonText('{"a":'.repeat(33) + "1" + "}".repeat(33)));
  refuses("json_malformed", () => parseJsonText("[".repeat(100_000)));
  assert.ok(parseJsonText(`[${"[],".repeat(100)}[]]`), "width is not depth");
});

test("numbers survive a double, or are refused", () => {
  for (const [text, value] of [
    ["123456789012345", 123456789012345], ["0.1", 0.1], ["1e-18", 1e-18], ["-0", 0], ["0e999", 0],
    ["0.000000000000000001", 1e-18], ["9007199254740990", 9007199254740990], ["1.0", 1],
    ["1000000000000000", 1e15], ["1.50000000000000000000", 1.5], ["9.00719925474099e15", 9007199254740990],
  ]) assert.equal(parseJsonText(text), value, text);
  assert.equal(Object.is(parseJsonText("-0"), 0), true, "there is one zero");
  for (const text of [
    "9007199254740993", "9007199254740992", "1234567890123456", "0.1234567890123456", "1e16", "-1e16", "1e400",
    "9.1e15", "9.99e-19", "1e-400", "1e0001", "0e0001", `0.${"0".repeat(40)}`, `1${"0".repeat(40)}`,
  ]) refuses("json_malformed", () => parseJsonText(text));
});

test("bytes are read as UTF-8 without a byte order mark", () => {
  assert.equal(parseJson(bytes('"ồ"')), "ồ");
  refuses("utf8_malformed", () => parseJson(hex("efbbbf31")));
  refuses("utf8_malformed", () => parseJson(hex("22ff22")));
});

test("objects are told from everything else", () => {
  assert.deepEqual([{}, [], null, "x", 1].map(isObject), [true, false, false, false, false]);
  assert.equal(hasExactly({ a: 1, b: 2 }, ["b", "a"]), true);
  assert.equal(hasExactly({ a: 1 }, ["a", "b"]), false);
  assert.equal(hasExactly({ a: 1, b: 2, c: 3 }, ["a", "b"]), false);
  assert.equal(hasExactly({ "a,b": 1, c: 2 }, ["a", "b"]), false);
  assert.equal(hasExactly(["a"], ["0"]), false);
});

// Objects of this parser have no prototype; deepEqual minds.
function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
