/** Custody under version 2 (docs/rules.md, "May use"): each refusal, and the good case beside it. */
import { test } from "node:test";
import {
  CARTON, COOP, CRAB, CRATE, GIFT, HEIR, JAR, PACKER, PALLET, SHOP, amount, breaks, drop, end, grow, jars,
  keys, label, lot, make, pack, pieces, receive, register, see, sell, ship, stands, unit, unpack, work,
} from "./support/economy.mjs";
import { ed25519Key } from "./support/ledger.mjs";

const LOT = lot(JAR);
const RAW = lot(CRAB);
const heir = ed25519Key(13);
const toHeir = [register(HEIR, heir, ["processor"]), end(COOP, "merged", [HEIR])];

test("what is held by its maker, and passed on, is used by whoever holds it", async () => {
  await stands(jars([
    pack("packing", CARTON, [unit("1")]),
    ship("shipping", [CARTON], SHOP),
    receive("receiving", [CARTON], keys.shop),
    unpack("unpacking", CARTON, [unit("1")], keys.shop),
    sell("selling", [unit("1")], keys.shop),
  ]));
});

test("not_holder: nobody uses, packs, sends, grows or numbers what somebody else holds", async () => {
  const foreign = (record, subject, about) => breaks(jars([record]), "not_holder", subject, about);
  await foreign(drop("x", [unit("1")], {}, keys.packer), unit("1"));
  await foreign(pack("x", CARTON, [unit("1")], keys.packer), unit("1"));
  await foreign(ship("x", [unit("1")], SHOP, keys.packer), unit("1"));
  await foreign(work("x", [unit("1")], {}, keys.packer), unit("1"));
  const gift = pieces(lot(GIFT), 1);
  await foreign(make("x", [pieces(LOT, 1)], [gift], {}, keys.packer), LOT, { asked: lot(GIFT) });
  await foreign(make("x", [unit("1")], [gift], {}, keys.packer), unit("1"), { asked: lot(GIFT) });
  const picked = grow("x", [gift], { "nguon:grownFrom": [RAW] }, keys.packer);
  await foreign(picked, RAW, { asked: lot(GIFT) });
  const sent = [...jars().slice(0, 2), ship("s", [pieces(LOT, 200)], SHOP), receive("r", [pieces(LOT, 200)], keys.shop)];
  await breaks([...sent, label("x", [unit("1")], "1")], "not_holder", LOT);
  const more = grow("x", [pieces(LOT, 1)], { bizStep: "creating_class_instance" });
  await breaks([...sent, more], "not_holder", LOT, { asked: LOT });
  await stands(jars([see("looked at", [unit("1")], {}, keys.packer)]));
});

test("not_holder: what is in a container is held by whoever holds the outermost one", async () => {
  const sent = jars([
    pack("carton", CARTON, [unit("1")]), pack("pallet", PALLET, [CARTON]),
    ship("s", [PALLET], SHOP), receive("r", [PALLET], keys.shop),
  ]);
  await breaks([...sent, drop("x", [unit("1")])], "not_holder", unit("1"));
  await stands([...sent, drop("x", [unit("1")], {}, keys.shop)]);
  await breaks([...sent, unpack("x", CARTON, [unit("1")])], "not_holder", CARTON);
  await breaks([...sent, work("x", [unit("1")])], "not_holder", unit("1"));
  await stands([...sent, work("x", [unit("1")], {}, keys.shop)]);
});

test("already_spent: what is used up, sold or destroyed is gone", async () => {
  for (const record of [
    drop("x", [unit("1")]), pack("x", CARTON, [unit("1")]), ship("x", [unit("1")], SHOP),
    make("x", [unit("1")], [amount(lot(CRAB, "2"), 0.1)]),
  ]) await breaks(jars([sell("gone", [unit("1")]), record]), "already_spent", unit("1"));
  const burnt = jars([pack("packing", CARTON, [unit("1")]), drop("burning", [CARTON])]);
  await breaks([...burnt, unpack("x", CARTON, [unit("1")])], "already_spent", CARTON);
  await breaks([...burnt, pack("x", CARTON, [unit("2")])], "already_spent", CARTON);
});

test("in_transit: what is on its way is nobody's to use", async () => {
  const sent = jars([ship("s", [unit("1")], SHOP)]);
  await breaks([...sent, drop("x", [unit("1")])], "in_transit", unit("1"));
  await breaks([...sent, ship("x", [unit("1")], PACKER)], "in_transit", unit("1"));
  await stands([...sent, drop("x", [unit("2")])], { asked: unit("2") });
  const packed = jars([pack("p", CARTON, [unit("1")]), ship("s", [CARTON], SHOP)]);
  await breaks([...packed, drop("x", [unit("1")])], "in_transit", unit("1"));
  await breaks([...packed, unpack("x", CARTON, [unit("1")])], "in_transit", CARTON);
  const within = jars([
    pack("p", CARTON, [unit("1")]), pack("q", PALLET, [CARTON]), ship("s", [PALLET], SHOP),
  ]);
  await breaks([...within, unpack("x", CARTON, [])], "in_transit", CARTON);
});

test("already_packed: what is in a container comes out first, unless it leaves for good", async () => {
  const packed = jars([pack("p", CARTON, [unit("1")])]);
  await breaks([...packed, pack("x", PALLET, [unit("1")])], "already_packed", unit("1"));
  await breaks([...packed, ship("x", [unit("1")], SHOP)], "already_packed", unit("1"));
  const used = make("x", [unit("1")], [amount(lot(CRAB, "2"), 0.1)]);
  await breaks([...packed, used], "already_packed", unit("1"));
  await stands([...packed, sell("x", [unit("1")])]);
  const twice = [...packed, pack("q", PALLET, [CARTON])];
  await breaks([...twice, pack("x", CARTON, [unit("2")])], "already_packed", CARTON);
  await breaks([...twice, pack("x", CRATE, [CARTON])], "already_packed", CARTON);
  await stands([...twice, unpack("x", CARTON, [unit("1")])]);
  await stands([...packed, unpack("out", CARTON, [unit("1")]), pack("x", PALLET, [unit("1")])]);
});

test("whoever acts for a holder that has ended takes over", async () => {
  const used = drop("x", [unit("1")], {}, heir);
  await stands(jars([...toHeir, used]));
  await breaks(jars([toHeir[0], used]), "not_holder", unit("1"));
  const suspended = end(COOP, "suspended", [HEIR]);
  await breaks(jars([toHeir[0], suspended, used]), "not_holder", unit("1"));
  for (const status of ["dissolved", "split", "converted"]) {
    await stands(jars([toHeir[0], end(COOP, status, [PACKER, HEIR]), used]));
  }
  const back = end(COOP, "active");
  await breaks(jars([...toHeir, back, used]), "not_holder", unit("1"));
  const onward = [...toHeir, end(HEIR, "split", [PACKER, SHOP])];
  await stands(jars([...onward, drop("x", [unit("1")], {}, keys.packer)]));
  const circle = [...toHeir, end(HEIR, "merged", [COOP])];
  await breaks(jars([...circle, drop("x", [unit("1")], {}, keys.packer)]), "not_holder", unit("1"));
});

test("the operator winds up whom nobody follows, and nobody else does", async () => {
  const inspect = (signer) => jars([
    end(COOP, "dissolved"), work("x", [unit("1")], {}, signer),
  ]);
  await stands(inspect(keys.union));
  await breaks(inspect(keys.packer), "not_holder", unit("1"));
  const followed = jars([...toHeir, work("x", [unit("1")], {}, keys.union)]);
  await breaks(followed, "not_holder", unit("1"));
});

test("taking over is remembered: the heir holds it from then on", async () => {
  const taken = jars([
    ...toHeir, pack("p", CARTON, [unit("1")], heir), end(COOP, "active"),
  ]);
  await stands([...taken, drop("x", [unit("1")], {}, heir)]);
  await breaks([...taken, drop("x", [unit("1")])], "not_holder", unit("1"));
});

test("process_foreign: a process is gone on with by who began it", async () => {
  const process = { transformationID: "urn:x:p" };
  const begun = jars([
    make("begin", [amount(RAW, 5)], [], process),
    ship("s", [unit("2")], PACKER), receive("r", [unit("2")], keys.packer),
  ]);
  const output = [pieces(lot(GIFT), 1)];
  const foreign = make("x", [unit("2")], output, process, keys.packer);
  await breaks([...begun, foreign], "process_foreign", "urn:x:p", { asked: lot(GIFT) });
  await stands([...begun, make("x", [unit("2")], output, { transformationID: "urn:x:q" }, keys.packer)], { asked: lot(GIFT) });
  const succeeded = [...begun, end(COOP, "merged", [PACKER]), foreign];
  await stands(succeeded, { asked: lot(GIFT) });
});
