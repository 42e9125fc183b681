/**
 * Bytes and their spellings (docs/formats.md 1). Each decoder decodes, re-encodes and
 * compares, because `atob` skips spaces, does without padding, and ignores the unused bits of the
 * last character.
 */
import { NguonError } from "./errors.js";

const HEX = /^(?:[0-9a-f]{2})*$/;

/**
 * Standard alphabet, with padding (RFC 4648 section 4).
 *
 * @param {string} text
 * @returns {Uint8Array}
 * @throws {NguonError} base64_malformed
 */
export function base64Decode(text) {
  if (typeof text !== "string") throw malformed();
  const bytes = decodeLeniently(text);
  if (base64Encode(bytes) !== text) throw malformed();
  return bytes;
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} standard alphabet, with padding
 */
export function base64Encode(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * URL alphabet, without padding (RFC 4648 section 5, RFC 7515 section 2).
 *
 * @param {string} text
 * @returns {Uint8Array}
 * @throws {NguonError} base64_malformed
 */
export function base64urlDecode(text) {
  if (typeof text !== "string") throw malformed();
  const bytes = decodeLeniently(text.replaceAll("-", "+").replaceAll("_", "/"));
  if (base64urlEncode(bytes) !== text) throw malformed();
  return bytes;
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} URL alphabet, without padding
 */
export function base64urlEncode(bytes) {
  return base64Encode(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {string} text an even number of lower-case hexadecimal digits
 * @returns {Uint8Array}
 * @throws {NguonError} hex_malformed
 */
export function hexDecode(text) {
  if (typeof text !== "string" || !HEX.test(text)) {
    throw new NguonError("hex_malformed", "not pairs of lower-case hexadecimal digits");
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} lower-case hexadecimal digits
 */
export function hexEncode(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * UTF-8 without a byte order mark. `ignoreBOM` keeps the mark in the text (the name
 * misleads), which is how it can be seen and refused here.
 *
 * @param {Uint8Array} bytes
 * @returns {string}
 * @throws {NguonError} utf8_malformed
 */
export function utf8Decode(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new NguonError("utf8_malformed", "not valid UTF-8");
  }
  if (text.startsWith("\ufeff")) {
    throw new NguonError("utf8_malformed", "begins with a byte order mark");
  }
  return text;
}

/**
 * @param {string} text without lone surrogates
 * @returns {Uint8Array}
 */
export function utf8Encode(text) {
  return new TextEncoder().encode(text);
}

/**
 * @param {...Uint8Array} parts
 * @returns {Uint8Array}
 */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Everything compared here is public, so it need not take constant time.
 *
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 * @returns {boolean}
 */
export function equalBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function decodeLeniently(base64) {
  let binary;
  try {
    binary = atob(base64);
  } catch (error) {
    if (error?.name !== "InvalidCharacterError") throw error;
    throw malformed();
  }
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function malformed() {
  return new NguonError("base64_malformed", "not base64 in its only spelling");
}
