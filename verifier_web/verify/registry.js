/**
 * The registry as a state machine without I/O (docs/formats.md 5). It is a history, not a
 * snapshot: every lookup names the index at which it is asked.
 */
import { NguonError } from "./errors.js";
import { OPERATOR, introducedKeys } from "./statements.js";

const ACTIVE = "active";

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
    const past = this.participant(id).changes.filter((change) => change.index < index);
    return past.length === 0 ? ACTIVE : past[past.length - 1].status;
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
  },
  CredentialIssued(registry, index, statement) {
    registry.credentials.set(statement.credential, { ...statement, index, revoked: null });
  },
  CredentialRevoked(registry, index, statement) {
    registry.credentials.get(statement.credential).revoked = index;
  },
  RecipeRegistered(registry, index, statement) {
    registry.recipes.set(statement.recipe, { ...statement, index });
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
  const past = (versions ?? []).filter((version) => version.index < index);
  if (past.length === 0) throw new NguonError(code, `${id} is not registered`, { field: id });
  return past[past.length - 1];
}
