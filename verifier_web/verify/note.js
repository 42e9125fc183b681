/**
 * Signed notes (c2sp.org/signed-note) and Ed25519 cosignatures (c2sp.org/tlog-cosignature).
 *
 * Text that ends in a line feed, an empty line, then `— name base64(key ID || signature)`
 * lines. A signature by an unknown (name, key ID) is ignored; a bad one by a known key makes
 * the whole note invalid.
 */
import { base64Decode, concat, equalBytes, hexEncode, utf8Decode, utf8Encode } from "./bytes.js";
import { isWeakPoint } from "./ed25519_rules.js";
import { NguonError, recode } from "./errors.js";
import { sha256 } from "./merkle.js";
import { verifyEd25519 } from "./signatures.js";

export const ED25519 = 1;
export const COSIGNATURE = 4;
export const MAX_NOTE = 65_536;
export const MAX_SIGNATURES = 64;

const KEY_ID = 4;
const TIMESTAMP = 8;
const PREFIX = "\u2014 ";
const FORBIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f]/;
const SPACE_OR_PLUS = /[\p{White_Space}+]/u;

/**
 * @param {Uint8Array} bytes
 * @returns {UnverifiedNote}
 * @throws {NguonError} note_malformed
 * @typedef {{text: string, signatures: NoteSignature[]}} UnverifiedNote
 * @typedef {{name: string, keyId: Uint8Array, blob: Uint8Array}} NoteSignature
 */
export function parseNote(bytes) {
  if (bytes.length > MAX_NOTE) throw malformed("longer than 65,536 bytes");
  const whole = recode("note_malformed", () => utf8Decode(bytes));
  if (FORBIDDEN.test(whole)) throw malformed("a control character");
  const split = whole.lastIndexOf("\n\n");
  if (split < 0 || !whole.endsWith("\n")) throw malformed("no empty line before signatures");
  const lines = whole.slice(split + 2).split("\n").slice(0, -1);
  if (lines.length < 1 || lines.length > MAX_SIGNATURES) {
    throw malformed("no signature, or more than 64");
  }
  return { text: whole.slice(0, split + 1), signatures: lines.map(parseSignature) };
}

/**
 * A verifier key: `name+hex8(key ID)+base64(type || public key)`.
 *
 * @param {string} vkey
 * @returns {Promise<NoteVerifier>}
 * @throws {NguonError} vkey_malformed, weak_key
 * @typedef {{name: string, kind: number, keyId: Uint8Array, publicKey: Uint8Array}} NoteVerifier
 */
export async function parseVkey(vkey) {
  if (typeof vkey !== "string") throw vkeyMalformed("not a string");
  const [name, hex, ...rest] = vkey.split("+");
  const key = recode("vkey_malformed", () => base64Decode(rest.join("+")));
  const kind = key[0];
  if (key.length !== 33 || ![ED25519, COSIGNATURE].includes(kind) || !isName(name)) {
    throw vkeyMalformed("not a key of a known type");
  }
  const keyId = (await sha256(concat(utf8Encode(`${name}\n`), key))).slice(0, KEY_ID);
  if (hexEncode(keyId) !== hex) throw vkeyMalformed("the key ID is not that of the key");
  const publicKey = key.slice(1);
  if (isWeakPoint(publicKey)) throw new NguonError("weak_key", "the verifier key is weak");
  return { name, kind, keyId, publicKey };
}

/**
 * @param {UnverifiedNote} note
 * @param {NoteVerifier} verifier
 * @returns {Promise<boolean>} whether this key has signed the note
 * @throws {NguonError} signature_bad, if a signature that claims to be by this key is not
 */
export async function isSignedBy(note, verifier) {
  const mine = note.signatures.filter(
    ({ name, keyId }) => name === verifier.name && equalBytes(keyId, verifier.keyId),
  );
  for (const { blob } of mine) {
    await verifyEd25519({ publicKey: verifier.publicKey, ...signedParts(note, blob, verifier) });
  }
  return mine.length > 0;
}

// Type 04 signs "cosignature/v1", a line with the seconds since 1970, and the whole note text.
function signedParts({ text }, blob, { kind }) {
  if (kind === ED25519) return { message: utf8Encode(text), signature: blob };
  const stamp = blob.slice(0, TIMESTAMP);
  const seconds = stamp.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return {
    message: utf8Encode(`cosignature/v1\ntime ${seconds}\n${text}`),
    signature: blob.slice(TIMESTAMP),
  };
}

function parseSignature(line) {
  const [name, base64, ...rest] = line.slice(PREFIX.length).split(" ");
  if (!line.startsWith(PREFIX) || base64 === undefined || rest.length > 0 || !isName(name)) {
    throw malformed("a signature line is not '— name base64'");
  }
  const blob = recode("note_malformed", () => base64Decode(base64));
  if (blob.length <= KEY_ID) throw malformed("a signature is too short");
  return { name, keyId: blob.slice(0, KEY_ID), blob: blob.slice(KEY_ID) };
}

function isName(name) {
  return name !== "" && !SPACE_OR_PLUS.test(name);
}

function malformed(detail) {
  return new NguonError("note_malformed", detail);
}

function vkeyMalformed(detail) {
  return new NguonError("vkey_malformed", detail);
}
