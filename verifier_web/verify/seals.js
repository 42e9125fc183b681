/** Seals, which date the entries (docs/formats.md 4; docs/verification.md, step 7). */
import { EvidenceError, NguonError } from "./errors.js";
import { verifySignature } from "./jws.js";
import { coded, need, time, whole } from "./members.js";

/** Verified seals, ascending. */
export class Seals {
  /** @param {Seal[]} seals */
  constructor(seals) {
    this.seals = seals;
  }

  /**
   * @param {number} index
   * @returns {bigint} when the entry was recorded, in microseconds since 1970
   * @throws {EvidenceError} seal_missing
   */
  recorded(index) {
    let [low, high] = [0, this.seals.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.seals[middle].index < index) low = middle + 1;
      else high = middle;
    }
    const seal = this.seals[low];
    if (seal === undefined || index < seal.from) {
      throw new EvidenceError("seal_missing", "no seal in the evidence dates this", { index });
    }
    return seal.time;
  }
}

/**
 * @param {import("./jws.js").UnverifiedStatement & {index: number}} statement
 * @param {{key: import("./keys.js").PublicKey, before: Seal|null}} expected the seal key that
 *   Genesis names, and the seal before this one in the evidence
 * @returns {Promise<Seal>}
 * @throws {NguonError} seal_malformed, unknown_key, algorithm_mismatch, signature_bad,
 *   seal_misplaced, time_reversed
 * @typedef {{index: number, from: number, time: bigint}} Seal
 */
export async function checkSeal(statement, { key, before }) {
  const seal = readSeal(statement.payload);
  if (statement.kid !== key.kid) {
    throw new NguonError("unknown_key", "not the seal key that Genesis names");
  }
  await verifySignature(statement, key);
  return placeSeal(seal, { index: statement.index, before });
}

function readSeal(payload) {
  return coded("seal_malformed", () => ({
    time: need(payload, "time", time),
    from: need(payload, "from", whole),
    size: need(payload, "size", whole),
  }));
}

function placeSeal({ time: stamp, from, size }, { index, before }) {
  if (size !== index || from > size) {
    throw new NguonError("seal_misplaced", `a seal of ${from} to ${size} stands at ${index}`);
  }
  if (before !== null && from <= before.index) {
    throw new NguonError("seal_misplaced", "two seals date one entry");
  }
  if (before !== null && stamp < before.time) {
    throw new NguonError("time_reversed", "earlier than the seal before it");
  }
  return { index, from, time: stamp };
}
