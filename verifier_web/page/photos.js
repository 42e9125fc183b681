/**
 * Photos named by hash in a signed step: fetched when they come into view, hashed, and shown only
 * if the bytes are the ones that were signed.
 */

import { el, replace } from "./dom.js";
import { fetchBytes } from "./transport.js";

/** Kinds that a browser draws from pixels; a drawing that could carry a script is not among them. */
const PICTURES = new Set(["image/jpeg", "image/png", "image/webp", "image/avif"]);
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * @typedef {{get(attachment: {sha256: string, mediaType: string}):
 *   Promise<{state: "shown"|"changed"|"missing", url: string|null}>}} Photos
 */

/**
 * Photos under a ledger's address, each fetched once.
 * @param {string} base the ledger's address, ending in "/"
 * @param {{fetch?: typeof fetch, digest: (bytes: Uint8Array) => Promise<ArrayBuffer>,
 *   blobUrl: (blob: Blob) => string}} tools
 * @returns {Photos}
 */
export function photosUnder(base, { fetch = globalThis.fetch, digest, blobUrl }) {
  const known = new Map();
  const load = async ({ sha256, mediaType }) => {
    const bytes = await download(`${base}attachments/${sha256}`, mediaType, fetch);
    if (bytes === null) return { state: "missing", url: null };
    if (hex(await digest(bytes)) !== sha256) return { state: "changed", url: null };
    return { state: "shown", url: blobUrl(new Blob([bytes], { type: mediaType })) };
  };
  return {
    get(attachment) {
      const { sha256 } = attachment;
      if (!known.has(sha256)) known.set(sha256, load(attachment));
      return known.get(sha256);
    },
  };
}

/**
 * Where a ledger's files are: under https, or as the page itself was reached on a local trial.
 * @param {string} origin of the checkpoint, for example "ledger.example/log/cm"
 * @param {string|null} sourceUrl where the evidence came from
 */
export function ledgerAddress(origin, sourceUrl) {
  const source = sourceUrl === null ? null : new URL(sourceUrl);
  const scheme = source?.host === origin.split("/")[0] ? source.protocol : "https:";
  return `${scheme}//${origin}/`;
}

/** @param {Array<{sha256: string, mediaType: string}>} attachments @param {string} step its name */
export function photoNodes(attachments, step, photos, locale) {
  const pictures = attachments.filter(isPicture);
  if (pictures.length === 0) return null;
  const frames = pictures.map((picture) => frame(picture, step, photos, locale));
  return el("div", { class: "photos" }, ...frames);
}

/** @returns {boolean} whether an attachment is a photo this page draws */
export function isPicture({ sha256, mediaType }) {
  return PICTURES.has(mediaType) && SHA256.test(sha256);
}

function frame(picture, step, photos, locale) {
  const node = el("p", { class: "photo quiet" }, locale.t("journey.photo_wait"));
  whenVisible(node, async () => {
    const { state, url } = await photos.get(picture);
    const alt = locale.t("journey.photo", { step });
    if (state === "shown") replace(node, el("img", { src: url, alt, decoding: "async" }));
    else replace(node, locale.t(`journey.photo_${state}`));
    node.classList.toggle("flag", state === "changed");
  });
  return node;
}

function whenVisible(node, act) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    act();
  }, { rootMargin: "200px" });
  observer.observe(node);
}

async function download(url, mediaType, fetch) {
  try {
    const { status, bytes } = await fetchBytes(url, { accept: mediaType, fetch });
    return status === 200 ? bytes : null;
  } catch (error) {
    console.info("a photo could not be fetched:", error);
    return null;
  }
}

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
