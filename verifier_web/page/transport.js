/** Fetching bytes from a ledger or a static host, within limits of time and size. */

import { PageFailure } from "./failure.js";

export const MAX_BYTES = 8 * 1024 * 1024;
/** Longest silence, and longest transfer: a weak network is slow, but it does not stop. */
export const SILENCE_MS = 8_000;
export const TOTAL_MS = 60_000;
export const BUNDLE_TYPE = "application/vnd.nguon.trace+json";

/**
 * @param {string} url
 * @param {{accept: string, fetch?: typeof fetch, maxBytes?: number, silence?: number,
 *   total?: number}} options
 * @returns {Promise<{status: number, type: string, bytes: Uint8Array}>} type without parameters
 * @throws {PageFailure} offline, timeout, bundle_too_large
 */
export async function fetchBytes(url, options) {
  const { accept, fetch = globalThis.fetch, maxBytes = MAX_BYTES } = options;
  const watch = watchdog(options.silence ?? SILENCE_MS, options.total ?? TOTAL_MS);
  try {
    const response = await fetch(url, request(accept, watch.signal));
    watch.heard();
    const bytes = await readAtMost(response, maxBytes, watch);
    return { status: response.status, type: mediaType(response), bytes };
  } catch (error) {
    if (error instanceof PageFailure) throw error;
    throw new PageFailure(watch.signal.aborted ? "timeout" : "offline", String(error));
  } finally {
    watch.stop();
  }
}

function request(accept, signal) {
  return {
    headers: { Accept: accept },
    signal,
    // The page and the evidence share one address; a stored answer could come back as the other.
    cache: "no-store",
    credentials: "omit",
    referrerPolicy: "no-referrer",
  };
}

async function readAtMost(response, maxBytes, watch) {
  const chunks = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks, size);
    watch.heard();
    size += value.length;
    if (size > maxBytes) {
      await reader.cancel();
      throw new PageFailure("bundle_too_large", `more than ${maxBytes} bytes`);
    }
    chunks.push(value);
  }
}

function joined(chunks, size) {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function watchdog(silence, total) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const end = setTimeout(abort, total);
  let quiet = setTimeout(abort, silence);
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(quiet);
      quiet = setTimeout(abort, silence);
    },
    stop() {
      clearTimeout(quiet);
      clearTimeout(end);
    },
  };
}

function mediaType(response) {
  return (response.headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
}
