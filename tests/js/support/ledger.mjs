/**
 * A ledger in memory: what a server would have logged, written down without any of the verifier's
 * code, so that a mistake in one is not repeated by the other.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";

export const ORIGIN = "ledger.example/log/cm";

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/** An Ed25519 key from a seed of one repeated byte. */
export function ed25519Key(byte) {
  const der = Buffer.concat([PKCS8_ED25519, Buffer.alloc(32, byte)]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const { x } = createPublicKey(key).export({ format: "jwk" });
  const jwk = { kty: "OKP", crv: "Ed25519", x };
  return { key, jwk, kid: thumbprint({ crv: jwk.crv, kty: jwk.kty, x }), alg: "Ed25519" };
}

/** A fixed P-256 key. */
export function p256Key() {
  const d = Buffer.alloc(32, 7).toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", ...P256_POINT };
  const key = createPrivateKey({ key: { ...jwk, d }, format: "jwk" });
  return { key, jwk, kid: thumbprint({ crv: jwk.crv, kty: "EC", x: jwk.x, y: jwk.y }), alg: "ES256" };
}

export function thumbprint(members) {
  return createHash("sha256").update(JSON.stringify(members)).digest("base64url");
}

/** Signs a payload (an object, or the JSON text itself) as a compact JWS. */
export function signStatement(payload, signer, { typ, log = ORIGIN, header = {} }) {
  const protectedHeader = { alg: signer.alg, kid: signer.kid, typ, log, ...header };
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const input = [JSON.stringify(protectedHeader), text]
    .map((part) => Buffer.from(part).toString("base64url")).join(".");
  return `${input}.${signBytes(input, signer).toString("base64url")}`;
}

function signBytes(message, { key, alg }) {
  if (alg === "ES256") {
    return sign("sha256", Buffer.from(message), { key, dsaEncoding: "ieee-p1363" });
  }
  return sign(null, Buffer.from(message), key);
}

/** A verifier key (type 1) or witness key (type 4) as text. */
export function vkey(name, { jwk }, type = 1) {
  const typed = Buffer.concat([Buffer.of(type), Buffer.from(jwk.x, "base64url")]);
  return `${name}+${keyId(name, typed).toString("hex")}+${typed.toString("base64")}`;
}

function keyId(name, typed) {
  return sha256(Buffer.from(`${name}\n`), typed).subarray(0, 4);
}

/** A signature line of a note. */
export function signatureLine(name, signer, text, { type = 1, time = 0 } = {}) {
  const typed = Buffer.concat([Buffer.of(type), Buffer.from(signer.jwk.x, "base64url")]);
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(BigInt(time));
  const message = type === 1 ? text : `cosignature/v1\ntime ${time}\n${text}`;
  const blob = [keyId(name, typed), ...(type === 1 ? [] : [stamp]), signBytes(message, signer)];
  return `\u2014 ${name} ${Buffer.concat(blob).toString("base64")}\n`;
}

/** The tree of RFC 6962 section 2.1, by its definition. */
export function treeHash(leaves) {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.of(1), treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

export function leafHashOf(entry) {
  return sha256(Buffer.of(0), Buffer.from(entry));
}

/** The siblings of a leaf as [start, end), by the recursion of RFC 6962 section 2.1.1. */
export function siblings(index, size, start = 0) {
  if (size === 1) return [];
  let split = 1;
  while (split * 2 < size) split *= 2;
  return index < split
    ? [...siblings(index, split, start), [start + split, start + size]]
    : [...siblings(index - split, size - split, start + split), [start, start + split]];
}

/** The node table of a bundle about some entries of a log. */
export function nodeTable(entries, indices) {
  const leaves = entries.map(leafHashOf);
  const spans = new Map();
  for (const index of indices) {
    for (const [start, end] of siblings(index, entries.length)) spans.set(`${start}-${end}`, [start, end]);
  }
  return [...spans.values()]
    .sort(([a, b], [c, d]) => a - c || b - d)
    .map(([start, end]) => treeHash(leaves.slice(start, end)).toString("base64"));
}

/** The text of a checkpoint over the entries of a log. */
export function checkpointText(entries, origin = ORIGIN) {
  const root = treeHash(entries.map(leafHashOf)).toString("base64");
  return `${origin}\n${entries.length}\n${root}\n`;
}

export function sha256(...parts) {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

const P256_POINT = (() => {
  // The public half of the private key 07 07 ... 07, computed by OpenSSL.
  const sec1 = Buffer.concat([
    Buffer.from("30310201010420", "hex"), Buffer.alloc(32, 7),
    Buffer.from("a00a06082a8648ce3d030107", "hex"),
  ]);
  const { x, y } = createPublicKey(
    createPrivateKey({ key: sec1, format: "der", type: "sec1" }),
  ).export({ format: "jwk" });
  return { x, y };
})();
