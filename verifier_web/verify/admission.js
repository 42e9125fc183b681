/** Registry statements of a log, one after the other (docs/verification.md, step 5). */
import { authorize, checkGenesis, checkKeys } from "./authority.js";
import { utf8Decode } from "./bytes.js";
import { NguonError } from "./errors.js";
import { verifySignature } from "./jws.js";
import { readRegistry } from "./statements.js";

/**
 * @param {import("./registry.js").Registry} registry which is empty
 * @param {import("./jws.js").UnverifiedStatement & {index: number}} statement the first entry
 * @param {{origin: string, vkey: string}} pin
 * @returns {Promise<void>}
 * @throws {NguonError} registry_malformed, genesis_missing, genesis_mismatch, weak_key,
 *   unknown_key, algorithm_mismatch, signature_bad
 */
export async function beginRegistry(registry, statement, { origin, vkey }) {
  const genesis = await readRegistry(statement.payload);
  const key = checkGenesis(genesis, { origin, vkey, kid: statement.kid });
  await verifySignature(statement, key);
  registry.record(statement.index, genesis);
}

/**
 * What was said before would undo what was said since. The signed part decides, since ES256 has
 * two good signatures for one. Events have an eventID.
 *
 * @param {Set<string>} signed what stands earlier; the statement joins it
 * @param {import("./jws.js").UnverifiedStatement} statement
 * @returns {void}
 * @throws {NguonError} statement_replayed
 */
export function refuseReplay(signed, { signingInput }) {
  const text = utf8Decode(signingInput);
  if (signed.has(text)) {
    throw new NguonError("statement_replayed", "the same statement stands earlier");
  }
  signed.add(text);
}

/**
 * @param {import("./registry.js").Registry} registry
 * @param {import("./jws.js").UnverifiedStatement & {index: number}} statement a later entry
 * @returns {Promise<void>}
 * @throws {NguonError} registry_malformed, weak_key, the signer's codes, those of authority.js
 */
export async function admit(registry, statement) {
  const change = await readRegistry(statement.payload);
  checkKeys(change);
  const signer = registry.signerAt(statement.kid, statement.index);
  await verifySignature(statement, signer.key);
  authorize(registry, change, { signer: signer.participant, index: statement.index });
  registry.record(statement.index, change, statement.kid);
}
