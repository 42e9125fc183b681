/** Pins: what a verifier trusts before it sees evidence (docs/formats.md 10). */
import { base64Encode } from "./bytes.js";
import { NguonError } from "./errors.js";
import { coded, anObject, listOf, maybe, need, text, whole } from "./members.js";
import { COSIGNATURE, ED25519, parseVkey } from "./note.js";

/**
 * Pins are the page's own configuration: where they are wrong nothing can be checked at all,
 * and this throws instead of giving a verdict.
 *
 * @param {unknown} value `{"ledgers": [{"origin", "vkey", "witnesses"?, "quorum"?}]}`, parsed
 * @returns {Promise<Pin[]>}
 * @throws {NguonError} pins_malformed
 * @typedef {{origin: string, vkey: string, log: import("./note.js").NoteVerifier,
 *   witnesses: import("./note.js").NoteVerifier[], quorum: number}} Pin
 */
export async function parsePins(value) {
  const texts = coded("pins_malformed", () => need(anObject(value), "ledgers", listOf(readPin)));
  try {
    return await Promise.all(texts.map(parsePin));
  } catch (error) {
    if (!(error instanceof NguonError)) throw error;
    throw new NguonError("pins_malformed", error.detail, { field: error.field });
  }
}

function readPin(value) {
  const p = anObject(value);
  return {
    origin: need(p, "origin", text),
    vkey: need(p, "vkey", text),
    witnesses: maybe(p, "witnesses", listOf(text)) ?? [],
    quorum: maybe(p, "quorum", whole) ?? 0,
  };
}

async function parsePin({ origin, vkey, witnesses: vkeys, quorum }) {
  const log = await parseVkey(vkey);
  const witnesses = await Promise.all(vkeys.map(parseVkey));
  if (log.kind !== ED25519 || witnesses.some(({ kind }) => kind !== COSIGNATURE)) {
    throw new NguonError("pins_malformed", "a log key is of type 01, a witness key of type 04");
  }
  const distinct = new Set(witnesses.map(({ publicKey }) => base64Encode(publicKey)));
  if (distinct.size !== witnesses.length) {
    throw new NguonError("pins_malformed", "a witness stands twice; it counts once");
  }
  if (log.name !== origin || quorum > witnesses.length) {
    throw new NguonError("pins_malformed", "origin and key, or quorum and witnesses, do not fit");
  }
  return { origin, vkey, log, witnesses, quorum };
}
