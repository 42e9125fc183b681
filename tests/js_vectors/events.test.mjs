/** Identifiers and quantities in JavaScript against identifiers.json and quantities.json. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8Encode } from "../../verifier_web/verify/bytes.js";
import {
  checkDigit, checkLocation, lotOf, parseItem, parseProduct, scanned,
} from "../../verifier_web/verify/gs1.js";
import { parseJson } from "../../verifier_web/verify/json.js";
import { BASE_UNIT, readQuantity } from "../../verifier_web/verify/quantity.js";
import { refuses, vectors } from "./vectors.mjs";

const ids = vectors("identifiers.json");
// Inside a reader of members, JavaScript calls `malformed` what the identifier's own code says.
const sameCode = (code) => (code === "malformed" ? ["malformed", "identifier_malformed"] : code);

test("items", () => {
  for (const item of ids.items) assert.deepEqual({ ...parseItem(item.id) }, item);
  for (const { id, code } of ids.bad_items) refuses(code, () => parseItem(id), id);
});

test("products and their lots", () => {
  for (const id of ids.products) {
    assert.equal(parseProduct(id), id);
    assert.equal(parseItem(lotOf(id, "A1")).product, id);
  }
  for (const { id, code } of ids.bad_products) refuses(sameCode(code), () => parseProduct(id), id);
});

test("places", () => {
  for (const id of ids.locations) checkLocation(id);
  for (const id of ids.bad_locations) refuses("check_digit", () => checkLocation(id), id);
});

test("check digits", () => {
  for (const { digits, check } of ids.check_digits) assert.equal(checkDigit(digits), check, digits);
});

test("scanned paths", () => {
  for (const { path, asked, lot } of ids.scans) {
    const expected = asked === null ? null : { asked, lot };
    assert.deepEqual(scanned(path, { host: ids.host }), expected, path);
  }
  for (const { path, code } of ids.bad_scans) {
    refuses(code, () => scanned(path, { host: ids.host }), path);
  }
});

test("quantities", () => {
  const { good, bad } = vectors("quantities.json");
  for (const { element, amount, dimension, base } of good) {
    const read = readQuantity(parseJson(utf8Encode(element)));
    assert.equal(read.dimension, dimension, element);
    assert.equal(read.amount, scaled(amount, 1_000_000n), element);
    assert.equal(read.base, scaled(base, BASE_UNIT), element);
  }
  for (const { element } of bad) {
    const value = parseJson(utf8Encode(element));
    refuses("quantity_malformed", () => readQuantity(value), element);
  }
});

// "0.4" in thousandths is 400n: exact, unlike a double.
function scaled(decimal, unit) {
  const [whole, fraction = ""] = decimal.split(".");
  const places = BigInt(10) ** BigInt(fraction.length);
  assert.equal((BigInt(whole + fraction) * unit) % places, 0n, decimal);
  return (BigInt(whole + fraction) * unit) / places;
}
