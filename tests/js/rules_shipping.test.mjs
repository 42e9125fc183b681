/** Shipments under version 2 (docs/rules.md, "Entering an event", 7). */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CARTON, CERTIFIER, COOP, CRAB, HEIR, JAR, OIL, PACKER, PALLET, SHOP, amount, breaks, drop, end, flagged, grow, jars,
  keys, label, lot, make, pack, pieces, receive, register, sell, ship, stands, unit, see,
} from "./support/economy.mjs";
import { ed25519Key } from "./support/ledger.mjs";

const LOT = lot(JAR);
const RAW = lot(CRAB);
const OILS = lot(OIL);
const lots = [grow("harvest", [amount(RAW, 100)]), make("filling", [amount(RAW, 90)], [pieces(LOT, 200)])];
const about = { asked: LOT };
const sent = jars([ship("s", [unit("1")], SHOP)]);
const withdraw = (id, things, signer = keys.coop) => see(id, things, { bizStep: "void_shipping" }, signer);

test("receiver_missing: a shipment goes to one registered participant, not to oneself", async () => {
  const to = (destinationList) => jars([see("x", [unit("1")], { bizStep: "shipping", destinationList })]);
  const party = (destination, type = "possessing_party") => ({ type, destination });
  for (const list of [
    undefined, [], [party(COOP)], [party("https://nobody.example/")], [party(SHOP), party(PACKER)],
    [party(SHOP), party(SHOP)], [party(SHOP, "owning_party")], [SHOP], [party(7)], party(SHOP),
  ]) await breaks(to(list), "receiver_missing", null);
  await stands(to([party(SHOP), party(PACKER, "owning_party"), party("urn:x:dock", "location")]));
  const late = [...to([party(HEIR)]), register(HEIR, ed25519Key(13), ["retailer"])];
  await breaks(late, "receiver_missing", null, { by: "x" });
});

test("what is on its way is shown with who holds it and to whom it goes", async () => {
  const { passport } = await stands(sent);
  assert.deepEqual(passport.holder, { id: COOP, name: "coop" });
  assert.deepEqual(passport.receiver, { id: SHOP, name: "shop" });
  const within = await stands(jars([
    pack("p", CARTON, [unit("1")]), pack("q", PALLET, [CARTON]), ship("s", [PALLET], PACKER),
    receive("r", [PALLET], keys.packer), ship("t", [PALLET], SHOP, keys.packer),
  ]));
  assert.equal(within.passport.holder.id, PACKER);
  assert.equal(within.passport.receiver.id, SHOP);
  const arrived = await stands([...sent, receive("r", [unit("1")], keys.shop)]);
  assert.deepEqual([arrived.passport.holder.id, arrived.passport.receiver], [SHOP, null]);
});

test("a shipment may hold what nobody asked about", async () => {
  const both = [unit("2"), unit("1")];
  await stands(jars([ship("s", both, SHOP), receive("r", both, keys.shop), sell("x", [unit("1")], keys.shop)]));
  await stands(jars([ship("s", both, SHOP), withdraw("b", both), drop("x", [unit("1")])]));
});

test("not_receiver: only who was named receives", async () => {
  await breaks([...sent, receive("x", [unit("1")], keys.packer)], "not_receiver", unit("1"));
  await breaks([...sent, receive("x", [unit("1")], keys.coop)], "not_receiver", unit("1"));
  await stands([...sent, receive("x", [unit("1")], keys.shop), sell("sale", [unit("1")], keys.shop)]);
  await stands([...sent, end(SHOP, "merged", [PACKER]), receive("x", [unit("1")], keys.packer)]);
});

test("not_in_transit: what was not sent is neither received nor called back", async () => {
  await breaks(jars([receive("x", [unit("1")], keys.shop)]), "not_in_transit", unit("1"));
  await breaks(jars([withdraw("x", [unit("1")])]), "not_in_transit", unit("1"));
  const arrived = [...sent, receive("r", [unit("1")], keys.shop)];
  await breaks([...arrived, receive("x", [unit("1")], keys.shop)], "not_in_transit", unit("1"));
  for (const record of [receive("x", [unit("1")], keys.shop), withdraw("x", [unit("1")])]) {
    await breaks([record, ...jars()], "not_in_transit", unit("1"), { by: "x" });
  }
});

test("already_packed: a carton is received, not what is in it", async () => {
  const packed = jars([pack("p", CARTON, [unit("1")]), ship("s", [CARTON], SHOP)]);
  await breaks([...packed, receive("x", [unit("1")], keys.shop)], "already_packed", unit("1"));
  await breaks([...packed, withdraw("x", [unit("1")])], "not_in_transit", unit("1"));
});

test("who sent it may call it back, and then use it again", async () => {
  await stands([...sent, withdraw("back", [unit("1")]), drop("x", [unit("1")])]);
  await breaks([...sent, withdraw("x", [unit("1")], keys.shop)], "not_holder", unit("1"));
  await breaks([...sent, withdraw("b", [unit("1")]), receive("x", [unit("1")], keys.shop)], "not_in_transit", unit("1"));
});

test("a delivery that is refused stays with who sent it", async () => {
  const returned = [...sent, receive("no", [unit("1")], keys.shop, { disposition: "returned" })];
  await stands([...returned, drop("x", [unit("1")])]);
  await breaks([...returned, sell("x", [unit("1")], keys.shop)], "not_holder", unit("1"));
  await breaks([...sent, receive("x", [unit("1")], keys.packer, { disposition: "returned" })], "not_receiver", unit("1"));
});

test("shipment_partial: no more of a lot is sent than is loose", async () => {
  const some = [...lots, drop("used", [pieces(LOT, 50)]), label("l", [unit("1")], "1")];
  await stands([...some, ship("x", [pieces(LOT, 149)], SHOP)]);
  await stands([...some, ship("x", [pieces(LOT, 100)], SHOP)]);
  await breaks([...some, ship("x", [pieces(LOT, 150)], SHOP)], "shipment_partial", LOT);
});

test("received_differs: what came is compared with what was sent", async () => {
  const [start, ...rest] = [...lots, ship("s", [pieces(LOT, 200)], SHOP)];
  const got = (...things) => [start, ...rest, receive("x", things, keys.shop)];
  await flagged(got(pieces(LOT, 200)), [], about);
  await flagged(got(pieces(LOT, 198.5)), [
    ["received_differs", "x", LOT, { shipped: "200", received: "198.5" }],
  ], about);
  await flagged([start, ...rest, withdraw("x", [pieces(LOT, 5)])], [], about);
  const oil = [grow("o", [amount(OILS, 10, "LTR")]), ship("s", [pieces(OILS, 20)], SHOP)];
  const oils = (thing) => [...oil, receive("x", [thing], keys.shop)];
  await flagged(oils(amount(OILS, 10000, "MLT")), [], { asked: OILS });
  await flagged(oils(pieces(OILS, 19)), [
    ["received_differs", "x", OILS, { shipped: "10", received: "9.5" }],
  ], { asked: OILS });
  await breaks(oils(amount(OILS, 10)), "unit_mismatch", OILS, { asked: OILS });
});

test("recalled_moved: what is recalled goes to its maker, and nowhere else", async () => {
  const bad = (things) => jars([see("recall", things, { disposition: "recalled" })]);
  const recalled = { step: 10 };
  await breaks([...bad([unit("1")]), ship("x", [unit("1")], SHOP)], "recalled_moved", unit("1"), recalled);
  await breaks([...bad([pieces(LOT, 1)]), ship("x", [unit("1")], SHOP)], "recalled_moved", unit("1"), recalled);
  await breaks([...bad([unit("1")]), sell("x", [unit("1")])], "recalled_moved", unit("1"), recalled);
  await breaks([...bad([pieces(LOT, 1)]), sell("x", [unit("1")])], "recalled_moved", unit("1"), recalled);
  const recall = see("recall", [unit("1")], { disposition: "recalled" });
  const home = [...sent, receive("r", [unit("1")], keys.shop), recall, ship("x", [unit("1")], COOP, keys.shop)];
  await breaks(home, "recalled", unit("1"), { step: 11, by: "recall" });
  const away = [...home.slice(0, -1), ship("x", [unit("1")], CERTIFIER, keys.shop)];
  await breaks(away, "recalled_moved", unit("1"));
  await breaks([...bad([unit("1")]), drop("x", [unit("1")])], "recalled", unit("1"), { step: 11, by: "recall" });
});
