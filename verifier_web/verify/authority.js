/** Who may make which registry statement (docs/verification.md, "Authority"). */
import { NguonError } from "./errors.js";
import { CUSTODY, LATEST } from "./rules/version.js";
import { OPERATOR, introducedKeys } from "./statements.js";

const MAY_ISSUE = ["certifier", OPERATOR];

/**
 * Checks the first entry against what is pinned. Its signature is the caller's to check.
 *
 * @param {object} statement what readRegistry returned
 * @param {{origin: string, vkey: string, kid: string}} expected kid is that of the entry's header
 * @returns {import("./keys.js").PublicKey} the operator's key that signed it
 * @throws {NguonError} genesis_missing, genesis_mismatch, rules_unknown, weak_key, unknown_key
 */
export function checkGenesis(statement, { origin, vkey, kid }) {
  if (statement.type !== "Genesis") {
    throw new NguonError("genesis_missing", "the first entry is not Genesis");
  }
  if (statement.origin !== origin || !statement.logKeys.includes(vkey)) {
    throw new NguonError("genesis_mismatch", "Genesis is of another log or names other keys");
  }
  requireKnownRules(statement.rules);
  checkKeys(statement);
  const key = statement.operator.keys.find((known) => known.kid === kid);
  if (key === undefined) throw new NguonError("unknown_key", "not one of the operator's keys");
  return key;
}

/**
 * @param {object} statement
 * @returns {void}
 * @throws {NguonError} weak_key, if it introduces a key under which anybody can sign
 */
export function checkKeys(statement) {
  if (introducedKeys(statement).some((key) => key.isWeak)) {
    throw new NguonError("weak_key", "a key of small order or not in canonical form");
  }
}

/**
 * Decides whether the signer may say this now.
 *
 * @param {import("./registry.js").Registry} registry
 * @param {object} statement
 * @param {{signer: string, index: number}} by the participant whose key signed it, and where it
 *   stands
 * @returns {void}
 * @throws {NguonError} genesis_misplaced, not_authorized, already_registered,
 *   unknown_participant, unknown_key, key_revoked, unknown_credential, unknown_subject,
 *   unknown_recipe, rules_lowered, rules_unknown
 */
export function authorize(registry, statement, { signer, index }) {
  RULES[statement.type](registry, statement, signer, index);
}

const RULES = {
  Genesis() {
    throw new NguonError("genesis_misplaced", "there is one Genesis, at index 0");
  },
  ParticipantRegistered(registry, { participant, keys }, signer) {
    requireOperator(registry, signer);
    requireNew(registry.participants, participant);
    requireNewKeys(registry, keys);
  },
  ParticipantStatusChanged(registry, { participant, into }, signer) {
    requireOperator(registry, signer);
    registry.participant(participant);
    if (registry.isOperator(participant)) throw notAuthorized("the operator's status is fixed");
    into.forEach((successor) => registry.participant(successor));
  },
  KeyAdded(registry, { participant, key }, signer) {
    requireOwner(registry, participant, signer);
    requireNewKeys(registry, [key]);
  },
  KeyRevoked(registry, { kid }, signer) {
    const record = registry.keys.get(kid);
    if (record === undefined) throw new NguonError("unknown_key", "nobody has this key");
    if (record.revoked !== null) throw new NguonError("key_revoked", "revoked already");
    requireSelf(registry, record.participant, signer);
  },
  ProductRegistered(registry, { product, owner, recipe }, signer, index) {
    requireOwner(registry, owner, signer);
    requireHeir(registry, registry.products.get(product), { owner, index });
    if (recipe !== null && registry.recipeAt(recipe, index) === null) {
      throw new NguonError("unknown_recipe", `${recipe} is not registered`, { field: "recipe" });
    }
  },
  LocationRegistered(registry, { location, owner }, signer, index) {
    requireOwner(registry, owner, signer);
    requireHeir(registry, registry.locations.get(location), { owner, index });
  },
  CredentialIssued(registry, { credential, issuer, subject }, signer) {
    const { roles } = registry.participant(issuer).registration;
    if (signer !== issuer || !MAY_ISSUE.some((role) => roles.includes(role))) {
      throw notAuthorized("a certificate is signed by its issuer, a certifier");
    }
    requireNew(registry.credentials, credential);
    if (!registry.participants.has(subject) && !registry.products.has(subject)) {
      throw new NguonError("unknown_subject", `${subject} is not registered`);
    }
  },
  CredentialRevoked(registry, { credential }, signer) {
    const record = registry.credentials.get(credential);
    if (record === undefined || record.revoked !== null) {
      throw new NguonError("unknown_credential", "no such certificate in force");
    }
    requireSelf(registry, record.issuer, signer);
  },
  RecipeRegistered(registry, { recipe, owner }, signer) {
    requireOwner(registry, owner, signer);
    requireNew(registry.recipes, recipe);
  },
  RulesRaised(registry, { version }, signer, index) {
    requireOperator(registry, signer);
    if (version <= registry.rulesAt(index)) {
      throw new NguonError("rules_lowered", "this version or a later one is in force already");
    }
    requireKnownRules(version);
  },
};

function requireOperator(registry, signer) {
  if (!registry.isOperator(signer)) throw notAuthorized("only the operator may say this");
}

function requireSelf(registry, participant, signer) {
  if (signer !== participant) requireOperator(registry, signer);
}

function requireOwner(registry, owner, signer) {
  registry.participant(owner);
  requireSelf(registry, owner, signer);
}

function requireNew(known, id) {
  if (known.has(id)) throw new NguonError("already_registered", `${id} is registered already`);
}

function requireNewKeys(registry, keys) {
  const kids = keys.map((key) => key.kid);
  if (new Set(kids).size !== kids.length || kids.some((kid) => registry.keys.has(kid))) {
    throw new NguonError("already_registered", "a key is registered already");
  }
}

// A description passes from its owner to whoever has taken over from them.
function requireHeir(registry, versions, { owner, index }) {
  if (versions === undefined) return;
  const before = versions[versions.length - 1].owner;
  const handsOver = registry.rulesAt(index) >= CUSTODY && registry.actsFor(owner, before, index);
  if (owner !== before && !handsOver) throw notAuthorized("it belongs to somebody else");
}

function requireKnownRules(version) {
  if (version > LATEST) {
    throw new NguonError("rules_unknown", `version ${version} of the rules is not known here`);
  }
}

function notAuthorized(detail) {
  return new NguonError("not_authorized", detail, { field: "kid" });
}
