/**
 * The ledgers' keys that this page trusts, and the memory of the key first met (trust on first use):
 * a host that starts to serve another key for a known ledger does not get it believed silently.
 */

import { PageFailure } from "./failure.js";
import { fetchBytes } from "./transport.js";

const PREFIX = "nguon.vkey.";

/**
 * @param {string} url of pins.json (docs/formats.md, 10)
 * @param {typeof fetch} [fetch]
 * @returns {Promise<{ledgers: Array<{origin: string, vkey: string}>}>}
 * @throws {PageFailure} what fetchBytes throws; server_error when the answer is no list of pins
 */
export async function readPins(url, fetch = globalThis.fetch) {
  const { status, bytes } = await fetchBytes(url, { accept: "application/json", fetch });
  const pins = status === 200 ? parsePins(bytes) : null;
  if (pins === null) throw new PageFailure("server_error", `${url}: ${status}`);
  return pins;
}

/**
 * The pins with every remembered key in place of the one just served.
 * @param {{ledgers: Array<object>}} pins
 * @param {{get(key: string): string|null}} memory
 * @returns {{pins: object, changed: ReadonlySet<string>}} changed: origins whose key differs
 */
export function withRemembered(pins, memory) {
  const changed = new Set();
  const ledgers = pins.ledgers.map((pin) => {
    const known = memory.get(PREFIX + pin.origin);
    if (known === null || known === pin.vkey) return pin;
    changed.add(pin.origin);
    return { ...pin, vkey: known };
  });
  return { pins: { ...pins, ledgers }, changed };
}

/**
 * Remember the key of a ledger whose checkpoint has just been verified with it. The first stays.
 * @param {{ledgers: Array<{origin: string, vkey: string}>}} pins
 * @param {string} origin
 */
export function remember(pins, origin, memory) {
  const pin = pins.ledgers.find((candidate) => candidate.origin === origin);
  const key = PREFIX + origin;
  if (pin !== undefined && memory.get(key) === null) memory.set(key, pin.vkey);
}

function parsePins(bytes) {
  try {
    const pins = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isPins(pins) ? pins : null;
  } catch (error) {
    console.info("pins.json cannot be read:", error);
    return null;
  }
}

function isPins(value) {
  const named = (pin) => typeof pin?.origin === "string" && typeof pin?.vkey === "string";
  return Array.isArray(value?.ledgers) && value.ledgers.every(named);
}
