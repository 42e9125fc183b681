/**
 * Every failure code (docs/verification.md) and the sentence that a buyer reads for it. Codes that
 * mean the same to a buyer share one message `reason.*` of the catalogs.
 */

import { PAGE_CODES } from "./failure.js";

const GROUPS = {
  unreadable: ["bundle_unreadable"],
  too_large: ["bundle_too_large"],
  version: ["bundle_version"],
  unknown_log: ["unknown_log"],
  rules_unknown: ["rules_unknown"],
  ledger_signature: ["checkpoint_malformed", "log_signature_bad", "log_signature_missing"],
  witness: ["cosignature_bad", "witness_quorum"],
  inclusion: ["index_out_of_range", "nodes_mismatch", "inclusion_failed"],
  malformed: [
    "statement_malformed",
    "registry_malformed",
    "seal_malformed",
    "event_malformed",
    "identifier_malformed",
    "quantity_malformed",
  ],
  wrong_log: ["wrong_log"],
  genesis: ["genesis_missing", "genesis_mismatch", "genesis_misplaced"],
  weak_key: ["weak_key"],
  unknown_key: ["unknown_key"],
  key_revoked: ["key_revoked"],
  participant_inactive: ["participant_inactive"],
  signature: ["algorithm_mismatch", "signature_bad"],
  not_authorized: [
    "not_authorized",
    "role_missing",
    "product_foreign",
    "recall_foreign",
    "release_foreign",
    "inspection_foreign",
  ],
  register: [
    "already_registered",
    "statement_replayed",
    "unknown_participant",
    "unknown_subject",
    "unknown_credential",
    "unknown_recipe",
    "rules_lowered",
  ],
  time: ["seal_misplaced", "time_reversed", "seal_missing"],
  time_offset: ["time_offset"],
  future_event: ["future_event"],
  check_digit: ["check_digit"],
  unknown_thing: ["unknown_product", "unknown_location"],
  correction: [
    "correction_unknown", "correction_differs", "correction_foreign", "correction_blocked",
  ],
  other_id: ["other_id"],
  other_lot: ["other_lot"],
  not_in_evidence: ["not_in_evidence"],
  event_exists: ["event_exists"],
  lot_exists: ["lot_exists"],
  input_missing: ["input_missing"],
  cycle: ["cycle"],
  unit_mismatch: ["unit_mismatch"],
  overdrawn: ["overdrawn"],
  overserialised: ["overserialised"],
  already_spent: ["already_spent"],
  custody: ["not_holder", "process_foreign"],
  delivery: [
    "receiver_missing", "not_receiver", "in_transit", "not_in_transit", "shipment_partial",
  ],
  packing: ["already_packed", "not_packed", "overpacked"],
  lot_number_missing: ["lot_number_missing"],
  blocked: ["blocked"],
  results: ["result_contradicts"],
  recalled_moved: ["recalled_moved"],
  recalled: ["recalled"],
  key_compromised: ["key_compromised"],
  key_changed: ["key_changed"],
};

const REASON_OF = new Map([
  ...PAGE_CODES.filter((code) => code !== "bundle_too_large").map((code) => [code, code]),
  ...Object.entries(GROUPS).flatMap(([reason, codes]) => codes.map((code) => [code, reason])),
]);

/** All codes that have a sentence of their own. */
export const KNOWN_CODES = Object.freeze([...REASON_OF.keys()]);

/** @param {string} code @returns {string} a key of the catalogs */
export function reasonKey(code) {
  return `reason.${REASON_OF.get(code) ?? "other"}`;
}
