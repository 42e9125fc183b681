/**
 * Signature verification through WebCrypto. Ed25519 came late to browsers; where it is missing,
 * and only there, our own verifier is loaded.
 */
import { base64urlDecode } from "./bytes.js";
import { checkSignatureForm } from "./ed25519_rules.js";
import { NguonError } from "./errors.js";

const ED25519 = { name: "Ed25519" };
const P256 = { name: "ECDSA", namedCurve: "P-256" };
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const UNCOMPRESSED = 4;

// A key signs many statements; WebCrypto takes as long to read it as to verify with it.
const imported = new WeakMap();
let implementation = null;

/**
 * @param {{publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array}} signed
 * @returns {Promise<void>}
 * @throws {NguonError} signature_bad
 */
export async function verifyEd25519(signed) {
  checkSignatureForm(signed.signature);
  implementation ??= chooseEd25519();
  if (!(await (await implementation)(signed))) throw bad("Ed25519");
}

/**
 * @param {{publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array}} signed
 *   publicKey is x || y, a point on P-256; signature is r || s (RFC 7518 section 3.4)
 * @returns {Promise<void>}
 * @throws {NguonError} signature_bad
 */
export async function verifyEs256({ publicKey, message, signature }) {
  const point = () => Uint8Array.of(UNCOMPRESSED, ...publicKey);
  const key = await importOnce(publicKey, P256, point);
  if (signature.length !== 64 || !(await crypto.subtle.verify(ES256, key, signature, message))) {
    throw bad("ES256");
  }
}

/**
 * Finds out, by a signature that is known to be good (RFC 8037 appendix A.4), whether this
 * WebCrypto can verify Ed25519. Half an implementation counts as none.
 *
 * @param {SubtleCrypto} [subtle]
 * @returns {Promise<(signed: object) => Promise<boolean>>}
 */
export async function chooseEd25519(subtle = crypto.subtle) {
  const known = {
    publicKey: base64urlDecode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
    message: new TextEncoder().encode(
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
    ),
    signature: base64urlDecode(
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    ),
  };
  try {
    if (await verifyWith(subtle, known)) return (signed) => verifyWith(subtle, signed);
  } catch (error) {
    // NotSupportedError by the specification; older engines threw TypeError or OperationError.
    console.info(`WebCrypto has no Ed25519 here (${error.name}); using our own verifier`);
  }
  return (await import("./ed25519.js")).verify;
}

async function verifyWith(subtle, { publicKey, message, signature }) {
  let key;
  try {
    key = await importOnce(publicKey, ED25519, () => publicKey, subtle);
  } catch (error) {
    // Some engines read the point here already: no point, no good signature.
    if (error.name === "DataError") return false;
    throw error;
  }
  return subtle.verify(ED25519, key, signature, message);
}

function importOnce(raw, algorithm, bytes, subtle = crypto.subtle) {
  if (!imported.has(raw)) {
    imported.set(raw, subtle.importKey("raw", bytes(), algorithm, false, ["verify"]));
  }
  return imported.get(raw);
}

function bad(algorithm) {
  return new NguonError("signature_bad", `the ${algorithm} signature does not fit`);
}
