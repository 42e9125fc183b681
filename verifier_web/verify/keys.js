/** Public keys as JSON Web Keys (RFC 7517, RFC 8037) and their thumbprints (RFC 7638). */
import { base64urlDecode, base64urlEncode, concat, utf8Encode } from "./bytes.js";
import { KEY_SIZE, isWeakPoint } from "./ed25519_rules.js";
import { NguonError, recode } from "./errors.js";
import { hasExactly } from "./json.js";
import { sha256 } from "./merkle.js";
import { verifyEd25519, verifyEs256 } from "./signatures.js";

const MEMBERS = { OKP: ["crv", "kty", "x"], EC: ["crv", "kty", "x", "y"] };
const CURVES = { OKP: "Ed25519", EC: "P-256" };
const ALGORITHMS = { OKP: ["Ed25519", "EdDSA"], EC: ["ES256"] };

// P-256 (FIPS 186-5, SP 800-186 section 3.2.1.3): y^2 = x^3 - 3x + B over the field of P.
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** A public key that was read. Whoever admits it asks `isWeak` first. */
export class PublicKey {
  /**
   * @param {{kty: "OKP"|"EC", raw: Uint8Array, jwk: object}} key raw is 32 bytes, or x || y;
   *   jwk has its members in the order of RFC 7638 section 3.3
   */
  constructor({ kty, raw, jwk }) {
    this.kty = kty;
    this.raw = raw;
    this.jwk = jwk;
    this.kid = null;
    this.algorithms = ALGORITHMS[kty];
    this.isWeak = kty === "OKP" && isWeakPoint(raw);
  }

  /**
   * Computes the thumbprint, which is not done while reading: WebCrypto digests later only.
   *
   * @returns {Promise<string>} also kept as `kid`
   */
  async identify() {
    this.kid ??= base64urlEncode(await sha256(utf8Encode(JSON.stringify(this.jwk))));
    return this.kid;
  }

  /**
   * @param {{message: Uint8Array, signature: Uint8Array}} signed
   * @returns {Promise<void>}
   * @throws {NguonError} signature_bad
   */
  async verify({ message, signature }) {
    const verify = this.kty === "OKP" ? verifyEd25519 : verifyEs256;
    await verify({ publicKey: this.raw, message, signature });
  }
}

/**
 * @param {unknown} value a JWK with exactly the members of docs/formats.md 3
 * @returns {PublicKey} without its kid
 * @throws {NguonError} jwk_malformed
 */
export function parseJwk(value) {
  const kty = ["OKP", "EC"].find((known) => hasExactly(value, MEMBERS[known]));
  if (kty === undefined || value.kty !== kty || value.crv !== CURVES[kty]) {
    throw malformed("not exactly the members of an Ed25519 or P-256 public key");
  }
  const parts = MEMBERS[kty].slice(2).map((name) => readCoordinate(value[name]));
  if (kty === "EC" && !isOnP256(...parts.map(bigEndian))) throw malformed("no point on P-256");
  const jwk = Object.fromEntries(MEMBERS[kty].map((name) => [name, value[name]]));
  return new PublicKey({ kty, raw: concat(...parts), jwk });
}

function readCoordinate(text) {
  const bytes = recode("jwk_malformed", () => base64urlDecode(text));
  if (bytes.length !== KEY_SIZE) throw malformed("a coordinate is not 32 bytes");
  return bytes;
}

function isOnP256(x, y) {
  return x < P && y < P && (y * y - x * x * x + 3n * x - B) % P === 0n;
}

function bigEndian(bytes) {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function malformed(detail) {
  return new NguonError("jwk_malformed", detail);
}
