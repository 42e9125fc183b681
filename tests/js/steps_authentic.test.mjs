/** Steps 1 to 8 of docs/verification.md: each refusal, by one lie in an otherwise good story. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_BUNDLE } from "../../verifier_web/verify/bundle.js";
import { bytes, fails, refusesLater, verify } from "./support/expect.mjs";
import {
  ORIGIN, ed25519Key, p256Key, signStatement, signatureLine, vkey,
} from "./support/ledger.mjs";
import {
  CARRIER, COOP, CRAB, EVENT, FARM, JAR, PINS, REGISTRY, SEAL, UNION, bundleOf, changed, indexOf,
  inserted, keys, logSigns, rewritten, tellStory, toBytes,
} from "./support/story.mjs";

const good = bundleOf(tellStory());
const at = (id) => indexOf(id);
const registry = (signer, payload, more = {}) => ({ id: "x", typ: REGISTRY, signer, payload, ...more });
const coop = tellStory()[indexOf("coop")].payload;
const WEAK = { kty: "OKP", crv: "Ed25519", x: Buffer.alloc(32).toString("base64url") };
const time = "2026-01-02T00:00:00Z";

test("a good story is verified, with all eleven steps", async () => {
  const result = await verify(good);
  assert.equal(result.failure, null);
  assert.equal(result.verdict, "verified");
  assert.deepEqual(result.steps.map(({ number }) => number), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.ok(result.steps.every(({ state, checked }) => state === "passed" && checked > 0));
  assert.equal(result.checkpoint.size, String(tellStory().length));
});

test("1 evidence: what cannot be read is unchecked, not wrong", async () => {
  const unreadable = (change) => ({ ...good, ...change });
  const { nodes: _, ...incomplete } = good;
  for (const bundle of [
    bytes(""), bytes("[]"), bytes("{}"), bytes("7"), bytes("null"), bytes('"x"'), bytes(`\ufeff${JSON.stringify(good)}`), Uint8Array.of(255),
    incomplete, unreadable({ more: 1 }), unreadable({ format: 1 }), unreadable({ format: "" }),
    unreadable({ id: "x y" }), unreadable({ checkpoint: "" }), unreadable({ entries: [] }),
    unreadable({ entries: [...good.entries].reverse() }), unreadable({ nodes: {} }),
    unreadable({ entries: [good.entries[0], good.entries[0]] }),
    unreadable({ entries: [{ ...good.entries[0], more: 1 }] }),
    unreadable({ entries: [{ ...good.entries[0], index: -1 }] }),
    unreadable({ entries: [{ ...good.entries[0], index: 0.5 }] }),
    unreadable({ entries: [{ ...good.entries[0], index: "0" }] }),
    unreadable({ entries: [{ ...good.entries[0], statement: 7 }] }),
    unreadable({ entries: Array.from({ length: 10_001 }, (__, index) => ({ index, statement: "x" })) }),
    unreadable({ nodes: ["AAAA"] }), unreadable({ nodes: [good.nodes[0].replace(/.=$/, "")] }),
    unreadable({ nodes: [1] }),
  ]) {
    const result = await fails(bundle, [1, "bundle_unreadable"]);
    assert.equal(result.verdict, "unchecked");
    assert.equal(result.id, null);
  }
  await fails({ ...good, format: "nguon-trace/2", more: 1 }, [1, "bundle_version"]);
  const padded = (length) => {
    const json = toBytes(good);
    return Uint8Array.from({ length }, (__, i) => json[i] ?? 0x20);
  };
  await fails(padded(MAX_BUNDLE + 1), [1, "bundle_too_large"]);
  assert.equal((await verify(padded(MAX_BUNDLE))).verdict, "verified");
});

test("2 checkpoint: a note with a checkpoint, from a pinned log, signed by it", async () => {
  const noted = (checkpoint) => ({ ...good, checkpoint });
  await fails(noted("x"), [2, "checkpoint_malformed"]);
  await fails(noted(good.checkpoint.replace("\n\n", "\nextension\n\n")), [2, "checkpoint_malformed"]);
  await fails(noted(good.checkpoint.slice(0, -1)), [2, "checkpoint_malformed"]);
  const other = bundleOf(tellStory(), { lines: () => ["\u2014 n AAAAAAA=\n"] });
  await fails(other, [2, "log_signature_missing"]);
  const wrongText = good.checkpoint.replace("\n17\n", "\n18\n");
  assert.notEqual(wrongText, good.checkpoint);
  await fails(noted(wrongText), [2, "log_signature_bad"]);
  const unknown = await fails(good, [2, "unknown_log", null, ORIGIN], { pins: { ledgers: [] } });
  assert.equal(unknown.verdict, "unchecked");
  const pins = { ledgers: [{ origin: ORIGIN, vkey: vkey(ORIGIN, keys.stranger) }] };
  const wrongKey = await fails(good, [2, "log_signature_missing"], { pins });
  assert.equal(wrongKey.verdict, "wrong");
  assert.equal(wrongKey.checkpoint, null);
});

test("2 checkpoint: as many witnesses as are asked for, and no bad cosignature", async () => {
  const witnesses = [ed25519Key(21), ed25519Key(22)];
  const names = ["w.example/1", "w.example/2"];
  const pinned = (quorum) => ({
    ledgers: [{
      ...PINS.ledgers[0], witnesses: names.map((name, i) => vkey(name, witnesses[i], 4)), quorum,
    }],
  });
  const cosign = (text, i) => signatureLine(names[i], witnesses[i], text, { type: 4, time: 1_768_000_000 });
  const lines = (...which) => (text) => [...logSigns(text), ...which.map((i) => cosign(text, i))];
  const one = bundleOf(tellStory(), { lines: lines(0) });
  assert.equal((await verify(one, { pins: pinned(1) })).verdict, "verified");
  await fails(one, [2, "witness_quorum"], { pins: pinned(2) });
  const twice = bundleOf(tellStory(), { lines: lines(0, 0) });
  await fails(twice, [2, "witness_quorum"], { pins: pinned(2) });
  const both = bundleOf(tellStory(), { lines: lines(0, 1) });
  assert.equal((await verify(both, { pins: pinned(2) })).verdict, "verified");
  const bad = bundleOf(tellStory(), { lines: (text) => [...lines(0)(text), cosign(`${text}x\n`, 1)] });
  await fails(bad, [2, "cosignature_bad"], { pins: pinned(1) });
  const unsigned = bundleOf(tellStory(), { lines: (text) => [cosign(text, 0)] });
  await fails(unsigned, [2, "log_signature_missing"], { pins: pinned(1) });
});

test("pins that are wrong throw: that is no verdict about the evidence", async () => {
  await refusesLater("pins_malformed", verify(good, { pins: { ledgers: [{ origin: ORIGIN, vkey: "x" }] } }));
});

test("3 inclusion: every entry leads to the signed root", async () => {
  const entries = (change) => ({ ...good, entries: good.entries.map(change) });
  const last = good.entries.length - 1;
  const moved = entries((entry, i) => (i === last ? { ...entry, index: last + 1 } : entry));
  await fails(moved, [3, "index_out_of_range", last + 1]);
  await fails({ ...good, nodes: good.nodes.slice(1) }, [3, "nodes_mismatch"]);
  await fails({ ...good, nodes: [...good.nodes, good.nodes[0]] }, [3, "nodes_mismatch"]);
  const swapped = [good.nodes[1], good.nodes[0], ...good.nodes.slice(2)];
  await fails({ ...good, nodes: swapped }, [3, "inclusion_failed", 1]); // 0-1, which 1 needs first
  for (const index of [0, at("salting"), last]) {
    const altered = entries((entry) => (
      entry.index === index ? { ...entry, statement: `${entry.statement}A` } : entry
    ));
    const result = await fails(altered, [3, "inclusion_failed", index]);
    assert.equal(result.verdict, "wrong");
  }
  const later = [...tellStory(), { id: "seal4", typ: SEAL, signer: keys.seal, payload: { time: "2026-01-11T00:00:00Z" } }];
  const swappedCheckpoint = { ...good, checkpoint: bundleOf(later).checkpoint };
  await fails(swappedCheckpoint, [3, "nodes_mismatch"]);
});

test("4 statements: the form of each entry, and for which ledger it was signed", async () => {
  const story = (entry) => bundleOf(changed("salting", () => ({ entry })));
  await fails(story("no statement"), [4, "statement_malformed", at("salting")]);
  const { payload, signer } = tellStory()[at("salting")];
  const foreign = signStatement(payload, signer, { typ: EVENT, log: "other.example/log" });
  await fails(story(foreign), [4, "wrong_log", at("salting")]);
  const twice = signStatement('{"type":"a","type":"b"}', signer, { typ: EVENT });
  await fails(story(twice), [4, "statement_malformed", at("salting")]);
  const header = bundleOf(changed("salting", () => ({ header: { jwk: keys.coop.jwk } })));
  await fails(header, [4, "statement_malformed", at("salting")]);
});

test("an entry of a type that is not known is counted and ignored", async () => {
  const unknown = { id: "map", typ: "vnd.nguon.map+json", signer: keys.stranger, payload: {} };
  assert.equal((await verify(bundleOf(inserted("harvest", [unknown])))).verdict, "verified");
});

/** The same again in other words: what was signed before is refused as such. */
const said = (payload) => ({ ...payload, note: "once more" });

test("5 registry: Genesis is there and is that of the pinned log", async () => {
  await fails(bundleOf(tellStory(), { leaveOut: ["genesis"] }), [5, "genesis_missing", 0]);
  await fails(bundleOf(changed("genesis", () => ({ typ: EVENT }))), [5, "genesis_missing", 0]);
  await fails(bundleOf(changed("genesis", () => ({ payload: coop }))), [5, "genesis_missing", 0]);
  await fails(bundleOf(rewritten("genesis", { origin: "other.example" })), [5, "genesis_mismatch", 0]);
  await fails(bundleOf(rewritten("genesis", { logKeys: [vkey(ORIGIN, keys.stranger)] })), [5, "genesis_mismatch", 0]);
  await fails(bundleOf(rewritten("genesis", { rules: -1 })), [5, "registry_malformed", 0]);
  await fails(bundleOf(rewritten("genesis", { sealKey: WEAK })), [5, "weak_key", 0]);
  await fails(bundleOf(changed("genesis", () => ({ signer: keys.stranger }))), [5, "unknown_key", 0]);
  await fails(bundleOf(changed("genesis", () => ({ header: { alg: "ES256" } }))), [5, "algorithm_mismatch", 0]);
  const forged = { header: { kid: keys.union.kid }, signer: keys.stranger };
  await fails(bundleOf(changed("genesis", () => forged)), [5, "signature_bad", 0]);
  const again = registry(keys.union, said(tellStory()[0].payload));
  await fails(bundleOf(inserted("coop", [again])), [5, "genesis_misplaced", 1]);
  const replayed = registry(keys.union, tellStory()[0].payload);
  await fails(bundleOf(inserted("coop", [replayed])), [5, "statement_replayed", 1]);
});

test("5 registry: shapes, weak keys, and the signer's codes", async () => {
  const story = (change) => bundleOf(changed("jar", change));
  const jar = at("jar");
  for (const members of [
    { type: "Unknown" }, { type: 1 }, { product: `${JAR}1` }, { product: JAR.replace(/.$/, "1") },
    { owner: "http://coop.example/" }, { name: {} }, { name: { vi: "" } }, { description: null },
    { netContent: { quantity: 0 } }, { netContent: { quantity: 1, uom: "x" } }, { netContent: [] },
  ]) await fails(bundleOf(rewritten("jar", members)), [5, "registry_malformed", jar]);
  for (const members of [
    { kind: "shop" }, { roles: [] }, { roles: ["producer", "producer"] }, { roles: ["operator"] },
    { contact: "0900" }, { contact: "javascript:alert(1)" }, { keys: [] }, { keys: [{}] }, { name: "" },
    { province: null }, { participant: "x" },
  ]) await fails(bundleOf(rewritten("coop", members)), [5, "registry_malformed", at("coop")]);
  await fails(bundleOf(rewritten("coop", { keys: [WEAK] })), [5, "weak_key", at("coop")]);
  await fails(story(() => ({ signer: keys.stranger })), [5, "unknown_key", jar]);
  await fails(story(() => ({ header: { alg: "ES256" } })), [5, "algorithm_mismatch", jar]);
  await fails(story(() => ({ header: { alg: "none" } })), [5, "algorithm_mismatch", jar]);
  const forged = { header: { kid: keys.coop.kid }, signer: keys.stranger };
  await fails(story(() => forged), [5, "signature_bad", jar]);
  assert.equal((await verify(story(() => ({ header: { alg: "EdDSA" } })))).verdict, "verified");
});

const revoke = (kid, signer, more = {}) => registry(signer, {
  type: "KeyRevoked", key: kid, reason: "lost", ...more,
});
const suspend = (participant, status = "suspended", signer = keys.union) => registry(signer, {
  type: "ParticipantStatusChanged", participant, status, effective: time, reason: "r",
});

test("5 registry: keys and participants are valid up to an index", async () => {
  const before = (id, ...records) => bundleOf(inserted(id, records));
  await fails(before("jar", revoke(keys.coop.kid, keys.coop)), [5, "key_revoked", at("jar") + 1]);
  await fails(before("jar", suspend(COOP)), [5, "participant_inactive", at("jar") + 1]);
  await fails(before("coop", registry(keys.coop, { type: "KeyAdded", participant: COOP, key: ed25519Key(8).jwk })),
    [5, "unknown_key", at("coop")]);
  assert.equal((await verify(before("jar", suspend(COOP), suspend(COOP, "active")))).verdict, "verified");
  const byUnion = revoke(keys.coop.kid, keys.union);
  await fails(before("seal3", byUnion, { ...byUnion, payload: said(byUnion.payload) }),
    [5, "key_revoked", at("seal3") + 1]);
  const own = revoke(keys.coop.kid, keys.coop);
  await fails(before("seal3", own, { ...own, payload: said(own.payload) }),
    [5, "key_revoked", at("seal3") + 1]);
});

test("5 registry: who may say what", async () => {
  const participant = (id, byte) => ({ ...coop, participant: id, keys: [ed25519Key(byte).jwk] });
  const credential = tellStory()[at("stars")].payload;
  const product = tellStory()[at("jar")].payload;
  const place = tellStory()[at("farm")].payload;
  const recipe = {
    type: "RecipeRegistered", recipe: "https://coop.example/r", owner: COOP, name: { vi: "r" },
    steps: [{ step: "salting", yieldMax: 0.8 }],
  };
  const NEW = "https://new.example/";
  const withStep = (step) => ({ ...recipe, steps: [step] });
  for (const [signer, payload, code] of [
    [keys.coop, withStep({ step: "salting", yieldMax: 0 }), "registry_malformed"],
    [keys.coop, withStep({ step: "salting", yieldMax: "1" }), "registry_malformed"],
    [keys.coop, withStep({ yieldMax: 1 }), "registry_malformed"],
    [keys.coop, withStep("salting"), "registry_malformed"],
    [keys.coop, participant(NEW, 30), "not_authorized"],
    [keys.union, participant(COOP, 30), "already_registered"],
    [keys.union, participant(NEW, 4), "already_registered"],
    [keys.union, { ...participant(NEW, 30), keys: [ed25519Key(30).jwk, ed25519Key(30).jwk] }, "already_registered"],
    [keys.coop, suspend(CARRIER).payload, "not_authorized"],
    [keys.union, suspend(NEW).payload, "unknown_participant"],
    [keys.union, suspend(UNION).payload, "not_authorized"],
    [keys.union, { ...suspend(CARRIER, "merged").payload, into: [COOP, NEW] }, "unknown_participant"],
    [keys.union, { type: "KeyAdded", participant: NEW, key: ed25519Key(30).jwk }, "unknown_participant"],
    [keys.coop, { type: "KeyAdded", participant: CARRIER, key: ed25519Key(30).jwk }, "not_authorized"],
    [keys.coop, { type: "KeyAdded", participant: COOP, key: keys.carrier.jwk }, "already_registered"],
    [keys.coop, { type: "KeyAdded", participant: COOP, key: WEAK }, "weak_key"],
    [keys.coop, revoke(ed25519Key(30).kid).payload, "unknown_key"],
    [keys.coop, revoke(keys.carrier.kid).payload, "not_authorized"],
    [keys.union, { ...product, owner: NEW }, "unknown_participant"],
    [keys.carrier, product, "not_authorized"],
    [keys.carrier, { ...product, owner: CARRIER }, "not_authorized"],
    [keys.union, { ...product, owner: CARRIER }, "not_authorized"],
    [keys.union, { ...place, owner: NEW }, "unknown_participant"],
    [keys.carrier, place, "not_authorized"],
    [keys.carrier, { ...place, owner: CARRIER }, "not_authorized"],
    [keys.certifier, { ...credential, issuer: NEW }, "unknown_participant"],
    [keys.union, { ...credential, credential: `${NEW}c` }, "not_authorized"],
    [keys.coop, { ...credential, credential: `${NEW}c`, issuer: COOP }, "not_authorized"],
    [keys.certifier, credential, "already_registered"],
    [keys.certifier, { ...credential, credential: `${NEW}c`, subject: NEW }, "unknown_subject"],
    [keys.certifier, { type: "CredentialRevoked", credential: `${NEW}c`, reason: "r" }, "unknown_credential"],
    [keys.coop, { type: "CredentialRevoked", credential: credential.credential, reason: "r" }, "not_authorized"],
    [keys.carrier, recipe, "not_authorized"],
    [keys.union, { ...recipe, owner: NEW }, "unknown_participant"],
  ]) {
    const bundle = bundleOf(inserted("seal1", [registry(signer, said(payload))]));
    await fails(bundle, [5, code, at("seal1")]);
  }
  for (const [signer, payload] of [
    [keys.union, participant(NEW, 30)], [keys.union, { ...suspend(CARRIER, "merged").payload, into: [COOP] }],
    [keys.coop, { type: "KeyAdded", participant: COOP, key: p256Key().jwk }],
    [keys.union, { type: "KeyAdded", participant: COOP, key: ed25519Key(30).jwk }],
    [keys.coop, product], [keys.union, product], [keys.union, place], [keys.coop, recipe],
    [keys.certifier, { ...credential, credential: `${NEW}c`, subject: COOP }],
    [keys.union, { ...credential, credential: `${NEW}c`, issuer: UNION }],
  ]) {
    const bundle = bundleOf(inserted("seal3", [registry(signer, said(payload))]));
    assert.equal((await verify(bundle)).failure, null);
  }
  const twice = [registry(keys.coop, recipe), registry(keys.coop, said(recipe))];
  await fails(bundleOf(inserted("seal1", twice)), [5, "already_registered", at("seal1") + 1]);
  const revoked = registry(keys.certifier, { type: "CredentialRevoked", credential: credential.credential, reason: "r" });
  await fails(bundleOf(inserted("seal1", [revoked, { ...revoked, payload: said(revoked.payload) }])), [5, "unknown_credential", at("seal1") + 1]);
});

test("6 signatures: each event's key, as it was at that index", async () => {
  const story = (change) => bundleOf(changed("salting", change));
  const index = at("salting");
  await fails(story(() => ({ signer: keys.stranger })), [6, "unknown_key", index]);
  await fails(story(() => ({ header: { alg: "ES256" } })), [6, "algorithm_mismatch", index]);
  const forged = { header: { kid: keys.coop.kid }, signer: keys.stranger };
  await fails(story(() => forged), [6, "signature_bad", index]);
  await fails(bundleOf(inserted("salting", [revoke(keys.coop.kid, keys.union)])), [6, "key_revoked", index + 1]);
  await fails(bundleOf(inserted("salting", [suspend(COOP, "dissolved")])), [6, "participant_inactive", index + 1]);
  const added = registry(keys.union, { type: "KeyAdded", participant: COOP, key: keys.stranger.jwk });
  const late = inserted("filling", [added], changed("salting", () => ({ signer: keys.stranger })));
  await fails(bundleOf(late), [6, "unknown_key", index]);
  const intime = inserted("salting", [added], changed("salting", () => ({ signer: keys.stranger })));
  assert.equal((await verify(bundleOf(intime))).verdict, "verified");
});

test("6 signatures: of two bad ones the first is named, whichever is found first", async () => {
  const forge = (id, records) => changed(id, () => ({ header: { kid: keys.coop.kid }, signer: keys.stranger }), records);
  const both = changed("packing", () => ({ signer: keys.stranger }), forge("salting"));
  await fails(bundleOf(both), [6, "signature_bad", at("salting")]);
});

test("6 signatures: a key in phone hardware signs with ES256", async () => {
  const phone = p256Key();
  const added = registry(keys.coop, { type: "KeyAdded", participant: COOP, key: phone.jwk });
  const story = inserted("harvest", [added], changed("salting", () => ({ signer: phone })));
  assert.equal((await verify(bundleOf(story))).verdict, "verified");
  const mismatch = changed("salting", () => ({ signer: phone, header: { alg: "EdDSA" } }), story);
  await fails(bundleOf(mismatch), [6, "algorithm_mismatch", at("salting") + 1]);
});

test("7 time: seals are signed by the seal key and stand where they say", async () => {
  const story = (change) => bundleOf(changed("seal2", change));
  const index = at("seal2");
  const sealed = (members) => story(({ payload }) => ({ payload: { ...payload, ...members } }));
  for (const members of [{ time: 1 }, { time: "2026" }, { from: -1 }, { from: "0" }, { size: null }]) {
    await fails(sealed(members), [7, "seal_malformed", index]);
  }
  await fails(story(() => ({ signer: keys.union })), [7, "unknown_key", index]);
  await fails(story(() => ({ header: { alg: "ES256" } })), [7, "algorithm_mismatch", index]);
  const forged = { header: { kid: keys.seal.kid }, signer: keys.stranger };
  await fails(story(() => forged), [7, "signature_bad", index]);
  await fails(sealed({ size: index + 1 }), [7, "seal_misplaced", index]);
  await fails(sealed({ from: index + 1 }), [7, "seal_misplaced", index]);
  await fails(sealed({ from: at("seal1") }), [7, "seal_misplaced", index]);
  await fails(sealed({ time: "2026-01-01T23:59:59.999999Z" }), [7, "time_reversed", index]);
  assert.equal((await verify(sealed({ time: "2026-01-05T07:00:00+07:00" }))).verdict, "verified");
});

test("7 time: times differ by a microsecond even in the year 9999", async () => {
  const times = { seal2: "9999-12-31T23:59:59.999998Z", seal3: "9999-12-31T23:59:59.999997Z" };
  const story = Object.entries(times).reduce(
    (records, [id, stamp]) => rewritten(id, { time: stamp }, records), tellStory(),
  );
  await fails(bundleOf(story), [7, "time_reversed", at("seal3")]);
});

test("7 time: everything is dated, and the checkpoint ends with its seal", async () => {
  await fails(bundleOf(rewritten("seal2", { from: at("salting") })), [7, "seal_missing", at("harvest")]);
  await fails(bundleOf(tellStory(), { leaveOut: ["seal1"] }), [7, "seal_missing", 0]);
  await fails(bundleOf(tellStory(), { leaveOut: ["seal3"] }), [7, "seal_missing", at("filling")]);
  const open = [...tellStory(), { ...tellStory()[at("shipping")] }];
  await fails(bundleOf(open), [7, "seal_missing", open.length - 1]);
  const unknown = [...tellStory(), { id: "map", typ: "vnd.nguon.map+json", signer: keys.log, payload: {} }];
  await fails(bundleOf(unknown), [7, "seal_missing", unknown.length - 1]);
  await fails(bundleOf(unknown, { leaveOut: ["map"] }), [7, "seal_missing", unknown.length - 1]);
});

test("8 events: shape, time, role, products and places", async () => {
  const index = at("salting");
  const story = (members) => bundleOf(rewritten("salting", members));
  await fails(story({ type: "AssociationEvent" }), [8, "event_malformed", index]);
  await fails(story({ eventTimeZoneOffset: "+08:00" }), [8, "time_offset", index]);
  const output = (epcClass, quantity = 80) => ({ outputQuantityList: [{ epcClass, quantity, uom: "KGM" }] });
  await fails(story(output("x")), [8, "identifier_malformed", index]);
  await fails(story(output(`${JAR.replace(/.$/, "1")}/10/L1`)), [8, "check_digit", index]);
  await fails(story(output(`${CRAB}/10/S1`, 0)), [8, "quantity_malformed", index]);
  await fails(story(output(`${CRAB}2/10/S1`)), [8, "unknown_product", index]);
  await fails(story({ readPoint: { id: `${FARM}2` } }), [8, "unknown_location", index]);
  await fails(story({ bizLocation: { id: `${FARM}2` } }), [8, "unknown_location", index]);
  await fails(story({ readPoint: { id: "https://id.gs1.org/414/9506000134353" } }), [8, "check_digit", index]);
  await fails(bundleOf(changed("salting", () => ({ signer: keys.carrier }))), [8, "role_missing", index]);
  const latest = { eventTime: "2026-01-05T00:05:00Z" };
  assert.equal((await verify(story(latest))).verdict, "verified", "a phone's clock may run ahead");
  await fails(story({ eventTime: "2026-01-05T00:05:00.000001Z" }), [8, "future_event", index]);
});

test("8 events: a product or place that is registered later was not known then", async () => {
  const story = tellStory();
  const moved = (id) => inserted("seal3", [story[at(id)]], story.filter((record) => record.id !== id));
  await fails(bundleOf(moved("crab")), [8, "unknown_product", at("harvest") - 1]);
  await fails(bundleOf(moved("farm")), [8, "unknown_location", at("harvest") - 1]);
});

test("any one byte changed anywhere is refused, and never throws", async () => {
  const bytesOf = toBytes(good);
  for (let position = 7; position < bytesOf.length; position += 61) {
    const flipped = bytesOf.slice();
    flipped[position] ^= 1 << (position % 7);
    const { verdict } = await verify(flipped);
    assert.notEqual(verdict, "verified", `byte ${position}`);
  }
});
