/** The shape of events and statements: what is refused, and with which code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvent } from "../../verifier_web/verify/event_shape.js";
import { parseJsonText } from "../../verifier_web/verify/json.js";
import { ANY_LOG, parseStatement } from "../../verifier_web/verify/jws.js";
import { checkRole } from "../../verifier_web/verify/roles.js";
import { refuses } from "./support/expect.mjs";
import { ORIGIN, ed25519Key, signStatement } from "./support/ledger.mjs";
import { CARTON, JAR, LOT, RAW, SALTED, UNIT } from "./support/story.mjs";

const time = { eventTime: "2026-01-03T08:00:00+07:00", eventTimeZoneOffset: "+07:00" };
const head = { eventID: "urn:uuid:1", bizStep: "commissioning", ...time };
const harvest = {
  ...head, type: "ObjectEvent", action: "ADD", quantityList: [{ epcClass: RAW, quantity: 1, uom: "KGM" }],
};
const salting = {
  ...head, type: "TransformationEvent",
  inputQuantityList: [{ epcClass: RAW, quantity: 1, uom: "KGM" }],
  outputQuantityList: [{ epcClass: SALTED, quantity: 1, uom: "KGM" }],
};
const packing = {
  ...head, type: "AggregationEvent", action: "ADD", parentID: CARTON, childEPCs: [UNIT],
};

const read = (payload) => readEvent(parseJsonText(JSON.stringify(payload)));
const without = (payload, name) => {
  const { [name]: _, ...rest } = payload;
  return rest;
};

test("what an event says is read", () => {
  const event = read({
    ...harvest, disposition: "active", readPoint: { id: "geo:9,105" },
    bizLocation: { id: "https://coop.example/farm" }, "nguon:step": "harvest",
    "nguon:attachments": [{ sha256: "a".repeat(64), mediaType: "image/jpeg" }], other: { kept: true },
  });
  assert.deepEqual(event.places, ["geo:9,105", "https://coop.example/farm"]);
  assert.equal(event.happened, 1767402000000000n);
  assert.equal(event.step, "harvest");
  assert.deepEqual(event.created.map(({ item }) => item.id), [RAW]);
  assert.deepEqual(event.removed, []);
  assert.equal(event.isRecall, false);
  assert.equal(read({ ...harvest, action: "DELETE" }).removed.length, 1);
  assert.equal(read({ ...harvest, action: "DELETE" }).created.length, 0);
  assert.equal(read({ ...harvest, action: "OBSERVE", disposition: "recalled" }).isRecall, true);
  assert.throws(() => read({ ...salting, disposition: "recalled" }), { code: "event_malformed" });
  assert.deepEqual(read(salting).created.map(({ item }) => item.id), [SALTED]);
  assert.equal(read(packing).parent.id, CARTON);
});

test("units name the lot that they are serials of", () => {
  const labelling = {
    ...head, type: "ObjectEvent", action: "ADD", epcList: [UNIT], ilmd: { "cbvmda:lotNumber": "L1" },
  };
  const event = read(labelling);
  assert.equal(event.serialLot(event.things[0].item), LOT);
  const nameless = read(without(labelling, "ilmd"));
  assert.equal(nameless.serialLot(nameless.things[0].item), null);
});

test("what only the rules read is read leniently, and never refused", () => {
  const plain = read(harvest);
  assert.deepEqual(
    [plain.receivers, plain.liftsRecall, plain.certificates, plain.isolation, plain.results, plain.diary],
    [[], false, [], 0n, [], null],
  );
  const party = (destination, type = "possessing_party") => ({ type, destination });
  const receivers = (destinationList) => read({ ...harvest, destinationList }).receivers;
  assert.deepEqual(receivers([party("a"), party("b"), party("c", "location"), party(7), 7, null, [], {}]), ["a", "b"]);
  for (const odd of [7, null, "a", party("a"), {}]) assert.deepEqual(receivers(odd), []);
  const lifts = (persistentDisposition) => read({ ...harvest, persistentDisposition }).liftsRecall;
  assert.equal(lifts({ unset: ["x", "recalled"] }), true);
  for (const odd of [{ unset: "recalled" }, { set: ["recalled"] }, ["recalled"], null, "recalled", { unset: [["recalled"]] }]) {
    assert.equal(lifts(odd), false);
  }
  const certificates = (certificationInfo) => read({ ...harvest, certificationInfo }).certificates;
  assert.deepEqual([certificates("a"), certificates(["a", 7, "b"]), certificates({ a: "b" })], [["a"], ["a", "b"], []]);
  const isolation = (days) => read({ ...harvest, "nguon:isolationDays": days }).isolation;
  assert.equal(isolation(14), 14n * 86_400_000_000n);
  assert.equal(isolation(3650), 3650n * 86_400_000_000n);
  assert.equal(isolation(1.23456789012345e-6), 106_666n, "whole microseconds, rounded down");
  for (const odd of [0, -1, 3650.1, "14", null, [14], true, 1e-18]) assert.equal(isolation(odd), 0n);
  const results = (list) => read({ ...harvest, "nguon:results": list }).results;
  const good = { test: "a", value: 1.5, limit: -2 };
  assert.deepEqual(results([good]), [{ test: "a", value: 15n * 10n ** 31n, limit: -2n * 10n ** 32n, isLeast: false }]);
  assert.equal(results([{ ...good, kind: "min", more: 1 }])[0].isLeast, true);
  assert.equal(results([{ ...good, kind: "max" }])[0].isLeast, false);
  for (const odd of [good, [7], [{ ...good, test: 1 }], [{ ...good, value: "1" }], [without(good, "limit")], null]) {
    assert.deepEqual(results(odd), []);
  }
});

test("the text of a diary entry", () => {
  const entry = { ...harvest, action: "OBSERVE", bizStep: "other", "nguon:product": "Bt", "nguon:dose": { q: 1e-7, a: [true, null, "\u00e1\"", -2.50, 2e-7] } };
  const text = '"nguon:step":undefined,"nguon:product":"Bt","nguon:dose":{"q":0.0000001,"a":[true,null,"\u00e1\\"",-2.5,0.0000002]}';
  assert.equal(read(entry).diary, text);
  assert.equal(read({ ...entry, "nguon:reason": "r", other: 1 }).diary, text);
  assert.notEqual(read({ ...entry, "nguon:step": "spraying" }).diary, text);
  for (const none of [{ action: "DELETE" }, { bizStep: "storing" }, { "nguon:dose": undefined }, { action: "ADD" }]) {
    assert.equal(read({ ...entry, ...none }).diary, null);
  }
  const { quantityList: _, ...observed } = { ...packing, action: "OBSERVE", bizStep: "other", "nguon:a": 1, "nguon:b": 2 };
  assert.equal(read(observed).diary, null, "an aggregation is no diary entry");
});

test("members of the wrong type or missing: event_malformed", () => {
  for (const [event, members] of [
    [harvest, { type: "AssociationEvent" }], [harvest, { type: null }], [harvest, { action: "add" }],
    [salting, { action: "ADD" }], [harvest, { eventID: "not a URI" }], [harvest, { eventID: "" }],
    [harvest, { eventID: `urn:${"a".repeat(200)}` }], [harvest, { eventID: "urn:ñ" }],
    [harvest, { bizStep: 1 }], [harvest, { bizStep: "two words" }], [harvest, { disposition: null }],
    [harvest, { transformationID: "x" }], [harvest, { "nguon:step": "ủ chua" }],
    [harvest, { ilmd: [] }], [harvest, { ilmd: { "cbvmda:lotNumber": 7 } }],
    [harvest, { ilmd: { "cbvmda:lotNumber": "a/b" } }], [harvest, { errorDeclaration: true }],
    [harvest, { "nguon:attachments": {} }], [harvest, { "nguon:attachments": [{ sha256: "A".repeat(64), mediaType: "x" }] }],
    [harvest, { "nguon:attachments": [{ sha256: "a".repeat(64) }] }],
    [harvest, { eventTime: "2026-01-03" }], [harvest, { eventTimeZoneOffset: "Z" }],
    [harvest, { eventTimeZoneOffset: 7 }], [harvest, { readPoint: "geo:9,105" }],
    [harvest, { readPoint: {} }], [harvest, { bizLocation: { id: "" } }],
    [harvest, { epcList: {} }], [harvest, { epcList: [7] }], [harvest, { quantityList: [RAW] }],
    [harvest, { quantityList: [{ quantity: 1 }] }], [harvest, { quantityList: null }],
    [harvest, { quantityList: [...harvest.quantityList, ...harvest.quantityList] }],
    [harvest, { epcList: [UNIT, UNIT] }], [harvest, { inputEPCList: [] }], [harvest, { parentID: CARTON }],
    [salting, { epcList: [UNIT] }], [salting, { childEPCs: [] }], [packing, { quantityList: [] }],
    [packing, { parentID: null }], [packing, { childEPCs: [] }], [harvest, { quantityList: [] }],
    [salting, { inputQuantityList: [] }], [salting, { outputQuantityList: [] }],
    [salting, { outputQuantityList: salting.inputQuantityList }],
    [harvest, { "nguon:grownFrom": [] }], [harvest, { "nguon:grownFrom": RAW }],
    [{ ...harvest, action: "OBSERVE" }, { "nguon:grownFrom": [RAW] }],
    [salting, { "nguon:grownFrom": [RAW] }],
  ]) refuses("event_malformed", () => read({ ...event, ...members }));
  for (const name of ["type", "action", "eventID", "bizStep", "eventTime", "eventTimeZoneOffset", "quantityList"]) {
    refuses("event_malformed", () => read(without(harvest, name)));
  }
  refuses("event_malformed", () => read(without(packing, "parentID")));
  assert.throws(() => read(without(harvest, "bizStep")), { field: "bizStep", detail: "bizStep is missing" });
  assert.throws(() => read({ ...harvest, readPoint: {} }), { field: "readPoint/id" });
});

test("an offset is the one that eventTime is written with, unless that is Z", () => {
  refuses("time_offset", () => read({ ...harvest, eventTimeZoneOffset: "+08:00" }));
  const utc = read({ ...harvest, eventTime: "2026-01-03T01:00:00Z" });
  assert.equal(utc.offset, "+07:00");
  assert.equal(utc.happened, read(harvest).happened);
});

test("identifiers stand where they belong", () => {
  for (const [event, members] of [
    [harvest, { epcList: ["https://ledger.example/p/crab"] }], [harvest, { epcList: [RAW] }],
    [harvest, { quantityList: [{ epcClass: UNIT, quantity: 1 }] }],
    [harvest, { "nguon:grownFrom": [UNIT] }], [harvest, { "nguon:grownFrom": ["x"] }],
    [packing, { parentID: UNIT }], [packing, { parentID: "carton" }],
  ]) refuses("identifier_malformed", () => read({ ...event, ...members }));
  refuses("check_digit", () => read({ ...packing, parentID: CARTON.replace(/.$/, "1") }));
  refuses("check_digit", () => read({ ...harvest, epcList: [`${JAR.replace(/.$/, "1")}/21/1`] }));
});

test("quantities are checked after identifiers, element by element", () => {
  const element = { epcClass: RAW, quantity: 1, uom: "KGM" };
  for (const wrong of [{ quantity: 0 }, { quantity: "1" }, { quantity: 1e-7 }, { uom: "BOX" }, { uom: null }]) {
    refuses("quantity_malformed", () => read({ ...harvest, quantityList: [{ ...element, ...wrong }] }));
  }
  const both = [{ epcClass: "x", quantity: 0 }];
  refuses("identifier_malformed", () => read({ ...harvest, quantityList: both }));
  refuses("quantity_malformed", () => read({ ...harvest, quantityList: [{ ...element, quantity: 0 }, 7] }));
});

test("with a transformationID a process may take and give in different events", () => {
  const process = { transformationID: "urn:uuid:p" };
  assert.equal(read({ ...without(salting, "outputQuantityList"), ...process }).outputs.length, 0);
  assert.equal(read({ ...without(salting, "inputQuantityList"), ...process }).inputs.length, 0);
  refuses("event_malformed", () => read(without(salting, "outputQuantityList")));
  refuses("event_malformed", () => read(without(salting, "inputQuantityList")));
  const unpacking = { ...without(packing, "childEPCs"), action: "DELETE" };
  assert.equal(read(unpacking).children.length, 0);
});

test("roles: makers create, handlers move, anybody observes", () => {
  const roles = ["producer", "processor", "carrier", "retailer", "certifier", "operator"];
  const allowedTo = (payload) => roles.filter((role) => {
    try {
      checkRole(read(payload), [role]);
      return true;
    } catch (error) {
      assert.equal(error.code, "role_missing");
      return false;
    }
  });
  assert.deepEqual(allowedTo(harvest), roles.slice(0, 2));
  assert.deepEqual(allowedTo(salting), roles.slice(0, 2));
  assert.deepEqual(allowedTo({ ...harvest, action: "DELETE" }), roles.slice(0, 4));
  assert.deepEqual(allowedTo(packing), roles.slice(0, 4));
  assert.deepEqual(allowedTo({ ...packing, action: "OBSERVE" }), roles.slice(0, 4));
  assert.deepEqual(allowedTo({ ...harvest, action: "OBSERVE" }), roles);
  refuses("role_missing", () => checkRole(read(harvest), []));
});

test("a statement is three base64url parts with an exact header, for this ledger", () => {
  const key = ed25519Key(4);
  const sign = (payload, header = {}) => signStatement(payload, key, { typ: "t", header });
  const good = sign({ a: 1 });
  const parsed = parseStatement(good, { log: ORIGIN });
  assert.equal(parsed.kid, key.kid);
  assert.equal(parsed.payload.a, 1);
  assert.equal(new TextDecoder().decode(parsed.signingInput), good.slice(0, good.lastIndexOf(".")));
  const [header, payload, signature] = good.split(".");
  const encoded = (text) => Buffer.from(text).toString("base64url");
  for (const bad of [
    "", "a.b", `${good}.x`, `${good}=`, `${good}\n`, ` ${good}`, `${header}.${payload}`, `.${payload}.${signature}`,
    `${encoded("{}")}.${payload}.${signature}`, `${header}.${encoded("[]")}.${signature}`,
    `${header}.${encoded('{"a":1,"a":2}')}.${signature}`, `${header}.${encoded("\ufeff{}")}.${signature}`,
    `${header}..${signature}`, sign({}, { crv: "x" }), sign({}, { kid: 1 }), sign({}, { alg: undefined }),
    `${encoded('{"alg,kid":"","log":"","typ":""}')}.${payload}.${signature}`, `${good}\ufffd`,
    sign({ a: "x".repeat(50_000) }), `${header}.${payload}.${signature.slice(0, -1)}B`,
  ]) refuses("statement_malformed", () => parseStatement(bad, { log: ORIGIN }));
  refuses("wrong_log", () => parseStatement(good, { log: "other.example/log" }));
  refuses("wrong_log", () => parseStatement(
    signStatement("not JSON", key, { typ: "t" }), { log: "other.example/log" },
  ));
  assert.equal(parseStatement(good, { log: ANY_LOG }).typ, "t");
});
