/**
 * A jar under version 2 of the rules, for what the page has to say of it: 120 kg of crab and 30 kg
 * of salt become 95 kg, and these 232 jars of 400 g; tested, packed, sent to a shop. Each jar of
 * `JARS` differs in one thing. Real evidence through the real verifier: nothing here is hand-made.
 */
import { inspectSource } from "../../../verifier_web/page/inspect.js";
import {
  CARRIER, CARTON, CERTIFIER, COOP, CRAB, EVENT, FARM, JAR, LOT, RAW, REGISTRY, SALTED, SEAL,
  UNIT, bundleOf, inserted, keys, rewritten, tellStory, toBytes,
} from "../../js/support/story.mjs";
import { JAR_CODE, answering, tools } from "./tools.mjs";

const SALT = "https://ledger.example/p/salt";
const SALT_LOT = `${SALT}/10/N1`;
export const HEIR = "https://heir.example/";
export const HASH = "ab".repeat(32);

const registry = (id, signer, payload) => ({ id, typ: REGISTRY, signer, payload });
const seal = (id, time) => ({ id, typ: SEAL, signer: keys.seal, payload: { time } });
const event = (id, day, payload, signer = keys.coop) => ({
  id, typ: EVENT, signer, payload: {
    eventID: `https://ledger.example/e/${id}`, eventTime: `2026-01-${day}T08:00:00+07:00`,
    eventTimeZoneOffset: "+07:00", "nguon:step": id, readPoint: { id: FARM }, ...payload,
  },
});
const made = (members) => (
  { type: "ObjectEvent", action: "ADD", bizStep: "commissioning", ...members }
);
const seen = (members) => ({ type: "ObjectEvent", action: "OBSERVE", ...members });
const of = (epcClass, quantity, uom) => ({ epcClass, quantity, uom });

/** The records of the season in the order in which they were logged. */
export function tellSeason() {
  const begin = rewritten("genesis", { rules: 2 }, tellStory()).slice(0, -8);
  return [
    ...rewritten("stars", { number: "123/QĐ-UBND", documentHash: HASH }, begin).slice(0, -1),
    registry("salt", keys.coop, {
      type: "ProductRegistered", product: SALT, owner: COOP, name: { vi: "Muối", en: "Salt" },
    }),
    seal("seal1", "2026-01-02T00:00:00Z"),
    event("harvest", "03", made({
      quantityList: [of(RAW, 120, "KGM")],
      ilmd: { "nguon:method": "hand", "nguon:caughtBy": "Năm Căn" },
    })),
    event("stocking", "03", made({ quantityList: [of(SALT_LOT, 50, "KGM")] })),
    event("salting", "04", {
      type: "TransformationEvent", bizStep: "commissioning",
      inputQuantityList: [of(RAW, 120, "KGM"), of(SALT_LOT, 30, "KGM")],
      outputQuantityList: [of(SALTED, 95, "KGM")],
      ilmd: { "nguon:brineStrength": { value: 25.5, uom: "P1" }, "nguon:vat": "Khạp số 3" },
    }),
    seal("seal2", "2026-01-05T00:00:00Z"),
    event("packing", "06", {
      type: "TransformationEvent", bizStep: "commissioning",
      inputQuantityList: [of(SALTED, 92.8, "KGM")], outputQuantityList: [of(LOT, 232)],
      ilmd: { "cbvmda:bestBeforeDate": "2026-09-06" },
    }),
    event("inspection", "06", seen({
      bizStep: "inspecting", disposition: "conformant", quantityList: [of(LOT, 232)],
      "nguon:results": [{ test: "Histamine (mg/kg)", value: 45.5, limit: 200 }],
    }), keys.certifier),
    event("labelling", "07", made({
      epcList: [UNIT, `${JAR}/21/0002`], ilmd: { "cbvmda:lotNumber": "L1" },
    })),
    seal("seal3", "2026-01-08T00:00:00Z"),
    event("cartoning", "08", {
      type: "AggregationEvent", action: "ADD", bizStep: "packing", parentID: CARTON,
      childEPCs: [UNIT],
    }),
    event("shipping", "09", seen({
      bizStep: "shipping", disposition: "in_transit", epcList: [CARTON],
      destinationList: [{ type: "possessing_party", destination: CARRIER }],
      sensorElementList: [{ sensorReport: [
        { type: "Temperature", value: 4, maxValue: 7.5, uom: "CEL" },
      ] }],
    })),
    seal("seal4", "2026-01-10T00:00:00Z"),
  ];
}

const received = event("receiving", "09", seen({ bizStep: "receiving", epcList: [CARTON] }),
  keys.carrier);
const recall = event("recall", "09", seen({
  bizStep: "holding", disposition: "recalled", quantityList: [of(LOT, 232)],
  "nguon:reason": "Too salty", "nguon:instructions": "Bring it back to any shop",
}));
const release = event("release", "09", seen({
  bizStep: "inspecting", disposition: "active", quantityList: [of(LOT, 232)],
  persistentDisposition: { unset: ["recalled"] }, "nguon:reason": "Tested again",
}));
const heir = registry("heir", keys.union, {
  type: "ParticipantRegistered", participant: HEIR, name: "Heirs of Coop", kind: "cooperative",
  roles: ["producer"], province: "Cà Mau", contact: "tel:+84900000001", keys: [keys.stranger.jwk],
});
const ended = (status, more = {}) => registry("ended", keys.union, {
  type: "ParticipantStatusChanged", participant: COOP, status,
  effective: "2026-01-09T12:00:00+07:00", reason: "reorganised", ...more,
});
const expiring = registry("expiring", keys.certifier, {
  type: "CredentialIssued", credential: "https://certifier.example/c/2", issuer: CERTIFIER,
  subject: JAR, scheme: "VietGAP", number: "VG-7", validFrom: "2025-01-01T00:00:00Z",
  validUntil: "2026-01-05T00:00:00Z",
});

/** What is asked of the season as it was, and of it with one thing changed. */
export const JARS = {
  fine: tellSeason(),
  delivered: inserted("seal4", [received], tellSeason()),
  late: rewritten("harvest", { eventTime: "2026-01-01T08:00:00+07:00" }, tellSeason()),
  flagged: inserted("seal1", [expiring], rewritten("salting", {
    eventTime: "2026-01-01T09:00:00+07:00",
    outputQuantityList: [of(SALTED, 195, "KGM")],
  }, tellSeason())),
  recalled: inserted("seal4", [recall], tellSeason()),
  lifted: inserted("seal4", [recall, release], tellSeason()),
  dissolved: inserted("seal4", [ended("dissolved")], tellSeason()),
  merged: inserted("seal4", [heir, ended("merged", { into: [HEIR] })], tellSeason()),
  unmeasured: rewritten("inspection", {
    disposition: "non_conformant",
    "nguon:results": [{ test: "Histamine (mg/kg)", value: 250, limit: 200 }],
  }, tellSeason().filter(({ id }) => ["cartoning", "shipping"].indexOf(id) < 0)),
  stolen: rewritten("shipping", {}, tellSeason()).map((record) => (
    record.id === "shipping" ? { ...record, signer: keys.carrier } : record
  )),
};

/** The evidence for one of JARS. */
export const evidenceOf = (name) => toBytes(bundleOf(JARS[name], { id: UNIT }));

/** What the page makes of one of JARS. @returns {Promise<object>} an Outcome */
export const outcomeOf = (name) => inspectSource(
  JAR_CODE, tools({ fetch: answering(evidenceOf(name)) }),
);
export { COOP, CRAB, LOT, RAW, UNIT };
