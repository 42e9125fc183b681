/** Version 1 of the rules: what it never refused stays valid, and what it let move has moved. */
import { test } from "node:test";
import {
  CARTON, COOP, CRAB, GIFT, JAR, OIL, PACKER, PALLET, SHOP, amount, breaks, drop, end, flagged, grow, jars, keys, label, lot,
  make, pack, pieces, raise, receive, see, sell, ship, stands, unit, unpack, work,
} from "./support/economy.mjs";

const LOT = lot(JAR);
const RAW = lot(CRAB);
const OILS = lot(OIL);
const ONE = [unit("1")];
const old = { rules: 1 };
const reject = (signer) => see("i", ONE, { bizStep: "inspecting", disposition: "non_conformant" }, signer);
const accept = (signer) => see("a", ONE, { bizStep: "inspecting", disposition: "conformant" }, signer);

test("version 1 refuses nothing about custody, packing, shipping and quality", async () => {
  for (const more of [
    [drop("x", ONE, {}, keys.packer)], [work("x", ONE, {}, keys.packer)], [see("x", ONE, { bizStep: "shipping" })],
    [ship("x", ONE, "https://nobody.example/")], [ship("s", ONE, SHOP), drop("x", ONE)], [receive("x", ONE, keys.shop)],
    [see("x", ONE, { bizStep: "void_shipping" })], [pack("p", CARTON, ONE), pack("x", PALLET, ONE)],
    [pack("p", CARTON, [pieces(LOT, 150)]), pack("x", PALLET, [pieces(LOT, 150)])],
    [pack("p", CARTON, [pieces(LOT, 150)]), drop("x", [pieces(LOT, 200)])],
    [pack("p", CARTON, ONE), unpack("x", CARTON, [pieces(LOT, 5)])],
    [pack("p", CARTON, ONE), pack("q", PALLET, [unit("2")]), unpack("x", PALLET, ONE)],
    [reject(keys.packer), ship("x", ONE, SHOP)], [reject(keys.coop), accept(keys.coop), sell("x", ONE)],
    [see("x", ONE, { disposition: "conformant", "nguon:results": [{ test: "a", value: 2, limit: 1 }] })],
    [end(COOP, "dissolved"), grow("x", [pieces(lot(GIFT), 1)], {}, keys.packer)],
    [ship("x", [amount(LOT, 1, "LTR")], SHOP)], [see("x", [amount(LOT, 1, "LTR")], { bizStep: "receiving" })],
  ]) await stands(jars(more), old);
});

test("version 1 keeps the books as it always did", async () => {
  await breaks(jars([drop("x", [amount(RAW, 10.1)])]), "overdrawn", RAW, { ...old, asked: RAW });
  await breaks(jars([drop("d", ONE), drop("x", ONE)]), "already_spent", unit("1"), old);
  await breaks(jars([drop("x", [amount(LOT, 1)])]), "unit_mismatch", LOT, old);
  await breaks([drop("x", ONE), ...jars()], "input_missing", unit("1"), { ...old, by: "x" });
  await breaks([drop("x", [pieces(LOT, 1)]), ...jars()], "overdrawn", LOT, { ...old, by: "x" });
  const many = (count) => [
    grow("h", [amount(RAW, 90)]), make("f", [amount(RAW, 90)], [pieces(LOT, 2)]), drop("d", [pieces(LOT, 2)]),
    label("x", Array.from({ length: count }, (_, at) => unit(String(at + 1))), "1"),
  ];
  await stands(many(2), old);
  await breaks(many(3), "overserialised", LOT, old);
  await breaks(many(1), "overserialised", LOT);
});

test("what was shipped and received under version 1 is where it arrived", async () => {
  const moved = [ship("s", ONE, SHOP), receive("r", ONE, keys.shop), raise(2)];
  await stands(jars([...moved, sell("x", ONE, keys.shop)]), old);
  await breaks(jars([...moved, drop("x", ONE)]), "not_holder", unit("1"), old);
  const refusedDelivery = [ship("s", ONE, SHOP), receive("r", ONE, keys.shop, { disposition: "returned" }), raise(2)];
  await stands(jars([...refusedDelivery, drop("x", ONE)]), old);
  const onTheWay = [ship("s", ONE, SHOP), raise(2)];
  await breaks(jars([...onTheWay, drop("x", ONE)]), "in_transit", unit("1"), old);
  const calledBack = [ship("s", ONE, SHOP), see("v", ONE, { bizStep: "void_shipping" }), raise(2)];
  await stands(jars([...calledBack, drop("x", ONE)]), old);
});

test("what could not be moved under version 1 has not moved", async () => {
  const kept = (...more) => stands(jars([...more, raise(2), drop("x", ONE)]), old);
  await kept(ship("s", ONE, SHOP, keys.packer));
  await kept(ship("s", ONE, "https://nobody.example/"));
  await kept(ship("s", ONE, COOP));
  await kept(receive("r", ONE, keys.shop));
  const sent = ship("s", ONE, SHOP);
  await breaks(jars([sent, receive("r", ONE, keys.packer), raise(2), drop("x", ONE)]), "in_transit", unit("1"), old);
  const withdrawn = see("v", ONE, { bizStep: "void_shipping" }, keys.packer);
  await breaks(jars([sent, withdrawn, raise(2), drop("x", ONE)]), "in_transit", unit("1"), old);
  const packed = [pack("p", CARTON, ONE), sent, receive("r", ONE, keys.shop), raise(2)];
  await stands(jars([...packed, drop("x", ONE)]), old);
  const again = [sent, { ...ship("t", ONE, PACKER) }, raise(2), receive("r", ONE, keys.shop)];
  await stands(jars(again), old);
  const gone = [drop("d", ONE), sent, raise(2), receive("x", ONE, keys.shop)];
  await breaks(jars(gone), "not_in_transit", unit("1"), old);
});

test("what version 1 shipped is compared with what came, and only what was asked about is looked at", async () => {
  const [harvest, filling] = jars();
  const sent = [harvest, filling, ship("s", [pieces(LOT, 200)], SHOP), raise(2)];
  await flagged([...sent, receive("x", [pieces(LOT, 198)], keys.shop)], [
    ["received_differs", "x", LOT, { shipped: "200", received: "198" }],
  ], { ...old, asked: LOT });
  const both = [unit("2"), unit("1")];
  const moved = [ship("s", both, SHOP), receive("r", both, keys.shop), raise(2)];
  await stands(jars([...moved, sell("x", ONE, keys.shop)]), old);
});

test("a shipment in a unit that the lot is not counted in names its receiver, and no amount", async () => {
  const oil = [grow("o", [amount(OILS, 10, "LTR")]), ship("s", [amount(OILS, 10)], SHOP), raise(2)];
  await stands([...oil, receive("x", [amount(OILS, 10, "LTR")], keys.shop)], { ...old, asked: OILS });
});

test("blocks of version 1 hold if they were by who may, and so do releases", async () => {
  const then = (...more) => jars([...more, raise(2), ship("x", ONE, SHOP)]);
  await stands(then(reject(keys.packer)), old);
  await breaks(then(reject(keys.certifier)), "blocked", unit("1"), old);
  await breaks(then(reject(keys.coop), accept(keys.coop)), "blocked", unit("1"), old);
  await stands(then(reject(keys.coop), accept(keys.certifier)), old);
  const contradictory = see("c", ONE, {
    bizStep: "inspecting", disposition: "conformant", "nguon:results": [{ test: "a", value: 2, limit: 1 }],
  }, keys.certifier);
  await breaks(then(contradictory), "blocked", unit("1"), old);
});

test("what was packed under version 1 comes out again, and no more than that", async () => {
  const packed = [pack("p", CARTON, [pieces(LOT, 50)]), unpack("u", CARTON, [pieces(LOT, 80)]), raise(2)];
  await stands(jars([...packed, drop("x", [pieces(LOT, 198)])]), old);
  await breaks(jars([...packed, drop("x", [pieces(LOT, 199)])]), "overdrawn", LOT, old);
  const moved = [pack("p", CARTON, ONE), pack("q", PALLET, ONE), raise(2)];
  await breaks(jars([...moved, unpack("x", CARTON, ONE)]), "not_packed", unit("1"), old);
  await stands(jars([...moved, unpack("x", PALLET, [])]), old);
});

test("cartons in each other: nothing goes round for ever", async () => {
  const knot = [
    pack("p", CARTON, ONE), pack("q", PALLET, [unit("2"), CARTON]), pack("r", CARTON, [PALLET]), raise(2),
  ];
  await breaks(jars([...knot, drop("x", [CARTON], {}, keys.packer)]), "not_holder", CARTON, old);
  await breaks(jars([...knot, unpack("x", CARTON, [PALLET], keys.shop)]), "not_holder", CARTON, old);
  await stands(jars([...knot, unpack("x", CARTON, [])]), old);
  await breaks(jars([...knot, reject(keys.coop), drop("x", [PALLET], { bizStep: "other" })]), "blocked", PALLET, old);
});

test("who took over under version 2 is asked, whoever it was under version 1", async () => {
  await stands(jars([drop("x", [unit("2")], {}, keys.packer), raise(2), drop("y", ONE)]), old);
  await breaks(jars([raise(2), drop("x", ONE, {}, keys.packer)]), "not_holder", unit("1"), old);
});
