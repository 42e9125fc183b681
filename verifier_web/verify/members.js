/**
 * Readers for the members of JSON objects: each returns a typed value or refuses with code
 * `malformed` and the field at fault; the reader of a whole document gives that its own code.
 */
import { NguonError } from "./errors.js";
import { isObject } from "./json.js";
import { parseJwk } from "./keys.js";
import { parseTime } from "./rfc3339.js";

export const MAX_URI = 200;
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/;

/**
 * @template T
 * @param {object} value a JSON object
 * @param {string} name a member that must be there
 * @param {(value: unknown) => T} read
 * @returns {T}
 * @throws {NguonError} malformed, with the field
 */
export function need(value, name, read) {
  if (!(name in value)) throw new NguonError("malformed", `${name} is missing`, { field: name });
  return within(name, () => read(value[name]));
}

/**
 * As `need`, and null where there is no such member. A member that is null is there.
 *
 * @template T
 * @param {object} value
 * @param {string} name
 * @param {(value: unknown) => T} read
 * @returns {T|null}
 */
export function maybe(value, name, read) {
  return name in value ? need(value, name, read) : null;
}

/**
 * Gives `malformed` refusals from inside the code of the document.
 *
 * @template T
 * @param {string} code
 * @param {() => T} read
 * @returns {T}
 */
export function coded(code, read) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NguonError) || error.code !== "malformed") throw error;
    throw new NguonError(code, error.detail, { field: error.field });
  }
}

/** Reads a string. */
export function string(value) {
  return typeof value === "string" ? value : refuse("a string");
}

/** Reads a string that is not empty. */
export function text(value) {
  return typeof value === "string" && value !== "" ? value : refuse("a string, not empty");
}

/** Reads a URI of printable ASCII, at most 200 characters. */
export function uri(value) {
  const found = text(value);
  if (found.length <= MAX_URI && URI.test(found)) return found;
  return refuse("a URI of at most 200 printable ASCII characters");
}

/** Reads an `https://` URI. */
export function httpsUri(value) {
  const found = uri(value);
  return found.startsWith("https://") ? found : refuse("an https:// URI");
}

/** Reads one of a few words. */
export function oneOf(...allowed) {
  return (value) => (allowed.includes(value) ? value : refuse(`one of ${allowed.join(", ")}`));
}

/** Reads a string that matches a pattern, which is anchored at both ends. */
export function matching(pattern, what) {
  return (value) => (typeof value === "string" && pattern.test(value) ? value : refuse(what));
}

/** Reads an RFC 3339 time as a BigInt of microseconds since 1970. */
export function time(value) {
  return parseTime(value).micros;
}

/** Reads a whole number that is not negative. */
export function whole(value) {
  return Number.isInteger(value) && value >= 0 ? value : refuse("a whole number, not negative");
}

/** Reads an object. */
export function anObject(value) {
  return isObject(value) ? value : refuse("an object");
}

/** Reads a language map: a non-empty object from language tag to string. */
export function languageMap(value) {
  const names = Object.keys(anObject(value));
  if (names.length === 0) refuse("at least one language");
  for (const name of names) need(value, name, text);
  return value;
}

/** Reads an array whose elements `read` takes. */
export function listOf(read, { least = 0 } = {}) {
  return (value) => {
    if (!Array.isArray(value) || value.length < least) refuse(`an array of at least ${least}`);
    return value.map((element, position) => within(String(position), () => read(element)));
  };
}

/** Reads a public key. */
export function jwk(value) {
  return parseJwk(value);
}

// Every refusal in a member is one of the document: a key or a time in it has no code of its own.
function within(name, read) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NguonError)) throw error;
    const field = error.field === null ? name : `${name}/${error.field}`;
    throw new NguonError("malformed", error.detail, { field });
  }
}

function refuse(expected) {
  throw new NguonError("malformed", `${expected} is expected`);
}
