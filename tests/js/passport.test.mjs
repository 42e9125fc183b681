/** What the page is given: of verified evidence its facts, of other evidence only its claims. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { salvageEvent } from "../../verifier_web/verify/salvage.js";
import { fails, verify } from "./support/expect.mjs";
import { ed25519Key, signStatement } from "./support/ledger.mjs";
import {
  CARTON, CERTIFIER, COOP, CRAB, EVENT, FARM, JAR, LOT, RAW, REGISTRY, UNION, UNIT, bundleOf, changed,
  indexOf, inserted, keys, rewritten, tellStory,
} from "./support/story.mjs";

const at = (id) => indexOf(id);
const micros = (text) => Date.parse(text) * 1000;
const plain = (value) => JSON.parse(JSON.stringify(value));
const registry = (signer, payload) => ({ id: "x", typ: REGISTRY, signer, payload });

test("the passport of a unit", async () => {
  const { passport, checkpoint, id } = await verify(bundleOf(tellStory()));
  assert.equal(id, UNIT);
  assert.equal(checkpoint.time, micros("2026-01-10T00:00:00Z"));
  assert.deepEqual(plain(passport), {
    product: {
      id: JAR, name: { vi: "Ba khía muối", en: "Salted crab" }, description: null,
      netContent: { quantity: "400", uom: "GRM" },
    },
    lot: LOT,
    unit: UNIT,
    maker: {
      id: COOP, name: "Coop", kind: "cooperative", province: "Cà Mau", contact: "tel:+84900000000",
      status: "active", since: null, successors: [],
    },
    operator: { id: UNION, name: "Union", contact: "mailto:desk@union.example" },
    holder: { id: COOP, name: "Coop" },
    receiver: null,
    certificates: [{
      id: "https://certifier.example/c/1", scheme: "OCOP", number: null, level: "4", issuer: "Council",
      subject: JAR, validFrom: micros("2026-01-01T00:00:00Z"), validUntil: micros("2029-01-01T00:00:00Z"),
      revoked: false, documentHash: null,
    }],
    recalls: [],
    inspections: [],
  });
});

test("a lot has no unit, and a carton is shown by what is in it", async () => {
  const lot = await verify(bundleOf(tellStory(), { id: LOT }), { asked: LOT });
  assert.deepEqual([lot.passport.lot, lot.passport.unit], [LOT, null]);
  const carton = await verify(bundleOf(tellStory(), { id: CARTON }), { asked: CARTON });
  assert.deepEqual([carton.passport.product.id, carton.passport.unit], [JAR, UNIT]);
  const raw = await verify(bundleOf(tellStory(), { id: RAW }), { asked: RAW });
  assert.equal(raw.passport.product.id, CRAB);
  assert.deepEqual(raw.passport.certificates, [], "a certificate of the jar is none of the crab");
});

test("what the registry says last is what is shown", async () => {
  const story = inserted("seal3", [
    registry(keys.union, {
      type: "ParticipantStatusChanged", participant: COOP, status: "merged", reason: "r",
      effective: "2026-01-09T00:00:00Z", into: [UNION],
    }),
    registry(keys.certifier, {
      type: "CredentialRevoked", credential: "https://certifier.example/c/1", reason: "r",
    }),
    registry(keys.union, { ...tellStory()[at("jar")].payload, name: { vi: "Tên mới" } }),
    registry(keys.certifier, {
      ...tellStory()[at("stars")].payload, credential: "https://certifier.example/c/2", subject: CERTIFIER,
    }),
  ]);
  const { passport, failure } = await verify(bundleOf(story));
  assert.equal(failure, null);
  assert.equal(passport.maker.status, "merged");
  assert.equal(passport.maker.since, micros("2026-01-09T00:00:00Z"));
  assert.deepEqual(passport.maker.successors, [{ id: UNION, name: "Union" }]);
  assert.equal(passport.product.name.vi, "Tên mới");
  assert.deepEqual(passport.certificates.map(({ id, revoked }) => [id, revoked]), [
    ["https://certifier.example/c/1", true],
  ], "revoked ones are shown as such, those of strangers are not");
});

test("a recall tells who, when and why", async () => {
  const recall = {
    id: "recall", typ: EVENT, signer: keys.union,
    payload: {
      type: "ObjectEvent", action: "OBSERVE", bizStep: "holding", disposition: "recalled",
      eventID: "urn:uuid:recall", eventTime: "2026-01-09T12:00:00Z", eventTimeZoneOffset: "+07:00",
      quantityList: [{ epcClass: LOT, quantity: 2 }], "nguon:reason": "histamine",
      "nguon:instructions": "Bring it back.",
    },
  };
  const result = await fails(bundleOf(inserted("seal3", [recall])), [11, "recalled", at("seal3"), LOT]);
  assert.deepEqual(result.passport.recalls, [{
    index: at("seal3"), by: "Union", happened: micros("2026-01-09T12:00:00Z"), reason: "histamine",
    instructions: "Bring it back.", released: false,
  }]);
});

test("the journey is the events on the way, by index", async () => {
  const aside = tellStory()[at("harvest")];
  const elsewhere = {
    ...aside, payload: {
      ...aside.payload, eventID: "urn:x", quantityList: [{ epcClass: `${CRAB}/10/X`, quantity: 1 }],
    },
  };
  const { journey } = await verify(bundleOf(inserted("seal3", [elsewhere])));
  assert.deepEqual(journey.map(({ name }) => name),
    ["harvest", "salting", "filling", "labelling", "packing", "shipping"]);
  const [harvest, , filling, labelling, packing, shipping] = plain(journey);
  assert.deepEqual(harvest.place, { id: FARM, name: "Đầm Dơi", geo: "geo:8.99,105.2", province: "Cà Mau" });
  assert.equal(harvest.happened, micros("2026-01-03T01:00:00Z"));
  assert.equal(harvest.recorded, micros("2026-01-05T00:00:00Z"));
  assert.equal(harvest.offset, "+07:00");
  assert.deepEqual(filling.inputs, [
    { id: `${CRAB}/10/S1`, quantity: "80", uom: "KGM", product: { vi: "Ba khía" } },
  ]);
  assert.deepEqual(filling.outputs.map(({ id, quantity, uom }) => [id, quantity, uom]), [[LOT, "2", "H87"]]);
  assert.equal(labelling.units, 2);
  assert.deepEqual(packing.listed.map(({ id, quantity }) => [id, quantity]), [[UNIT, null]]);
  assert.deepEqual(shipping.place, { id: "geo:9.1,105.1", name: null, geo: "geo:9.1,105.1", province: null });
  assert.equal(shipping.listed[0].product, null, "a logistic unit has no product");
  assert.equal(shipping.participant.name, "Carrier");
  assert.ok(journey.every(({ failed, corrected }) => !failed && !corrected));
});

test("authentic evidence whose chain fails shows all its events, and which one fails", async () => {
  const result = await verify(bundleOf(tellStory(), { leaveOut: ["harvest"] }));
  assert.equal(result.authentic, true);
  assert.deepEqual(result.journey.filter(({ failed }) => failed).map(({ name }) => name), ["salting"]);
  assert.equal(result.journey.length, 5);
  assert.equal(result.passport.maker.id, COOP, "the product's owner, where no maker is proven");
});

test("of evidence about something unknown there is no passport", async () => {
  const asked = "https://elsewhere.example/p/x/10/1";
  const result = await verify(bundleOf(tellStory(), { id: asked }), { asked });
  assert.equal(result.failure.code, "not_in_evidence");
  assert.equal(result.passport, null);
  const nonsense = await verify(bundleOf(tellStory(), { id: "urn:x" }), { asked: "urn:x" });
  assert.equal(nonsense.passport, null);
});

test("what did not pass is shown as claims: no recorded time, no passport", async () => {
  const story = changed("salting", () => ({ header: { kid: keys.coop.kid }, signer: keys.stranger }));
  const result = await fails(bundleOf(story), [6, "signature_bad", at("salting")]);
  assert.deepEqual(result.journey.map(({ name, failed }) => [name, failed]), [
    ["harvest", false], ["salting", true], ["filling", false], ["labelling", false], ["packing", false],
    ["shipping", false],
  ]);
  assert.ok(result.journey.every(({ recorded }) => recorded === null));
  assert.equal(result.journey[1].participant.name, "Coop");
  assert.equal(result.journey[1].place.name, "Đầm Dơi");
  assert.equal(result.checkpoint.time, null);
});

test("claims pass over what cannot be read", async () => {
  const story = changed("coop", () => ({ entry: "no statement" }), rewritten("salting", { bizStep: 1 }));
  const { journey } = await verify(bundleOf(story));
  assert.deepEqual(journey.map(({ name }) => name), ["harvest", "filling", "labelling", "packing", "shipping"]);
  assert.equal(journey[0].participant, null);
  const unreadable = await verify(new Uint8Array(0));
  assert.deepEqual(unreadable.journey, []);
});

test("keys that were added later claim their owner, too", async () => {
  const added = registry(keys.union, { type: "KeyAdded", participant: COOP, key: ed25519Key(8).jwk });
  const story = inserted("harvest", [added], changed("salting", () => ({ signer: ed25519Key(8) })));
  const { journey } = await verify(bundleOf(changed("shipping", () => ({ header: { alg: "ES256" } }), story)));
  assert.equal(journey.find(({ name }) => name === "salting").participant.id, COOP);
});

test("one changed byte in the log's store: the page can still name the step, nearly always", async () => {
  const good = bundleOf(tellStory());
  const index = at("salting");
  const { statement } = good.entries[index];
  const names = [];
  for (let position = 0; position < statement.length; position += 9) {
    for (const byte of ["A", "!", "\ufffd"].filter((other) => other !== statement[position])) {
      const damaged = statement.slice(0, position) + byte + statement.slice(position + 1);
      const entries = good.entries.map((entry) => (entry.index === index ? { index, statement: damaged } : entry));
      const result = await fails({ ...good, entries }, [3, "inclusion_failed", index]);
      names.push(...result.journey.filter((step) => step.failed).map(({ name }) => name), null);
    }
  }
  const damages = names.filter((name) => name === null).length;
  const named = names.filter((name) => name === "salting").length;
  // The rest hit the name itself or the time, without which no row is shown.
  assert.ok(named > 0.9 * damages, `${named} of ${damages}`);
});

test("what is salvaged has nothing but what was legible", () => {
  const sign = (payload) => signStatement(payload, keys.coop, { typ: EVENT });
  const event = salvageEvent(sign({ type: "ObjectEvent", bizStep: "x", eventTime: "2026-01-01T00:00:00Z" }));
  assert.deepEqual([event.step, event.offset, event.created, event.places], [null, "+00:00", [], []]);
  const odd = salvageEvent(sign({ type: "Object<i>", "nguon:step": "salting", eventTime: "2026-01-01T00:00:00Z" }));
  assert.deepEqual([odd.type, odd.step, odd.bizStep], [null, "salting", null]);
  for (const statement of [
    "", "a", "a.b.c", "..", sign("{}"), sign({ type: "ObjectEvent", eventTime: "2026-01-01T00:00:00Z" }),
    sign({ type: "ObjectEvent", bizStep: "x", eventTime: "yesterday" }),
    sign({ type: "ObjectEvent", bizStep: "x" }),
  ]) assert.equal(salvageEvent(statement), null);
});
