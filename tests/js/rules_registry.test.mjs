/** What version 2 of the rules adds to the registry (docs/formats.md 5, docs/rules.md, "Versions"). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readRegistry } from "../../verifier_web/verify/statements.js";
import { parseJsonText } from "../../verifier_web/verify/json.js";
import {
  COOP, CRAB, FARM, GIFT, HALL, HEIR, JAR, PACKER, RECIPE, SHOP, UNION, amount, breaks, drop, end, grow, jars, keys,
  lot, pieces, place, product, raise, register, say, stands, unit,
} from "./support/economy.mjs";
import { fails, refusesLater } from "./support/expect.mjs";
import { ed25519Key } from "./support/ledger.mjs";
import { bundleOf, rewritten } from "./support/story.mjs";

const RAW = lot(CRAB);
const refused = (records, code, by = records[records.length - 1].id, about = {}) => (
  breaks([...records, ...jars()], code, null, { step: 5, by, ...about })
);
const read = (payload) => readRegistry(parseJsonText(JSON.stringify(payload)));

test("a version that this verifier does not know: it cannot tell, which is not wrong", async () => {
  const founded = await fails(bundleOf(rewritten("genesis", { rules: 3 })), [5, "rules_unknown", 0]);
  assert.equal(founded.verdict, "unchecked");
  const weak = { kty: "OKP", crv: "Ed25519", x: Buffer.alloc(32).toString("base64url") };
  await fails(bundleOf(rewritten("genesis", { rules: 3, sealKey: weak })), [5, "rules_unknown", 0]);
  await fails(bundleOf(rewritten("genesis", { rules: 3, origin: "other.example" })), [5, "genesis_mismatch", 0]);
  const raised = await refused([raise(3)], "rules_unknown");
  assert.equal(raised.verdict, "unchecked");
});

test("the operator raises the version, never lowers it", async () => {
  await stands([raise(2), ...jars()], { rules: 1 });
  await stands([raise(1), ...jars()], { rules: 0 });
  await refused([raise(2, keys.coop)], "not_authorized", "raise", { rules: 1 });
  for (const [rules, version] of [[2, 2], [2, 1], [1, 1], [2, 0]]) {
    await refused([raise(version)], "rules_lowered", "raise", { rules });
  }
  const again = { ...raise(2), id: "again", payload: { ...raise(2).payload, time: "later" } };
  await refused([raise(2), again], "rules_lowered", "again", { rules: 1 });
  for (const version of [-1, 1.5, "2", null]) await refused([raise(version)], "registry_malformed");
});

test("an event is judged by the version of the statements before it", async () => {
  const foreign = drop("x", [unit("1")], {}, keys.packer);
  await stands(jars([foreign, raise(2)]), { rules: 1 });
  await breaks(jars([raise(2), foreign]), "not_holder", unit("1"), { rules: 1 });
  await stands(jars([foreign]), { rules: 0 });
});

test("a recipe is registered before the product that names it", async () => {
  const other = `${RECIPE}/2`;
  const recipe = say("recipe", keys.coop, {
    type: "RecipeRegistered", recipe: other, owner: COOP, name: { vi: "x" }, steps: [],
  });
  const cooked = product(`${CRAB}-x`, COOP, keys.coop, { recipe: other });
  await stands([recipe, cooked, ...jars()]);
  await refused([cooked], "unknown_recipe");
  await refused([cooked, recipe], "unknown_recipe", cooked.id);
  const foreign = product(CRAB, PACKER, keys.packer, { recipe: other });
  await refused([foreign], "not_authorized");
  await refused([product(`${CRAB}-x`, COOP, keys.coop, { recipe: "urn:x" })], "registry_malformed");
});

test("products and places are handed over to who acts for their owner", async () => {
  const heir = ed25519Key(13);
  const founded = register(HEIR, heir, ["producer"]);
  const ended = end(COOP, "merged", [HEIR]);
  const taken = product(CRAB, HEIR, heir);
  const made = grow("x", [amount(RAW, 1)], {}, heir);
  await stands([founded, ended, taken, place(FARM, HEIR, heir), made], { asked: RAW });
  await refused([founded, taken], "not_authorized");
  await refused([founded, end(COOP, "suspended", [HEIR]), taken], "not_authorized", CRAB);
  await refused([founded, ended, product(CRAB, SHOP, keys.shop)], "not_authorized", CRAB);
  await refused([founded, ended, place(HALL, HEIR, heir)], "not_authorized", HALL);
  await refused([founded, ended, taken], "not_authorized", CRAB, { rules: 1 });
  await refused([founded, ended, product(CRAB, UNION, keys.union)], "not_authorized", CRAB);
  const gift = grow("x", [pieces(lot(GIFT), 1)], {}, keys.packer);
  await stands([end(COOP, "dissolved"), product(JAR, UNION, keys.union), gift], { asked: lot(GIFT) });
});

test("members of version 2: what they are and what is refused", async () => {
  const participant = register(HEIR, ed25519Key(13), ["producer"]).payload;
  assert.equal((await read({ ...participant, commune: "Đầm Dơi" })).commune, "Đầm Dơi");
  assert.equal((await read(participant)).commune, null);
  await refusesLater("registry_malformed", read({ ...participant, commune: "" }));
  const recipe = (step) => ({
    type: "RecipeRegistered", recipe: RECIPE, owner: COOP, name: { vi: "x" }, steps: [{ step: "a", ...step }],
  });
  const { steps: [step] } = await read(recipe({ hoursMin: 0.5, hoursMax: 36, yieldMax: 1e-3 }));
  const UNIT32 = 10n ** 32n;
  assert.deepEqual([step.hoursMin, step.hoursMax, step.yieldMax], [UNIT32 / 2n, 36n * UNIT32, UNIT32 / 1000n]);
  for (const bad of [0, -1, "1", null, true]) {
    for (const name of ["hoursMin", "hoursMax", "yieldMax"]) {
      await refusesLater("registry_malformed", read(recipe({ [name]: bad })));
    }
  }
  const farm = (area) => ({ type: "LocationRegistered", location: FARM, owner: COOP, name: "x", area });
  const area = { south: -90, west: -180, north: 90, east: 180 };
  assert.equal((await read(farm(area))).area.east, 180n * UNIT32);
  assert.equal((await read(farm({ ...area, north: -90, west: 180 }))).area.north, -90n * UNIT32);
  for (const bad of [
    { ...area, south: -90.1 }, { ...area, north: 90.000001 }, { ...area, west: -180.1 }, { ...area, east: 181 }, { ...area, more: 1 },
    { ...area, south: "1" }, { south: 1, west: 1, north: 2 }, { ...area, south: 1, north: 0.999 }, { ...area, west: 5, east: 4 }, [], null,
  ]) await refusesLater("registry_malformed", read(farm(bad)));
  assert.equal((await read(end(COOP, "converted").payload)).status, "converted");
  await refusesLater("registry_malformed", read(end(COOP, "gone").payload));
});

test("what a buyer reads about the maker of an old jar", async () => {
  const heir = register(HEIR, ed25519Key(13), ["producer"]);
  const { passport } = await stands(jars([heir, end(COOP, "converted", [HEIR, PACKER])]));
  assert.deepEqual(
    [passport.maker.status, passport.maker.since, passport.maker.successors],
    ["converted", Date.parse("2026-01-08T00:00:00Z") * 1000, [{ id: HEIR, name: "heir" }, { id: PACKER, name: "packer" }]],
  );
  const back = await stands(jars([end(COOP, "suspended"), end(COOP, "active", [], "2026-01-09T00:00:00Z")]));
  assert.deepEqual([back.passport.maker.status, back.passport.maker.successors], ["active", []]);
  assert.equal(back.passport.maker.since, Date.parse("2026-01-09T00:00:00Z") * 1000);
});

test("a certificate shows the hash of its document", async () => {
  const documentHash = "ab".repeat(32);
  const issued = say("c", keys.certifier, {
    type: "CredentialIssued", credential: "https://certifier.example/c", issuer: "https://certifier.example/", subject: JAR,
    scheme: "OCOP", validFrom: "2026-01-01T00:00:00Z", validUntil: "2029-01-01T00:00:00Z", documentHash,
  });
  const { passport } = await stands([issued, ...jars()]);
  assert.equal(passport.certificates[0].documentHash, documentHash);
});
