/**
 * Ed25519 verification (RFC 8032 section 5.1.7) for browsers whose WebCrypto has none. It only
 * verifies: everything it touches is public, so nothing here runs in constant time.
 *
 * The equation is checked without cofactor: R is computed as S B - k A, encoded, and its bytes
 * are compared, as OpenSSL and BoringSSL do it. Points are in extended coordinates
 * (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z (RFC 8032 section 5.1.4).
 */
import { concat, equalBytes } from "./bytes.js";
import { D, KEY_SIZE, ORDER, P, littleEndian } from "./ed25519_rules.js";

const SQRT_OF_MINUS_1 = 0x2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0n;
const D2 = mod(2n * D);
const IDENTITY = [0n, 1n, 1n, 0n];
const BASE = decodePoint(littleEndian(Uint8Array.of(0x58, ...new Array(31).fill(0x66))));
const WINDOW = 4n;
const DIGITS = 64; // of 4 bits, in 256 bits

/**
 * @param {{publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array}} signed
 *   32 bytes; any; 64 bytes whose S is below the order (ed25519_rules.js)
 * @returns {Promise<boolean>}
 */
export async function verify({ publicKey, message, signature }) {
  const key = decodePoint(littleEndian(publicKey));
  if (key === null) return false;
  const r = signature.subarray(0, KEY_SIZE);
  const s = littleEndian(signature.subarray(KEY_SIZE));
  const hash = await crypto.subtle.digest("SHA-512", concat(r, publicKey, message));
  const k = littleEndian(new Uint8Array(hash)) % ORDER;
  return equalBytes(encodePoint(combine(s, BASE, k, negate(key))), r);
}

// Straus: both products share one run of doublings, four bits at a time.
function combine(a, one, b, other) {
  const [ones, others] = [multiples(one), multiples(other)];
  let sum = IDENTITY;
  for (let digit = DIGITS - 1; digit >= 0; digit -= 1) {
    for (let bit = 0n; bit < WINDOW; bit += 1n) sum = double(sum);
    const shift = WINDOW * BigInt(digit);
    sum = add(sum, ones[Number((a >> shift) & 15n)]);
    sum = add(sum, others[Number((b >> shift) & 15n)]);
  }
  return sum;
}

function multiples(point) {
  const table = [IDENTITY];
  while (table.length < 16) table.push(add(table[table.length - 1], point));
  return table;
}

// RFC 8032 section 5.1.4: complete for every pair of points, the identity too.
function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(mod(t1 * D2) * t2);
  const d = mod(2n * z1 * z2);
  return fromParts(b - a, d - c, d + c, b + a);
}

function double([x1, y1, z1]) {
  const a = mod(x1 * x1);
  const b = mod(y1 * y1);
  const c = mod(2n * z1 * z1);
  const h = a + b;
  const e = h - mod((x1 + y1) * (x1 + y1));
  const g = a - b;
  return fromParts(e, c + g, g, h);
}

function fromParts(e, f, g, h) {
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function negate([x, y, z, t]) {
  return [mod(-x), y, z, mod(-t)];
}

// RFC 8032 section 5.1.3; null where no point has this encoding, or not this one.
function decodePoint(encoded) {
  const sign = encoded >> 255n;
  const y = encoded & (2n ** 255n - 1n);
  if (y >= P) return null;
  const x = recoverX(y);
  if (x === null || (x === 0n && sign === 1n)) return null;
  const signed = (x & 1n) === sign ? x : P - x;
  return [signed, y, 1n, mod(signed * y)];
}

// x = (u/v)^((p+3)/8), times the root of -1 where that gives the root of -u/v.
function recoverX(y) {
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  const x = mod(u * power(v, 3n) * power(mod(u * power(v, 7n)), (P - 5n) / 8n));
  const check = mod(v * x * x);
  if (check === u) return x;
  return check === mod(-u) ? mod(x * SQRT_OF_MINUS_1) : null;
}

function encodePoint([x, y, z]) {
  const inverse = power(z, P - 2n);
  const sign = mod(x * inverse) & 1n;
  let rest = mod(y * inverse) | (sign << 255n);
  return Uint8Array.from({ length: KEY_SIZE }, () => {
    const byte = Number(rest & 255n);
    rest >>= 8n;
    return byte;
  });
}

function power(base, exponent) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = mod(result * result);
    if (bit === "1") result = mod(result * base);
  }
  return result;
}

function mod(value) {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}
