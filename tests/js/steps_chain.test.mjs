/** Steps 9 to 11 of docs/verification.md: corrections, the chain, quantities, standing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails, verify } from "./support/expect.mjs";
import {
  CARTON, CRAB, EVENT, FARM, JAR, LOT, RAW, REGISTRY, SALTED, UNIT, bundleOf, changed, indexOf,
  inserted, keys, rewritten, tellStory,
} from "./support/story.mjs";

const at = (id) => indexOf(id);
const record = (id) => tellStory()[at(id)];
const event = (id, payload, signer = keys.coop) => ({
  id, typ: EVENT, signer,
  payload: {
    eventID: `https://ledger.example/e/${id}`, eventTime: "2026-01-02T08:00:00+07:00",
    eventTimeZoneOffset: "+07:00", readPoint: { id: FARM }, ...payload,
  },
});
const object = (id, action, members, signer) => event(
  id, { type: "ObjectEvent", action, bizStep: "other", ...members }, signer,
);
const make = (id, inputs, outputs, members = {}, signer = keys.coop) => event(id, {
  type: "TransformationEvent", bizStep: "commissioning", inputQuantityList: inputs,
  outputQuantityList: outputs, ...members,
}, signer);
const kg = (epcClass, quantity) => ({ epcClass, quantity, uom: "KGM" });
const lot = (name) => `${CRAB}/10/${name}`;
const ADDING = { bizStep: "creating_class_instance" };
const processor = () => rewritten("carrier", { roles: ["carrier", "processor"] });

const declare = (id, members = {}) => {
  const { payload, signer } = record(id);
  const errorDeclaration = { declarationTime: "2026-01-09T09:00:00Z", reason: "did_not_occur" };
  return { id: `not ${id}`, typ: EVENT, signer, payload: { ...payload, errorDeclaration, ...members } };
};

test("9 chain: a correction repeats an earlier event of the same participant, once", async () => {
  const late = (...records) => bundleOf(inserted("seal3", records));
  const index = at("seal3");
  await fails(late({ ...declare("harvest", { eventID: "urn:uuid:none" }) }), [9, "correction_unknown", index]);
  await fails(late(declare("harvest", { "nguon:step": "other" })), [9, "correction_differs", index]);
  await fails(late(declare("harvest", { more: 1 })), [9, "correction_differs", index]);
  await fails(late({ ...declare("shipping"), signer: keys.coop }), [9, "correction_foreign", index]);
  await fails(late(declare("shipping"), declare("shipping")), [9, "correction_unknown", index + 1]);
  await fails(late(record("shipping")), [9, "event_exists", index]);
  const early = bundleOf(inserted("harvest", [declare("harvest")]));
  await fails(early, [9, "correction_unknown", at("harvest")]);
  const byOperator = { ...declare("shipping"), signer: keys.union };
  assert.equal((await verify(late(byOperator))).failure, null);
});

test("9 chain: true is not 1, and the order of members is no difference", async () => {
  const marked = rewritten("shipping", { flag: true, nested: { a: [1, { b: 2 }], c: 3 } });
  const { payload } = marked[at("shipping")];
  const again = (members) => bundleOf(inserted("seal3", [
    { ...declare("shipping"), payload: { ...payload, errorDeclaration: {}, ...members } },
  ], marked));
  assert.equal((await verify(again({ nested: { c: 3, a: [1, { b: 2 }] } }))).failure, null);
  for (const members of [
    { flag: 1 }, { nested: { a: [1, { b: 2 }] } }, { nested: { a: [1, { b: 2 }, 3], c: 3 } },
    { nested: { a: { 0: 1, 1: { b: 2 } }, c: 3 } }, { nested: null }, { flag: null },
  ]) await fails(again(members), [9, "correction_differs", at("seal3")]);
});

test("9 chain: what was taken back did not happen, and is shown as corrected", async () => {
  const result = await verify(bundleOf(inserted("seal3", [declare("shipping")])));
  assert.equal(result.verdict, "verified");
  const [shipping] = result.journey.filter(({ name }) => name === "shipping");
  assert.equal(shipping.corrected, true);
  assert.equal(result.journey.filter(({ corrected }) => corrected).length, 1);
  const without = bundleOf(inserted("seal3", [declare("salting")]));
  await fails(without, [9, "input_missing", at("filling"), SALTED]);
});

test("9 chain: the evidence is about what was asked", async () => {
  const other = `${JAR}/21/0002`;
  const result = await fails(bundleOf(tellStory()), [9, "other_id", null, UNIT], { asked: other });
  assert.equal(result.id, UNIT);
  const missing = `${JAR}/21/0003`;
  await fails(bundleOf(tellStory(), { id: missing }), [9, "not_in_evidence", null, missing], { asked: missing });
});

test("9 chain: lots and logistic units can be asked for as well", async () => {
  for (const asked of [LOT, SALTED, RAW, CARTON]) {
    assert.equal((await verify(bundleOf(tellStory(), { id: asked }), { asked })).failure, null, asked);
  }
});

test("9 chain: nothing is made twice, but a lot may grow by its maker", async () => {
  const again = (members, signer) => bundleOf(inserted("salting", [
    object("more", "ADD", { quantityList: [kg(RAW, 1)], ...members }, signer),
  ]));
  await fails(again({}), [9, "lot_exists", at("salting"), RAW]);
  assert.equal((await verify(again(ADDING))).failure, null);
  const foreign = inserted("salting", [
    object("more", "ADD", { quantityList: [kg(RAW, 1)], ...ADDING }, keys.carrier),
  ], processor());
  await fails(bundleOf(foreign), [8, "product_foreign", at("salting")]);
  const unit = inserted("packing", [object("more", "ADD", { epcList: [UNIT], ...ADDING })]);
  await fails(bundleOf(unit), [9, "lot_exists", at("packing"), UNIT]);
});

test("9 chain: every input was made by an earlier event", async () => {
  for (const [left, user, missing] of [
    ["harvest", "salting", RAW], ["salting", "filling", SALTED], ["filling", "labelling", LOT],
  ]) await fails(bundleOf(tellStory(), { leaveOut: [left] }), [9, "input_missing", at(user), missing]);
  const swapped = tellStory();
  [swapped[9], swapped[10]] = [swapped[10], swapped[9]];
  await fails(bundleOf(swapped), [9, "input_missing", 9, RAW]);
});

test("9 chain: what was harvested from a crop leads on to the crop", async () => {
  const pond = lot("POND");
  const grown = rewritten("harvest", { "nguon:grownFrom": [pond] });
  await fails(bundleOf(grown), [9, "input_missing", at("harvest"), pond]);
  const stocked = inserted("harvest", [
    object("stocking", "ADD", { quantityList: [{ epcClass: pond, quantity: 1 }] }),
  ], grown);
  const result = await verify(bundleOf(stocked));
  assert.equal(result.failure, null);
  const harvest = result.journey.find(({ name }) => name === "harvest");
  assert.deepEqual(harvest.inputs.map(({ id, quantity }) => [id, quantity]), [[pond, null]]);
  assert.ok(result.journey.some(({ outputs, listed }) => [...outputs, ...listed].some(({ id }) => id === pond)));
});

test("9 chain: a process over days is made of all that went in so far", async () => {
  const process = { transformationID: "urn:uuid:ferment" };
  const first = make("start", [kg(RAW, 100)], undefined, process);
  const { inputQuantityList: _, ...given } = { ...record("salting").payload, ...process };
  const story = inserted("salting", [first], changed("salting", () => ({ payload: given })));
  assert.equal((await verify(bundleOf(story))).failure, null);
  const nothing = changed("salting", () => ({ payload: given }));
  await fails(bundleOf(nothing), [9, "input_missing", at("salting"), "urn:uuid:ferment"]);
  const late = inserted("seal2", [first], nothing);
  await fails(bundleOf(late), [9, "input_missing", at("salting"), "urn:uuid:ferment"]);
});

test("9 chain: nothing is made out of itself", async () => {
  const story = inserted("filling", [
    make("rework", [kg(SALTED, 1)], [kg(lot("B"), 1)]),
    make("return", [kg(lot("B"), 1)], [kg(SALTED, 1)], ADDING),
  ]);
  await fails(bundleOf(story), [9, "cycle", at("filling") + 1, SALTED]);
});

test("9 chain: a recall is by who made the thing, or by the operator", async () => {
  const recall = (signer, things) => object("recall", "OBSERVE", { disposition: "recalled", ...things }, signer);
  const story = (signer, things) => bundleOf(inserted("seal3", [recall(signer, things)]));
  const index = at("seal3");
  const raw = { quantityList: [kg(RAW, 1)] };
  await fails(story(keys.carrier, raw), [9, "recall_foreign", index, RAW]);
  await fails(story(keys.carrier, { epcList: [UNIT] }), [9, "recall_foreign", index, UNIT]);
  for (const signer of [keys.coop, keys.union]) {
    await fails(story(signer, raw), [11, "recalled", index, RAW]);
  }
});

test("10 quantities: no lot gives more than it had", async () => {
  const taken = (id, members) => bundleOf(rewritten(id, members));
  const tooMuch = { inputQuantityList: [{ epcClass: RAW, quantity: 100500.001, uom: "GRM" }] };
  await fails(taken("salting", tooMuch), [10, "overdrawn", at("salting"), RAW]);
  const sold = object("sale", "DELETE", { quantityList: [kg(SALTED, 0.000001)] });
  await fails(bundleOf(inserted("seal3", [sold])), [10, "overdrawn", at("seal3"), SALTED]);
  const other = make("side", [kg(RAW, 1)], [kg(lot("B"), 1)]);
  await fails(bundleOf(inserted("salting", [other])), [10, "overdrawn", at("salting") + 1, RAW]);
  const exact = inserted("salting", [
    make("a", [kg(RAW, 0.1)], [kg(lot("B"), 1)]), make("b", [kg(RAW, 0.2)], [kg(lot("C"), 1)]),
  ], rewritten("salting", { inputQuantityList: [kg(RAW, 100.2)] }));
  assert.equal((await verify(bundleOf(exact))).failure, null, "0.1 + 0.2 + 100.2 is 100.5");
});

// Serials of other pieces count where their event is in the evidence for another reason.
const moreSerials = (serial) => object("more", "ADD", {
  ...ADDING, quantityList: [kg(RAW, 1)], epcList: [`${JAR}/21/${serial}`],
  ilmd: { "cbvmda:lotNumber": "L1" },
});

test("10 quantities: what is taken before the lot is made was never there", async () => {
  const early = object("sale", "DELETE", { quantityList: [kg(SALTED, 1)] });
  await fails(bundleOf(inserted("salting", [early])), [10, "overdrawn", at("salting"), SALTED]);
  await fails(bundleOf(inserted("filling", [moreSerials("9")])), [10, "overserialised", at("filling"), LOT]);
});

test("10 quantities: adding to a lot gives it more", async () => {
  const more = object("more", "ADD", { quantityList: [{ epcClass: RAW, quantity: 1, uom: "GRM" }], ...ADDING });
  const taken = rewritten("salting", { inputQuantityList: [kg(RAW, 100.501)] });
  assert.equal((await verify(bundleOf(inserted("salting", [more], taken)))).failure, null);
  const litres = object("more", "ADD", { quantityList: [{ epcClass: RAW, quantity: 1, uom: "LTR" }], ...ADDING });
  await fails(bundleOf(inserted("salting", [litres])), [10, "unit_mismatch", at("salting"), RAW]);
});

test("10 quantities: units are compared in one dimension, pieces by their net content", async () => {
  const litres = rewritten("salting", { inputQuantityList: [{ epcClass: RAW, quantity: 1, uom: "LTR" }] });
  await fails(bundleOf(litres), [10, "unit_mismatch", at("salting"), RAW]);
  const pieces = rewritten("salting", { inputQuantityList: [{ epcClass: RAW, quantity: 1 }] });
  await fails(bundleOf(pieces), [10, "unit_mismatch", at("salting"), RAW]);
  const filled = (grams) => bundleOf(rewritten("filling", {
    outputQuantityList: [{ epcClass: LOT, quantity: grams, uom: "GRM" }],
  }));
  assert.equal((await verify(filled(800))).failure, null, "two jars of 400 g");
  await fails(filled(799.999999), [10, "overserialised", at("labelling"), LOT]);
});

test("10 quantities: no more serials than pieces", async () => {
  const three = { epcList: [UNIT, `${JAR}/21/0002`, `${JAR}/21/0003`] };
  await fails(bundleOf(rewritten("labelling", three)), [10, "overserialised", at("labelling"), LOT]);
  await fails(bundleOf(inserted("seal3", [moreSerials("0003")])), [10, "overserialised", at("seal3"), LOT]);
});

test("10 quantities: a unit leaves once", async () => {
  const sale = (id) => object(id, "DELETE", { epcList: [UNIT], bizStep: "retail_selling" });
  assert.equal((await verify(bundleOf(inserted("seal3", [sale("a")])))).failure, null);
  await fails(bundleOf(inserted("seal3", [sale("a"), sale("b")])), [10, "already_spent", at("seal3") + 1, UNIT]);
});

test("10 quantities: what is not on the way is not weighed", async () => {
  const aside = [object("elsewhere", "DELETE", { quantityList: [kg(lot("X"), 5)] })];
  assert.equal((await verify(bundleOf(inserted("seal3", aside)))).failure, null);
});

test("11 standing: no recall of anything on the way, nor of what it was packed in", async () => {
  const recall = (things) => object("recall", "OBSERVE", { disposition: "recalled", ...things });
  const index = at("seal3");
  for (const [things, subject] of [
    [{ epcList: [UNIT] }, UNIT], [{ epcList: [CARTON] }, CARTON], [{ quantityList: [kg(RAW, 1)] }, RAW],
    [{ epcList: [`${JAR}/21/0002`], quantityList: [{ epcClass: LOT, quantity: 1 }] }, LOT],
  ]) {
    const result = await fails(bundleOf(inserted("seal3", [recall(things)])), [11, "recalled", index, subject]);
    assert.equal(result.verdict, "wrong");
    assert.equal(result.passport.recalls[0].index, index);
    assert.equal(result.journey.find(({ failed }) => failed).index, index);
  }
  const other = recall({ epcList: [`${JAR}/21/0002`] });
  assert.equal((await verify(bundleOf(inserted("seal3", [other])))).failure, null);
});

test("11 standing: no event by a key while it was in other hands", async () => {
  const revoke = (compromisedSince) => ({
    id: "revoked", typ: REGISTRY, signer: keys.union,
    payload: { type: "KeyRevoked", key: keys.coop.kid, reason: "stolen", compromisedSince },
  });
  const story = (since) => bundleOf(inserted("seal3", [revoke(since)]));
  const recordedSalting = "2026-01-05T00:00:00Z";
  await fails(story(recordedSalting), [11, "key_compromised", at("harvest"), keys.coop.kid]);
  await fails(story("2026-01-05T00:00:00.000001Z"), [11, "key_compromised", at("filling"), keys.coop.kid]);
  assert.equal((await verify(story("2026-01-10T00:00:00.000001Z"))).failure, null);
  assert.equal((await verify(story(undefined))).failure, null);
});
