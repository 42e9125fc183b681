/**
 * Identifiers of products, lots, units and logistic units, and the paths of QR codes
 * (docs/formats.md 6; GS1 General Specifications 7.9, GS1 Digital Link URI Syntax 1.2).
 */
import { NguonError } from "./errors.js";

const GS1 = "https://id.gs1.org";
const GS1_PATTERN = "https://id\\.gs1\\.org"; // a dot is a dot: id-gs1.org is somebody else
const HOST = "[a-z0-9.-]{1,100}(?::[0-9]{1,5})?";
const PRODUCT = `${GS1_PATTERN}/01/[0-9]{14}|https://${HOST}/p/[a-z0-9-]{1,40}`;
const CODE = "[A-Za-z0-9._-]{1,20}";

const PRODUCT_ID = new RegExp(`^(?:${PRODUCT})$`);
const ITEM_ID = new RegExp(`^(${PRODUCT})/(10|21)/(${CODE})$`);
const SSCC_ID = new RegExp(`^${GS1_PATTERN}/00/([0-9]{18})$`);
const GTIN = new RegExp(`^${GS1_PATTERN}/01/([0-9]{14})`);
const GLN = new RegExp(`^${GS1_PATTERN}/414/([0-9]*)`);
const PATH = new RegExp(
  `^/(01/[0-9]{14}|p/[a-z0-9-]{1,40})(?:/22/${CODE})?(?:/10/(${CODE}))?(?:/21/(${CODE}))?$`,
);

/**
 * @typedef {{id: string, kind: "10"|"21"|"00", product: string|null, code: string}} Item
 *   a lot, a unit, or a logistic unit (which has no product)
 */

/**
 * @param {unknown} identifier
 * @returns {Item}
 * @throws {NguonError} identifier_malformed, check_digit
 */
export function parseItem(identifier) {
  if (typeof identifier === "string") {
    const item = ITEM_ID.exec(identifier);
    if (item !== null) {
      checkGtin(item[1]);
      return { id: identifier, kind: item[2], product: item[1], code: item[3] };
    }
    const sscc = SSCC_ID.exec(identifier);
    if (sscc !== null) {
      checkNumber(sscc[1], "SSCC");
      return { id: identifier, kind: "00", product: null, code: sscc[1] };
    }
  }
  throw malformed("not a product with /10/lot or /21/serial, nor an SSCC");
}

/**
 * @param {string} identifier
 * @returns {string} the same
 * @throws {NguonError} identifier_malformed, check_digit
 */
export function parseProduct(identifier) {
  if (!PRODUCT_ID.test(identifier)) throw malformed("not the identifier of a product");
  checkGtin(identifier);
  return identifier;
}

/**
 * Checks the GLN of a GS1 place; any other URI is taken.
 *
 * @param {string} identifier
 * @returns {void}
 * @throws {NguonError} check_digit
 */
export function checkLocation(identifier) {
  const gln = GLN.exec(identifier);
  if (gln === null) return;
  if (gln[1].length !== 13) throw new NguonError("check_digit", "a GLN has 13 digits");
  checkNumber(gln[1], "GLN");
}

/** The identifier of a product's lot. */
export function lotOf(product, lot) {
  return `${product}/10/${lot}`;
}

/** Whether a good identifier is that of a lot. */
export function isLot(identifier) {
  return productOfLot(identifier) !== null;
}

/** The product of a lot; null where a good identifier is none of a lot. */
export function productOfLot(identifier) {
  return /^(.+)\/10\/[^/]+$/.exec(identifier)?.[1] ?? null;
}

/**
 * What the URL on a label asks for: the unit if it has a serial, else the lot.
 *
 * @param {string} path of the scanned URL
 * @param {{host: string}} ledger completes the identifiers of own-domain products
 * @returns {{asked: string, lot: string|null}|null} null if it names a product only
 * @throws {NguonError} identifier_malformed, check_digit
 */
export function scanned(path, { host }) {
  if (path.startsWith("/00/")) return { asked: parseItem(GS1 + path).id, lot: null };
  const match = PATH.exec(path);
  if (match === null) throw malformed("not a GS1 Digital Link or /p/ path");
  const [, name, lotNumber, serial] = match;
  const product = `${name.startsWith("01/") ? GS1 : `https://${host}`}/${name}`;
  checkGtin(product);
  const lot = lotNumber === undefined ? null : lotOf(product, lotNumber);
  if (serial !== undefined) return { asked: `${product}/21/${serial}`, lot };
  return lot === null ? null : { asked: lot, lot };
}

/**
 * The GS1 check digit: weights 3, 1, 3, ... from the right.
 *
 * @param {string} digits without the check digit
 * @returns {number}
 */
export function checkDigit(digits) {
  const weighted = [...digits].reverse().map((digit, at) => Number(digit) * (at % 2 ? 1 : 3));
  const total = weighted.reduce((sum, value) => sum + value, 0);
  return (10 - (total % 10)) % 10;
}

function checkGtin(product) {
  const gtin = GTIN.exec(product);
  if (gtin !== null) checkNumber(gtin[1], "GTIN");
}

function checkNumber(number, what) {
  if (checkDigit(number.slice(0, -1)) !== Number(number.slice(-1))) {
    throw new NguonError("check_digit", `${what} ${number}: the check digit is wrong`);
  }
}

function malformed(detail) {
  return new NguonError("identifier_malformed", detail);
}
