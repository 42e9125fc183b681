/**
 * A small economy under version 2 of the rules: a cooperative that makes jars, a packer, a shop.
 * Tests say what each of them records; everything is signed as a server would have logged it.
 */
import assert from "node:assert/strict";
import { fails, verify } from "./expect.mjs";
import { ORIGIN, ed25519Key } from "./ledger.mjs";
import {
  CERTIFIER, COOP, EVENT, REGISTRY, SEAL, UNION, VKEY, bundleOf, keys as storyKeys,
} from "./story.mjs";

export { CERTIFIER, COOP, UNION };
export const keys = { ...storyKeys, packer: ed25519Key(11), shop: ed25519Key(12) };
export const PACKER = "https://packer.example/";
export const SHOP = "https://shop.example/";
export const HEIR = "https://heir.example/";

export const RECIPE = "https://coop.example/recipes/salted";
export const FARM = "https://coop.example/farm";
export const HALL = "https://packer.example/hall";
export const POND = "https://ledger.example/p/pond";
export const CRAB = "https://ledger.example/p/crab";
export const SALTED = "https://ledger.example/p/salted";
export const JAR = "https://ledger.example/p/jar";
export const GIFT = "https://ledger.example/p/gift"; // the packer's
export const OIL = "https://ledger.example/p/oil"; // counted in litres

export const lot = (product, name = "1") => `${product}/10/${name}`;
export const unit = (name, product = JAR) => `${product}/21/${name}`;
const CARTONS = ["089385000000000010", "089385000000000027", "089385000000000034"];
export const [CARTON, PALLET, CRATE] = CARTONS.map((sscc) => `https://id.gs1.org/00/${sscc}`);

/** A quantity element. */
export const amount = (epcClass, quantity, uom = "KGM") => ({ epcClass, quantity, uom });
export const pieces = (epcClass, quantity) => amount(epcClass, quantity, "H87");

/** A registry statement as a record. */
export const say = (id, signer, payload) => ({ id, typ: REGISTRY, signer, payload });

/** The seal that dates what stands since the last one. */
export const seal = (time) => ({ id: `seal ${time}`, typ: SEAL, signer: keys.seal, payload: { time } });

/** An event as a record; it happened on 9 January unless it says otherwise. */
export function event(id, signer, payload) {
  const eventTime = payload.eventTime ?? "2026-01-09T08:00:00+07:00";
  return {
    id, typ: EVENT, signer,
    payload: { eventID: `urn:x:${id.replaceAll(" ", "-")}`, eventTime, eventTimeZoneOffset: "+07:00", ...payload },
  };
}

// Lots go into one list of an event, units into the other.
const listed = (things, units, lots) => {
  const ids = things.filter((thing) => typeof thing === "string");
  const amounts = things.filter((thing) => typeof thing !== "string");
  return { ...(ids.length && { [units]: ids }), ...(amounts.length && { [lots]: amounts }) };
};
const object = (id, action, signer, things, more) => event(id, signer, {
  type: "ObjectEvent", action, ...listed(things, "epcList", "quantityList"), ...more,
});

export const grow = (id, things, more = {}, signer = keys.coop) => (
  object(id, "ADD", signer, things, { bizStep: "commissioning", ...more })
);
export const label = (id, units, number, more = {}, signer = keys.coop) => (
  grow(id, units, { ilmd: { "cbvmda:lotNumber": number }, ...more }, signer)
);
export const make = (id, inputs, outputs, more = {}, signer = keys.coop) => event(id, signer, {
  type: "TransformationEvent",
  bizStep: "commissioning",
  ...listed(inputs, "inputEPCList", "inputQuantityList"),
  ...listed(outputs, "outputEPCList", "outputQuantityList"),
  ...more,
});
export const drop = (id, things, more = {}, signer = keys.coop) => (
  object(id, "DELETE", signer, things, { bizStep: "destroying", ...more })
);
export const sell = (id, things, signer = keys.coop) => (
  drop(id, things, { bizStep: "retail_selling" }, signer)
);
export const see = (id, things, more = {}, signer = keys.coop) => (
  object(id, "OBSERVE", signer, things, { bizStep: "storing", ...more })
);
export const work = (id, things, more = {}, signer = keys.coop) => (
  see(id, things, { bizStep: "other", ...more }, signer)
);
export const ship = (id, things, to, signer = keys.coop) => see(id, things, {
  bizStep: "shipping", destinationList: [{ type: "possessing_party", destination: to }],
}, signer);
export const receive = (id, things, signer, more = {}) => (
  see(id, things, { bizStep: "receiving", ...more }, signer)
);
export const recall = (id, things, signer = keys.coop) => (
  see(id, things, { disposition: "recalled" }, signer)
);
export const release = (id, things, signer = keys.coop) => (
  see(id, things, { persistentDisposition: { unset: ["recalled"] } }, signer)
);
const aggregate = (id, action, parentID, things, signer, more) => event(id, signer, {
  type: "AggregationEvent", action, parentID, bizStep: action === "ADD" ? "packing" : "unpacking",
  ...listed(things, "childEPCs", "childQuantityList"), ...more,
});
export const pack = (id, parent, things, signer = keys.coop, more = {}) => (
  aggregate(id, "ADD", parent, things, signer, more)
);
export const unpack = (id, parent, things, signer = keys.coop, more = {}) => (
  aggregate(id, "DELETE", parent, things, signer, more)
);
/** Takes a recorded event back. */
export const takeBack = (id, { payload, signer }) => event(id, signer, {
  ...payload, errorDeclaration: { declarationTime: "2026-01-09T09:00:00Z", reason: "did_not_occur" },
});

/** A participant's end: `into` are those who go on. */
export const end = (participant, status, into = [], effective = "2026-01-08T00:00:00Z") => (
  say(`${status} ${participant}`, keys.union, {
    type: "ParticipantStatusChanged", participant, status, effective, reason: "r", into,
  })
);
/** The statement of a new participant. */
export const register = (participant, key, roles, more = {}) => say(participant, keys.union, {
  type: "ParticipantRegistered", participant, name: participant.slice(8, -9), kind: "processor",
  roles, province: "Cà Mau", contact: "tel:+84900000000", keys: [key.jwk], ...more,
});
/** The statement of a product. */
export const product = (id, owner, signer, more = {}) => say(id, signer, {
  type: "ProductRegistered", product: id, owner, name: { vi: id }, ...more,
});
/** The statement of a place. */
export const place = (location, owner, signer, more = {}) => say(location, signer, {
  type: "LocationRegistered", location, owner, name: location, ...more,
});
/** The statement of a certificate. */
export const certify = (id, subject, more = {}) => say(id, keys.certifier, {
  type: "CredentialIssued", credential: id, issuer: CERTIFIER, subject, scheme: "OCOP",
  validFrom: "2026-01-01T00:00:00Z", validUntil: "2029-01-01T00:00:00Z", ...more,
});
export const raise = (version, signer = keys.union) => (
  say("raise", signer, { type: "RulesRaised", version })
);

const founding = (rules) => [
  say("genesis", keys.union, {
    type: "Genesis", origin: ORIGIN, time: "2026-01-01T00:00:00Z", logKeys: [VKEY],
    sealKey: keys.seal.jwk, rules,
    operator: {
      participant: UNION, name: "union", contact: "mailto:desk@union.example",
      province: "Cà Mau", keys: [keys.union.jwk],
    },
  }),
  register(COOP, keys.coop, ["producer", "processor"], { kind: "cooperative" }),
  register(PACKER, keys.packer, ["processor"]),
  register(SHOP, keys.shop, ["retailer"], { kind: "retailer" }),
  register(CERTIFIER, keys.certifier, ["certifier"], { kind: "certifier" }),
  say(RECIPE, keys.coop, {
    type: "RecipeRegistered", recipe: RECIPE, owner: COOP, name: { vi: "Muối" },
    steps: [{ step: "salting", yieldMax: 0.9, hoursMin: 24, hoursMax: 240 }, { step: "resting" }],
  }),
  product(POND, COOP, keys.coop),
  product(CRAB, COOP, keys.coop),
  product(SALTED, COOP, keys.coop, { recipe: RECIPE }),
  product(JAR, COOP, keys.coop, { netContent: { quantity: 400, uom: "GRM" } }),
  product(GIFT, PACKER, keys.packer),
  product(OIL, COOP, keys.coop, { netContent: { quantity: 500, uom: "MLT" } }),
  place(FARM, COOP, keys.coop, { geo: "geo:8.99,105.2" }),
  place(HALL, PACKER, keys.packer),
];

const RAW = lot(CRAB);
const LOT = lot(JAR);

/** 100 kg of crabs, of which 200 jars of 400 g come to be, two of them with a number. */
export const jars = (more = []) => [
  grow("harvest", [amount(RAW, 100)]),
  make("filling", [amount(RAW, 90)], [pieces(LOT, 200)]),
  label("labelling", [unit("1"), unit("2")], "1"),
  ...more,
];

/**
 * The evidence that some records give, all dated by a last seal of their own.
 *
 * @param {object[]} records
 * @param {{asked?: string, rules?: number}} [about]
 */
export function evidence(records, { asked = unit("1"), rules = 2 } = {}) {
  return bundleOf([...founding(rules), ...records, seal("2026-01-10T00:00:00Z")], { id: asked });
}

/** The index at which a record of evidence(records) stands. */
export function indexIn(records, id) {
  const at = records.findIndex((record) => record.id === id);
  assert.notEqual(at, -1, id);
  return founding(2).length + at;
}

/** These records pass all steps; the result. */
export async function stands(records, about = {}) {
  const { asked = unit("1") } = about;
  const result = await verify(evidence(records, about), { asked });
  const { code, subject, detail, index } = result.failure ?? {};
  assert.equal(result.failure, null, `${code} of ${subject} at ${index}: ${detail}`);
  return result;
}

/** A rule refuses the last record, or the one that is named; the subject is a thing or null. */
export async function breaks(records, rule, subject, { by, step = 10, ...about } = {}) {
  const { asked = unit("1") } = about;
  const index = indexIn(records, by ?? records[records.length - 1].id);
  return fails(evidence(records, about), [step, rule, index, subject], { asked });
}

/** What is flagged, as [rule, the record's name, subject, values]; the records pass all steps. */
export async function flagged(records, expected, about = {}) {
  const { flags } = await stands(records, about);
  const found = flags.map(({ rule, index, subject, values }) => (
    [rule, records[index - founding(2).length].id, subject, values]
  ));
  assert.deepEqual(found, expected);
}
