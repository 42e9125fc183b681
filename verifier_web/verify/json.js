/**
 * JSON in the I-JSON profile (RFC 8259, RFC 7493; docs/formats.md 1). `JSON.parse` keeps the
 * last of two members with one name, accepts lone surrogates and rounds numbers silently: two
 * readers could see two documents behind one signature. This parser refuses all of that.
 *
 * A number becomes a JavaScript number, which loses nothing: a decimal of at most 15 digits
 * survives the way into a double and back (IEEE 754, 53 bits of precision).
 */
import { utf8Decode } from "./bytes.js";
import { NguonError } from "./errors.js";

export const MAX_DEPTH = 32;
export const MAX_DIGITS = 15;
export const MAX_MAGNITUDE = 2 ** 53;
export const MIN_MAGNITUDE = 1e-18;
export const MAX_NUMBER_TEXT = 40;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LONG_EXPONENT = /[eE][+-]?[0-9]{4}/;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const HEX4 = /^[0-9a-fA-F]{4}$/;
const LONE_SURROGATE = /[\ud800-\udfff]/u;
const SPACE = new Set([" ", "\t", "\n", "\r"]);
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const WORDS = [["true", true], ["false", false], ["null", null]];
const LIKE_AN_INDEX = /^(?:0|[1-9][0-9]*)$/;

// The names of objects that JavaScript keeps in another order than they were written in: it
// puts names like "7" first.
const written = new WeakMap();

/**
 * @param {Uint8Array} bytes one JSON text in UTF-8
 * @returns {unknown} objects have no prototype, so that `__proto__` is a name like any other
 * @throws {NguonError} json_malformed, utf8_malformed
 */
export function parseJson(bytes) {
  return parseJsonText(utf8Decode(bytes));
}

/**
 * @param {string} text one JSON text
 * @returns {unknown}
 * @throws {NguonError} json_malformed
 */
export function parseJsonText(text) {
  const parser = new Parser(text);
  const value = parser.value(0);
  parser.skipSpace();
  if (parser.at !== text.length) parser.refuse("something follows the value");
  return value;
}

/**
 * @param {unknown} value what parseJson returned
 * @returns {boolean} whether it is a JSON object
 */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {object} object what parseJson returned
 * @returns {string[]} its names in the order in which they are written
 */
export function namesOf(object) {
  return written.get(object) ?? Object.keys(object);
}

/**
 * @param {unknown} value
 * @param {string[]} names
 * @returns {boolean} whether it is a JSON object with exactly these members
 */
export function hasExactly(value, names) {
  if (!isObject(value)) return false;
  const present = Object.keys(value);
  return present.length === names.length && names.every((name) => present.includes(name));
}

class Parser {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  value(depth) {
    this.skipSpace();
    const first = this.text[this.at];
    if (first === "{") return this.object(this.deeper(depth));
    if (first === "[") return this.array(this.deeper(depth));
    if (first === '"') return this.string();
    for (const [word, meaning] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return meaning;
      }
    }
    return this.number();
  }

  object(depth) {
    const members = Object.create(null);
    const names = [];
    this.at += 1;
    if (this.take("}")) return members;
    do {
      this.skipSpace();
      if (this.text[this.at] !== '"') this.refuse("a member's name is not a string");
      const name = this.string();
      if (name in members) this.refuse(`the name ${JSON.stringify(name)} stands twice`);
      if (!this.take(":")) this.refuse("no colon after a name");
      members[name] = this.value(depth);
      names.push(name);
    } while (this.take(","));
    if (!this.take("}")) this.refuse("an object does not end");
    if (names.some((name) => LIKE_AN_INDEX.test(name))) written.set(members, names);
    return members;
  }

  array(depth) {
    const items = [];
    this.at += 1;
    if (this.take("]")) return items;
    do items.push(this.value(depth)); while (this.take(","));
    if (!this.take("]")) this.refuse("an array does not end");
    return items;
  }

  string() {
    let value = "";
    this.at += 1;
    for (;;) {
      value += this.match(PLAIN);
      const stop = this.text[this.at];
      this.at += 1;
      if (stop === '"') break;
      if (stop !== "\\") this.refuse("a string does not end or holds a control character");
      value += this.escape();
    }
    // Pairs are looked at only now, when both halves stand side by side.
    if (LONE_SURROGATE.test(value)) this.refuse("a string holds a lone surrogate");
    return value;
  }

  escape() {
    const letter = this.text[this.at];
    this.at += 1;
    if (letter !== "u") return ESCAPES[letter] ?? this.refuse("an unknown escape");
    const digits = this.text.slice(this.at, this.at + 4);
    if (!HEX4.test(digits)) this.refuse("\\u without four hexadecimal digits");
    this.at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  number() {
    const token = this.match(NUMBER);
    if (token === "") this.refuse("not a JSON value");
    if (token.length > MAX_NUMBER_TEXT || LONG_EXPONENT.test(token)) {
      this.refuse("a number written too long");
    }
    const digits = significantDigits(token);
    if (digits === "") return 0;
    const value = Number(token);
    const magnitude = Math.abs(value);
    if (digits.length > MAX_DIGITS) this.refuse("a number of more than 15 significant digits");
    if (magnitude > MAX_MAGNITUDE) this.refuse("a number beyond 2^53");
    if (magnitude < MIN_MAGNITUDE) this.refuse("a number nearer to zero than 1e-18");
    return value;
  }

  deeper(depth) {
    if (depth === MAX_DEPTH) this.refuse(`more than ${MAX_DEPTH} levels`);
    return depth + 1;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  take(character) {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  skipSpace() {
    while (SPACE.has(this.text[this.at])) this.at += 1;
  }

  refuse(detail) {
    throw new NguonError("json_malformed", `${detail} (at ${this.at})`);
  }
}

function significantDigits(token) {
  const mantissa = token.split(/[eE]/, 1)[0].replace(/[-.]/g, "");
  return mantissa.replace(/^0+/, "").replace(/0+$/, "");
}
