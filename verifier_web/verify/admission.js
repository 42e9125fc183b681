/** Registry statements of a log, one after the other (docs/verification.md, step 5). */
import { authorize, checkGenesis, checkKeys } from "./authority.js";
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
  authorize(registry, change, signer.participant);
  registry.record(statement.index, change);
}
