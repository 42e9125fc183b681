/** One strict parser for each primitive: everything that lenient ones let through is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  base64Decode, base64Encode, base64urlDecode, base64urlEncode, concat, equalBytes, hexDecode,
  hexEncode, utf8Decode,
} from "../../verifier_web/verify/bytes.js";
import {
  EXACT_ONE, EXACT_PLACES, formatDecimal, parseQuantity, readExact,
} from "../../verifier_web/verify/decimal.js";
import { parseDecimalInteger } from "../../verifier_web/verify/integers.js";
import { readQuantity } from "../../verifier_web/verify/quantity.js";
import { parseOffset, parseTime } from "../../verifier_web/verify/rfc3339.js";
import { bytes, hex, refuses } from "./support/expect.mjs";

test("base64 has one spelling for its bytes", () => {
  assert.deepEqual(base64Decode("AP+/"), Uint8Array.of(0, 255, 191));
  assert.deepEqual(base64Decode("QQ=="), Uint8Array.of(65));
  assert.deepEqual(base64Decode(""), new Uint8Array(0));
  for (const lenient of [
    "Q Q==", "QQ==\n", " QQ==", "QR==", "QQ", "QQ=", "Q===", "QQ===", "====", "AP-_", "QQ==QQ==",
    "Q", "Qé==", undefined, null, 7, {}, Object.create(null), ["QQ=="],
  ]) refuses("base64_malformed", () => base64Decode(lenient));
});

test("base64url is without padding and has one spelling", () => {
  assert.deepEqual(base64urlDecode("AP-_"), Uint8Array.of(0, 255, 191));
  assert.deepEqual(base64urlDecode(""), new Uint8Array(0));
  for (const lenient of ["QQ==", "AP+/", "QR", "Q", "Q Q", "QQ\n", "\u0661Q", undefined, {}, Object.create(null), ["QQ"]]) {
    refuses("base64_malformed", () => base64urlDecode(lenient));
  }
});

test("bytes survive every encoding, whatever their length", () => {
  for (let length = 0; length < 70; length += 1) {
    const value = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 255);
    assert.deepEqual(base64Decode(base64Encode(value)), value);
    assert.deepEqual(base64urlDecode(base64urlEncode(value)), value);
    assert.deepEqual(hexDecode(hexEncode(value)), value);
    assert.equal(base64Encode(value), Buffer.from(value).toString("base64"));
  }
});

test("hexadecimal is lower case, in pairs", () => {
  for (const lenient of ["AB", "abc", "0x", "zz", " ab", "ab\n", 12]) {
    refuses("hex_malformed", () => hexDecode(lenient));
  }
});

test("UTF-8 is strict and has no byte order mark", () => {
  assert.equal(utf8Decode(bytes("Nguồn 🦀")), "Nguồn 🦀");
  assert.equal(utf8Decode(bytes("a\ufeff")), "a\ufeff");
  for (const broken of ["efbbbf61", "c080", "eda080", "f4908080", "61ff", "e282"]) {
    refuses("utf8_malformed", () => utf8Decode(hex(broken)));
  }
});

test("bytes are joined and compared by value and length", () => {
  assert.deepEqual(concat(hex("01"), hex(""), hex("0203")), hex("010203"));
  assert.equal(equalBytes(hex("0102"), hex("0102")), true);
  assert.equal(equalBytes(hex("0102"), hex("0103")), false);
  assert.equal(equalBytes(hex("0102"), hex("01")), false);
  assert.equal(equalBytes(hex("01"), hex("0102")), false);
});

test("decimal integers refuse what BigInt and Number take", () => {
  assert.equal(parseDecimalInteger("0"), 0n);
  assert.equal(parseDecimalInteger("9223372036854775807"), (1n << 63n) - 1n);
  for (const lenient of [
    "", " ", "0x10", "00", "01", "+1", "-1", "-0", "1_0", " 1", "1 ", "1\n", "1e3", "1.0", "٣", "１",
    "9223372036854775808", "99999999999999999999", 1, null,
  ]) refuses("integer_malformed", () => parseDecimalInteger(lenient));
  refuses("integer_malformed", () => parseDecimalInteger("10", { below: 10n }));
});

test("times are exact to the microsecond and keep their offset", () => {
  assert.deepEqual(parseTime("1970-01-01T00:00:00Z"), { micros: 0n, offset: "Z" });
  assert.deepEqual(
    parseTime("2026-01-01T07:00:00.000001+07:00"),
    { micros: 1767225600000001n, offset: "+07:00" },
  );
  assert.equal(parseTime("2025-12-31T17:30:00.5-06:30").micros, 1767225600500000n);
  assert.equal(parseTime("2024-02-29T00:00:00-00:00").micros, 1709164800000000n);
  const [last, before] = ["9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999998Z"];
  assert.equal(parseTime(last).micros - parseTime(before).micros, 1n);
});

test("times that RFC 3339 or our profile does not have are refused", () => {
  for (const lenient of [
    "2026-01-01", "2026-01-01 00:00:00Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z",
    "2026-01-01T00:00:00", "2026-01-01T00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
    "2026-12-31T23:59:60Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
    "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z",
    "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00,5Z",
    "2026-01-01T00:00:00+7:00", "2026-01-01T00:00:00+0700", "2026-01-01T00:00:00+07:60",
    "2026-01-01T00:00:00+14:01", "2026-01-01T00:00:00Z\n", " 2026-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+07:00", "9999-12-31T23:59:59-00:01",
    "0070-01-01T00:00:00Z", "+02026-01-01T00:00:00Z", "２０２６-01-01T00:00:00Z", null, 0,
  ]) refuses("time_malformed", () => parseTime(lenient));
});

test("offsets are ±hh:mm of at most 14 hours", () => {
  assert.equal(parseOffset("-02:30"), -9_000_000_000n);
  assert.equal(parseOffset("+14:00"), 50_400_000_000n);
  for (const lenient of ["Z", "07:00", "+7", "+07:0", "+14:01", "-15:00", "+07:60", 7, null]) {
    refuses("time_malformed", () => parseOffset(lenient));
  }
});

test("quantities are exact decimals", () => {
  assert.equal(parseQuantity(0.1) + parseQuantity(0.2), parseQuantity(0.3));
  assert.equal(parseQuantity(1e-6), 1n);
  assert.equal(parseQuantity(1.5e-5), 15n);
  assert.equal(parseQuantity(1e12), 10n ** 18n);
  assert.equal(parseQuantity(123456789.012345), 123456789012345n);
  for (const wrong of [0, -1, 1e-7, 1.0000001, 1.5e-6, 1000000000000.1, 2e12, NaN, "1", true, null]) {
    refuses("quantity_malformed", () => parseQuantity(wrong));
  }
});

test("decimals are written without exponents or needless zeros", () => {
  assert.equal(formatDecimal(parseQuantity(100.5)), "100.5");
  assert.equal(formatDecimal(parseQuantity(1e-6)), "0.000001");
  assert.equal(formatDecimal(parseQuantity(1e12)), "1000000000000");
  assert.equal(formatDecimal(-1_500_000n), "-1.5");
  assert.equal(formatDecimal(0n), "0");
});

test("any number of a document is exact in 1e-32, and written plainly again", () => {
  for (const [number, text] of [
    [0, "0"], [-0, "0"], [1, "1"], [-2.5, "-2.5"], [1e-18, `0.${"0".repeat(17)}1`], [2 ** 53 - 1e3, "9007199254739992"],
    [1.23456789012345e-18, "0.00000000000000000123456789012345"], [-1e-7, "-0.0000001"], [1e15, "1000000000000000"],
  ]) assert.equal(formatDecimal(readExact(number), EXACT_PLACES), text);
  assert.equal(readExact("105.20000001") - readExact("105.2"), EXACT_ONE / 10n ** 8n);
  assert.equal(readExact(`0.${"0".repeat(32)}1`), null, "more places than that");
  assert.equal(readExact(0.1) + readExact(0.2), readExact(0.3));
});

test("a quantity without a unit counts pieces; units of one dimension share a base", () => {
  const pieces = readQuantity({ quantity: 3 });
  assert.equal(pieces.uom, "H87");
  assert.equal(pieces.dimension, "pieces");
  const [tonne, kilos, grams] = [[0.001, "TNE"], [1, "KGM"], [1000, "GRM"]]
    .map(([quantity, uom]) => readQuantity({ quantity, uom }));
  assert.equal(tonne.base, kilos.base);
  assert.equal(kilos.base, grams.base);
  assert.equal(readQuantity({ quantity: 2, uom: "LTR" }).base,
    readQuantity({ quantity: 2000, uom: "MLT" }).base);
  assert.notEqual(kilos.dimension, readQuantity({ quantity: 2, uom: "LTR" }).dimension);
  for (const uom of ["kgm", "KG", "", null, 1, "toString"]) {
    refuses("quantity_malformed", () => readQuantity({ quantity: 1, uom }));
  }
});
