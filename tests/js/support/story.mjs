/**
 * One jar of salted crab, from the harvest to the shop: a good story that tests change in one
 * place. Each change is one lie, and the verifier has to name the step that catches it.
 */
import {
  ORIGIN, checkpointText, ed25519Key, nodeTable, signStatement, signatureLine, vkey,
} from "./ledger.mjs";

export const EVENT = "vnd.nguon.event+json";
export const REGISTRY = "vnd.nguon.registry+json";
export const SEAL = "vnd.nguon.seal+json";

export const keys = {
  log: ed25519Key(1),
  seal: ed25519Key(2),
  union: ed25519Key(3),
  coop: ed25519Key(4),
  carrier: ed25519Key(5),
  certifier: ed25519Key(6),
  stranger: ed25519Key(9),
};

export const UNION = "https://union.example/";
export const COOP = "https://coop.example/";
export const CARRIER = "https://carrier.example/";
export const CERTIFIER = "https://certifier.example/";
export const FARM = "https://coop.example/farm";
export const CRAB = "https://ledger.example/p/crab";
export const JAR = "https://id.gs1.org/01/08938500000010";
export const RAW = `${CRAB}/10/R1`;
export const SALTED = `${CRAB}/10/S1`;
export const LOT = `${JAR}/10/L1`;
export const UNIT = `${JAR}/21/0001`;
export const CARTON = "https://id.gs1.org/00/089385000000000010";

export const VKEY = vkey(ORIGIN, keys.log);
export const PINS = { ledgers: [{ origin: ORIGIN, vkey: VKEY }] };

const participant = (id, name, kind, roles, key) => ({
  type: "ParticipantRegistered", participant: id, name, kind, roles, province: "Cà Mau",
  contact: "tel:+84900000000", keys: [key.jwk],
});

const base = (id, day, more) => ({
  eventID: `https://ledger.example/e/${id}`, eventTime: `2026-01-${day}T08:00:00+07:00`,
  eventTimeZoneOffset: "+07:00", "nguon:step": id, readPoint: { id: FARM }, ...more,
});

/** The records of the story in the order in which they were logged. */
export function tellStory() {
  const registry = (id, signer, payload) => ({ id, typ: REGISTRY, signer, payload });
  const event = (id, signer, payload) => ({ id, typ: EVENT, signer, payload });
  return [
    registry("genesis", keys.union, {
      type: "Genesis", origin: ORIGIN, time: "2026-01-01T00:00:00Z", logKeys: [VKEY],
      sealKey: keys.seal.jwk, rules: 1,
      operator: {
        participant: UNION, name: "Union", contact: "mailto:desk@union.example",
        province: "Cà Mau", keys: [keys.union.jwk],
      },
    }),
    registry("coop", keys.union, participant(COOP, "Coop", "cooperative", ["producer"], keys.coop)),
    registry("carrier", keys.union,
      participant(CARRIER, "Carrier", "carrier", ["carrier"], keys.carrier)),
    registry("certifier", keys.union,
      participant(CERTIFIER, "Council", "certifier", ["certifier"], keys.certifier)),
    registry("crab", keys.coop, {
      type: "ProductRegistered", product: CRAB, owner: COOP, name: { vi: "Ba khía" },
    }),
    registry("jar", keys.coop, {
      type: "ProductRegistered", product: JAR, owner: COOP,
      name: { vi: "Ba khía muối", en: "Salted crab" }, netContent: { quantity: 400, uom: "GRM" },
    }),
    registry("farm", keys.coop, {
      type: "LocationRegistered", location: FARM, owner: COOP, name: "Đầm Dơi",
      geo: "geo:8.99,105.2", province: "Cà Mau",
    }),
    registry("stars", keys.certifier, {
      type: "CredentialIssued", credential: "https://certifier.example/c/1", issuer: CERTIFIER,
      subject: JAR, scheme: "OCOP", level: "4", validFrom: "2026-01-01T00:00:00Z",
      validUntil: "2029-01-01T00:00:00Z",
    }),
    { id: "seal1", typ: SEAL, signer: keys.seal, payload: { time: "2026-01-02T00:00:00Z" } },
    event("harvest", keys.coop, base("harvest", "03", {
      type: "ObjectEvent", action: "ADD", bizStep: "commissioning", disposition: "active",
      quantityList: [{ epcClass: RAW, quantity: 100.5, uom: "KGM" }],
    })),
    event("salting", keys.coop, base("salting", "04", {
      type: "TransformationEvent", bizStep: "commissioning",
      inputQuantityList: [{ epcClass: RAW, quantity: 100500, uom: "GRM" }],
      outputQuantityList: [{ epcClass: SALTED, quantity: 80, uom: "KGM" }],
    })),
    { id: "seal2", typ: SEAL, signer: keys.seal, payload: { time: "2026-01-05T00:00:00Z" } },
    event("filling", keys.coop, base("filling", "06", {
      type: "TransformationEvent", bizStep: "commissioning",
      inputQuantityList: [{ epcClass: SALTED, quantity: 80, uom: "KGM" }],
      outputQuantityList: [{ epcClass: LOT, quantity: 2 }],
    })),
    event("labelling", keys.coop, base("labelling", "07", {
      type: "ObjectEvent", action: "ADD", bizStep: "commissioning",
      epcList: [UNIT, `${JAR}/21/0002`], ilmd: { "cbvmda:lotNumber": "L1" },
    })),
    event("packing", keys.coop, base("packing", "08", {
      type: "AggregationEvent", action: "ADD", bizStep: "packing", parentID: CARTON,
      childEPCs: [UNIT],
    })),
    event("shipping", keys.carrier, base("shipping", "09", {
      type: "ObjectEvent", action: "OBSERVE", bizStep: "shipping", epcList: [CARTON],
      readPoint: { id: "geo:9.1,105.1" },
    })),
    { id: "seal3", typ: SEAL, signer: keys.seal, payload: { time: "2026-01-10T00:00:00Z" } },
  ];
}

/** A story with one record changed. */
export function changed(id, change, records = tellStory()) {
  return records.map((record) => (record.id === id ? { ...record, ...change(record) } : record));
}

/** A story with one event's payload changed. */
export function rewritten(id, members, records = tellStory()) {
  return changed(id, ({ payload }) => ({ payload: { ...payload, ...members } }), records);
}

/** A story with records put in before another one. */
export function inserted(id, more, records = tellStory()) {
  return records.flatMap((record) => (record.id === id ? [...more, record] : [record]));
}

/** The index at which a record of a story is logged. */
export function indexOf(id, records = tellStory()) {
  return records.findIndex((record) => record.id === id);
}

/** Signs a story: its log entries in order. */
export function logEntries(records) {
  let from = 0;
  return records.map((record, index) => {
    const { typ, signer, header } = record;
    if (typ !== SEAL) return record.entry ?? signStatement(record.payload, signer, { typ, header });
    const payload = { from, size: index, ...record.payload };
    from = index + 1;
    return signStatement(payload, signer, { typ, header });
  });
}

/**
 * The bundle of a story as an object, for tests to change further.
 *
 * @param {object[]} records
 * @param {{id?: string, leaveOut?: string[], lines?: (text: string) => string[]}} [choices]
 */
export function bundleOf(records, { id = UNIT, leaveOut = [], lines = logSigns } = {}) {
  const entries = logEntries(records);
  const indices = [...entries.keys()].filter((index) => !leaveOut.includes(records[index].id));
  const text = checkpointText(entries);
  return {
    format: "nguon-trace/1",
    id,
    checkpoint: `${text}\n${lines(text).join("")}`,
    entries: indices.map((index) => ({ index, statement: entries[index] })),
    nodes: nodeTable(entries, indices),
  };
}

/** The signature lines of an honest log. */
export function logSigns(text) {
  return [signatureLine(ORIGIN, keys.log, text)];
}

/** The bytes of a bundle. */
export function toBytes(bundle) {
  return new TextEncoder().encode(JSON.stringify(bundle));
}
