/**
 * What makes Ed25519 implementations agree (RFC 8032 section 5.1; docs/formats.md 3).
 *
 * They part ways on points of small order, on encodings that are not canonical and on S beyond
 * the group order. All of these are refused here, before any implementation is asked: libsodium
 * refuses an R of small order and OpenSSL does not, and browsers stand on either side.
 */
import { NguonError } from "./errors.js";

/** The field prime, 2^255 - 19. */
export const P = 2n ** 255n - 19n;
/** The order of the base point. */
export const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
/** The curve is -x^2 + y^2 = 1 + D x^2 y^2, with D = -121665/121666. */
export const D = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;

export const KEY_SIZE = 32;
export const SIGNATURE_SIZE = 64;

const Y_MASK = 2n ** 255n - 1n;

// The eight points whose order divides 8 have five y coordinates: order 1 has y = 1, order 2 has
// y = -1, order 4 has y = 0. A point of order 8 doubles to y = 0, so y^2 = -x^2, and the curve
// becomes D y^4 + 2 y^2 - 1 = 0, of which Y8 and -Y8 are the roots in the field.
const Y8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
const SMALL_ORDER_Y = new Set([0n, 1n, P - 1n, Y8, P - Y8]);

/**
 * @param {Uint8Array} point 32 bytes
 * @returns {boolean} whether the encoding is not canonical or the point is of small order: as a
 *   key it would verify what nobody signed, or have two thumbprints
 */
export function isWeakPoint(point) {
  const y = littleEndian(point) & Y_MASK;
  return y >= P || SMALL_ORDER_Y.has(y);
}

/**
 * @param {Uint8Array} signature
 * @returns {void}
 * @throws {NguonError} signature_bad: not R of 32 bytes, no weak point, and S below the order
 */
export function checkSignatureForm(signature) {
  if (
    signature.length !== SIGNATURE_SIZE
    || isWeakPoint(signature.subarray(0, KEY_SIZE))
    || littleEndian(signature.subarray(KEY_SIZE)) >= ORDER
  ) {
    throw new NguonError("signature_bad", "not the form of an Ed25519 signature");
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {bigint}
 */
export function littleEndian(bytes) {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
