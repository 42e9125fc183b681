/**
 * The registry as a state machine without I/O (docs/formats.md 5). It is a history, not a
 * snapshot: every lookup names the index at which it is asked.
 */
import { NguonError } from "./errors.js";
import { OPERATOR, introducedKeys } from "./statements.js";

const ACTIVE = "active";
/** Whose place somebody else has taken. */
const ENDED = ["dissolved", "merged", "split", "converted"];

/** Everything that registry statements have said up to some index. */
export class Registry {
  constructor() {
    this.genesis = null;
    this.keys = new Map();
    this.participants = new Map();
    this.products = new Map();
    this.locations = new Map();
    this.credentials = new Map();
    this.recipes = new Map();
    this.rules = [];
    this.placesOfOwner = new Map();
    this.credentialsOfSubject = new Map();
  }

  /**
   * @param {string} kid
   * @param {number} index of the entry that this key signed
   * @returns {KeyRecord}
   * @throws {NguonError} unknown_key, key_revoked, participant_inactive
   * @typedef {{key: import("./keys.js").PublicKey, participant: string, added: number,
   *   revoked: number|null, compromisedSince: bigint|null}} KeyRecord
   */
  signerAt(kid, index) {
    const record = this.keys.get(kid);
    if (record === undefined || record.added >= index) {
      throw new NguonError("unknown_key", "nobody's key had this thumbprint", { field: "kid" });
    }
    if (record.revoked !== null && record.revoked < index) {
      throw new NguonError("key_revoked", `revoked at ${record.revoked}`, { field: "kid" });
    }
    const status = this.statusAt(record.participant, index);
    if (status !== ACTIVE) {
      throw new NguonError("participant_inactive", `the signer was ${status}`, { field: "kid" });
    }
    return record;
  }

  /**
   * @param {string} id
   * @returns {{registration: object, index: number, changes: object[]}}
   * @throws {NguonError} unknown_participant
   */
  participant(id) {
    const record = this.participants.get(id);
    if (record === undefined) throw new NguonError("unknown_participant", `${id} is not known`);
    return record;
  }

  /** The status that statements before `index` give to a known participant. */
  statusAt(id, index) {
    return lastOf(this.participant(id).changes, index)?.status ?? ACTIVE;
  }

  /**
   * @param {string} who a known participant
   * @param {string} owner a known participant
   * @param {number} index
   * @returns {boolean} whether who is the owner, or has taken over from it before `index`
   *   (docs/rules.md, "P acts for Q"); whom nobody follows, the operator winds up
   */
  actsFor(who, owner, index) {
    const seen = new Set([owner]);
    for (const each of seen) { // a Set hands out what is added while it is walked
      if (each === who) return true;
      const last = lastOf(this.participant(each).changes, index);
      if (last === null || !ENDED.includes(last.status)) continue;
      if (last.into.length === 0 && this.isOperator(who)) return true;
      last.into.forEach((successor) => seen.add(successor));
    }
    return false;
  }

  /** The version of the rules that judges the entry at `index` (docs/rules.md, "Versions"). */
  rulesAt(index) {
    return lastOf(this.rules, index)?.version ?? 0;
  }

  /** Whether Genesis made a known participant the operator. */
  isOperator(id) {
    return this.participant(id).registration.roles.includes(OPERATOR);
  }

  /** The product as last registered before `index`; throws unknown_product. */
  productAt(id, index) {
    return lastBefore(this.products.get(id), index, "unknown_product", id);
  }

  /** The place as last registered before `index`; throws unknown_location. */
  locationAt(id, index) {
    return lastBefore(this.locations.get(id), index, "unknown_location", id);
  }

  /** The recipe with this identifier if it was registered before `index`, else null. */
  recipeAt(id, index) {
    const recipe = this.recipes.get(id);
    return recipe !== undefined && recipe.index < index ? recipe : null;
  }

  /** The places of an owner, each as last registered before `index`. */
  placesOf(owner, index) {
    const ids = [...(this.placesOfOwner.get(owner) ?? [])];
    const places = ids.map((id) => lastOf(this.locations.get(id), index));
    return places.filter((place) => place !== null && place.owner === owner);
  }

  /** The certificates of a participant or product that were registered before `index`. */
  credentialsOf(subject, index) {
    const ids = [...(this.credentialsOfSubject.get(subject) ?? [])];
    return ids.map((id) => this.credentials.get(id)).filter((record) => record.index < index);
  }

  /**
   * Remembers a statement that authority.js let through.
   *
   * @param {number} index
   * @param {object} statement what readRegistry returned
   */
  record(index, statement, signer = null) {
    RECORDERS[statement.type](this, index, statement);
    for (const { kid } of introducedKeys(statement)) {
      const key = this.keys.get(kid); // the seal key is nobody's
      if (key !== undefined) key.introducedBy = signer;
    }
  }
}

const RECORDERS = {
  Genesis(registry, index, statement) {
    registry.genesis = statement;
    registry.rules.push({ index, version: statement.rules });
    RECORDERS.ParticipantRegistered(registry, index, statement.operator);
  },
  ParticipantRegistered(registry, index, statement) {
    registry.participants.set(
      statement.participant, { registration: statement, index, changes: [] },
    );
    for (const key of statement.keys) addKey(registry, index, statement.participant, key);
  },
  ParticipantStatusChanged(registry, index, statement) {
    registry.participants.get(statement.participant).changes.push({ index, ...statement });
  },
  KeyAdded(registry, index, statement) {
    addKey(registry, index, statement.participant, statement.key);
  },
  KeyRevoked(registry, index, { kid, compromisedSince }) {
    Object.assign(registry.keys.get(kid), { revoked: index, compromisedSince });
  },
  ProductRegistered(registry, index, statement) {
    addVersion(registry.products, statement.product, index, statement);
  },
  LocationRegistered(registry, index, statement) {
    addVersion(registry.locations, statement.location, index, statement);
    const places = registry.placesOfOwner.get(statement.owner) ?? new Set();
    registry.placesOfOwner.set(statement.owner, places.add(statement.location));
  },
  CredentialIssued(registry, index, statement) {
    const { credential, subject } = statement;
    registry.credentials.set(credential, { ...statement, index, revoked: null });
    const others = registry.credentialsOfSubject.get(subject) ?? new Set();
    registry.credentialsOfSubject.set(subject, others.add(credential));
  },
  CredentialRevoked(registry, index, statement) {
    registry.credentials.get(statement.credential).revoked = index;
  },
  RecipeRegistered(registry, index, statement) {
    registry.recipes.set(statement.recipe, { ...statement, index });
  },
  RulesRaised(registry, index, { version }) {
    registry.rules.push({ index, version });
  },
};

function addKey(registry, index, participant, key) {
  registry.keys.set(
    key.kid, { key, participant, added: index, revoked: null, compromisedSince: null },
  );
}

function addVersion(versions, id, index, statement) {
  versions.set(id, [...(versions.get(id) ?? []), { ...statement, index }]);
}

function lastBefore(versions, index, code, id) {
  const found = lastOf(versions ?? [], index);
  if (found === null) throw new NguonError(code, `${id} is not registered`, { field: id });
  return found;
}

function lastOf(versions, index) {
  let at = versions.length - 1;
  while (at >= 0 && versions[at].index >= index) at -= 1;
  return at < 0 ? null : versions[at];
}
