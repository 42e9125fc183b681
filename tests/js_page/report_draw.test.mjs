/** What is drawn of a report: plots to scale, tables in order, and words for all of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readReport } from "../../verifier_web/report/answer.js";
import { barList } from "../../verifier_web/report/bars.js";
import { toRenew } from "../../verifier_web/report/certificates.js";
import { controls } from "../../verifier_web/report/controls.js";
import { ReportFailure } from "../../verifier_web/report/failure.js";
import { shareText } from "../../verifier_web/report/figures.js";
import { firstOrder, inOrder, pressed } from "../../verifier_web/report/order.js";
import { columnPlot } from "../../verifier_web/report/plot.js";
import { readShipments } from "../../verifier_web/report/shipments.js";
import { failureNodes } from "../../verifier_web/report/state.js";
import { pagePath } from "../../verifier_web/report/thing.js";
import { reportNodes } from "../../verifier_web/report/whole.js";
import { all, byClass, byTag, installDocument, textOf } from "./support/document.mjs";
import {
  BN, EN, MARCH, REPORT_LOCALES, VI, reportDocument, shipmentsDocument, surroundings,
} from "./support/report.mjs";

installDocument();

const attribute = (node, name) => node.attributes.get(name);
const numberOf = (node, name) => parseFloat(attribute(node, name));
const sectionOf = (nodes, id) => all(nodes).find((node) => attribute(node, "id") === id);
const rowsOf = (section) => byTag(byTag(section, "tbody"), "tr");

function drawn(change = () => {}, locale = EN, around = surroundings()) {
  const document = reportDocument();
  change(document);
  const shipments = readShipments(shipmentsDocument());
  return reportNodes(readReport(document, around.period), shipments, around, locale);
}

const PLOT = {
  label: "name",
  columns: [
    { title: "one", parts: [{ name: "late", value: 10 }, { name: "prompt", value: 30 }] },
    { title: "two", parts: [{ name: "late", value: 0 }, { name: "prompt", value: 0 }] },
    { title: "three", parts: [{ name: "late", value: 0.01 }] },
  ],
  most: 40,
  scale: ["40", "20", "0"],
  ticks: [{ at: 0, text: "first", isExtra: false }, { at: 0.5, text: "more", isExtra: true }],
};

test("columns stand on each other, to scale, and a full one fills the picture", () => {
  const [late, prompt] = ["part-late", "part-prompt"].map((name) => byClass(columnPlot(PLOT), name)[0]);
  assert.deepEqual([numberOf(late, "y"), numberOf(late, "height")], [75, 25]);
  assert.deepEqual([numberOf(prompt, "y"), numberOf(prompt, "height")], [0, 75]);
});

test("nothing draws nothing, and little is still to be seen", () => {
  const plot = columnPlot(PLOT);
  assert.equal(byClass(plot, "part-prompt").length, 1);
  const sliver = byClass(plot, "part-late")[1];
  assert.equal(numberOf(sliver, "height"), 1);
  assert.equal(numberOf(sliver, "y"), 99);
});

test("columns share the width, and none touches its neighbour", () => {
  for (const count of [1, 3, 31, 62]) {
    const columns = Array.from({ length: count }, () => ({ title: "x", parts: [{ name: "late", value: 1 }] }));
    const bars = byClass(columnPlot({ ...PLOT, columns, most: 2 }), "part-late");
    const ends = bars.map((bar) => [numberOf(bar, "x"), numberOf(bar, "x") + numberOf(bar, "width")]);
    assert.equal(ends.length, count);
    assert.ok(ends[0][0] >= 0 && ends.at(-1)[1] <= 100);
    for (let at = 1; at < count; at += 1) assert.ok(ends[at][0] > ends[at - 1][1]);
  }
});

test("a plot is an image with a name, and each column says its own words", () => {
  const plot = columnPlot(PLOT);
  const [picture] = byClass(plot, "plot-picture");
  assert.deepEqual([attribute(picture, "role"), attribute(picture, "aria-label")], ["img", "name"]);
  assert.deepEqual(byTag(plot, "title").map(textOf), ["one", "two", "three"]);
  for (const name of ["plot-scale", "plot-ticks"]) {
    assert.equal(attribute(byClass(plot, name)[0], "aria-hidden"), "true"); // the name says it
  }
  assert.deepEqual(byClass(plot, "extra").map(textOf), ["more"]);
});

test("bars are as long as their share of the greatest", () => {
  const rows = [["a", 200], ["b", 50], ["c", 0.1], ["d", 0]]
    .map(([name, value]) => ({ name, value, text: String(value) }));
  const widths = byTag(barList(rows, "volume"), "rect").map((rect) => numberOf(rect, "width"));
  assert.deepEqual(widths, [100, 25, 0.5, 0]);
  const empty = byTag(barList([{ name: "a", value: 0, text: "0" }], "volume"), "rect");
  assert.equal(numberOf(empty[0], "width"), 0);
});

test("a share is written as percent, and none of nothing", () => {
  assert.deepEqual([[1, 8], [1, 30], [0, 5], [5, 5]].map(([part, whole]) => shareText(part, whole, EN)),
    ["13%", "3.3%", "0%", "100%"]);
  assert.equal(shareText(0, 0, EN), "–");
  assert.equal(shareText(1, 8, BN), "১৩%");
});

const NAMED = { key: "name", value: ({ name }) => name };
const COUNTED = { key: "events", isNumber: true, value: ({ events }) => events };
const ROWS = [{ name: "Đoàn", events: 9 }, { name: "An 10", events: 10 }, { name: "An 9", events: 10 }, { name: "Dung", events: 1 }];
const names = (order) => inOrder(ROWS, [NAMED, COUNTED], order, VI).map(({ name }) => name);

test("rows stay as they came until a heading is pressed", () => {
  assert.deepEqual(names(firstOrder()), ROWS.map(({ name }) => name));
});

test("names are sorted as the language does, numbers in them by size", () => {
  const once = pressed(NAMED, firstOrder());
  assert.deepEqual(names(once), ["An 9", "An 10", "Dung", "Đoàn"]);
  assert.deepEqual(names(pressed(NAMED, once)), ["Đoàn", "Dung", "An 10", "An 9"]);
});

test("numbers come from the greatest, equal ones as they came, and the other way at the second press", () => {
  const once = pressed(COUNTED, pressed(NAMED, firstOrder()));
  assert.deepEqual(names(once), ["An 10", "An 9", "Đoàn", "Dung"]);
  assert.deepEqual(names(pressed(COUNTED, once)), ["Dung", "Đoàn", "An 10", "An 9"]);
});

test("shares are sorted by size, not by how they are written", () => {
  const shares = [0.5, 0.25, -1, 1].map((value) => ({ value }));
  const column = { key: "late", isNumber: true, value: ({ value }) => value };
  const sorted = inOrder(shares, [column], pressed(column, firstOrder()), EN);
  assert.deepEqual(sorted.map(({ value }) => value), [1, 0.5, 0.25, -1]);
});

test("the figures on top are those of the document", () => {
  const text = byClass(drawn(), "card").map(textOf);
  assert.deepEqual(text, [
    "Events recorded40", "Recorded late15%6 later than 72 hours", "Members that recorded2 of 31 silent",
    "Things to look into8", "Certificates running out11 has expired",
  ]);
  assert.equal(byClass(drawn(), "marked").length, 2);
});

test("whoever recorded nothing stands first, and is marked in words", () => {
  const rows = rowsOf(sectionOf(drawn(), "cooperatives"));
  assert.deepEqual(rows.map((row) => attribute(row, "class")), ["marked-row", undefined, undefined]);
  assert.match(textOf(rows[0]), /Hợp tác xã Hai.*silent.*never.*not given/);
  assert.match(textOf(rows[1]), /Hợp tác xã Một.*cooperative.*30.*20%.*7.*30 March 2026.*Salted crab: 95.25 kg.*Đầm Dơi/);
  assert.match(textOf(rows[2]), /Vận tải Ba.*carrier.*dissolved/);
  assert.match(textOf(sectionOf(drawn(), "cooperatives")), /1 member recorded nothing/);
});

test("nobody silent is said too", () => {
  const nodes = drawn((document) => { document.cooperatives.splice(1, 1); });
  assert.match(textOf(sectionOf(nodes, "cooperatives")), /Every member recorded something/);
  assert.equal(byClass(sectionOf(nodes, "cooperatives"), "badge-silent").length, 0);
});

test("those that named no commune stand last", () => {
  const nodes = drawn((document) => { document.communes.unshift(document.communes.pop()); });
  const first = rowsOf(sectionOf(nodes, "communes")).map((row) => textOf(byTag(row, "th")));
  assert.deepEqual(first, ["Đầm Dơi", "Năm Căn", "not given"]);
});

test("the province stands with the commune only where there are several", () => {
  assert.doesNotMatch(textOf(sectionOf(drawn(), "communes")), /Cà Mau/);
  const two = drawn((document) => { document.communes[1].province = "Tuyên Quang"; });
  assert.match(textOf(sectionOf(two, "communes")), /Năm CănTuyên Quang/);
});

test("volumes are drawn for each dimension by itself, the greatest first", () => {
  const nodes = drawn((document) => {
    document.products.push({
      ...document.products[0], id: "https://ledger.example/p/live", name: { vi: "Ba khía sống" },
      volumes: [{ product: "https://ledger.example/p/live", dimension: "mass", made: "120" }],
    });
  });
  const volumes = sectionOf(nodes, "volumes");
  assert.deepEqual(byTag(volumes, "figcaption").map(textOf), ["By weight", "By number of pieces"]);
  assert.deepEqual(byTag(byTag(volumes, "figure")[0], "li").map(textOf), ["Ba khía sống120 kg", "Salted crab95.25 kg"]);
});

test("flags stand by how often, with their short names; an unknown rule by its identifier", () => {
  const nodes = drawn((document) => {
    document.flags.push({ rule: "brand_new", sentence: "…", flags: 1, events: 1, participants: 1 });
  });
  assert.deepEqual(byClass(sectionOf(nodes, "flags"), "bar-name").map(textOf), [
    "Recorded later than 72 hours", "More made than the recipe allows", "brand_new",
  ]);
  assert.match(textOf(sectionOf(drawn((document) => { document.flags = []; }), "flags")), /flagged nothing/);
});

test("a renewed certificate is no worry: it stands last and is not counted", () => {
  const { certificates } = readReport(reportDocument(), MARCH);
  const { expiring, expired } = toRenew(certificates);
  assert.deepEqual([expiring.length, expired.length], [1, 1]);
  const states = rowsOf(sectionOf(drawn(), "certificates")).map((row) => textOf(byClass(row, "badge")));
  assert.deepEqual(states, ["running out", "expired", "renewed"]);
});

test("shipments say how long they have waited, and are marked after three days", () => {
  const rows = rowsOf(sectionOf(drawn(), "shipments"));
  assert.match(textOf(rows[0]), /lot J112.5 kg11 daysHợp tác xã MộtVận tải Ba20 March 2026/);
  assert.deepEqual(rows.map((row) => byClass(row, "badge").length), [1, 0]);
  assert.match(textOf(rows[1]), /4 hours/);
});

test("shipments that could not be read are a failure of their own, with another try", () => {
  let tries = 0;
  const around = surroundings({ retry: () => { tries += 1; } });
  const nodes = reportNodes(readReport(reportDocument(), MARCH), new ReportFailure("busy"), around, EN);
  const section = sectionOf(nodes, "shipments");
  assert.match(textOf(section), /The ledger is busy/);
  byClass(section, "retry")[0].listeners.get("click")();
  assert.equal(tries, 1);
  assert.ok(sectionOf(nodes, "cooperatives")); // the report itself is there
});

test("a thing leads to its page where this server has one", () => {
  const jar = "https://id.gs1.org/01/08930000000019/21/0001";
  assert.equal(pagePath(jar, "ledger.example"), "/01/08930000000019/21/0001");
  assert.equal(pagePath("https://ledger.example/p/tea/10/T1", "ledger.example"), "/p/tea/10/T1");
  for (const id of ["https://other.example/p/tea/10/T1", "https://ledger.example/p/tea", "javascript:alert(1)//21/1", "http://id.gs1.org/00/089300000000000019", "geo:9,105", ""]) {
    assert.equal(pagePath(id, "ledger.example"), null, id);
  }
});

test("each table and the whole can be taken along, for the same period", () => {
  const links = byTag(drawn(), "a").map((node) => attribute(node, "href"));
  const period = "from=2026-03-01T00%3A00%3A00%2B07%3A00&to=2026-04-01T00%3A00%3A00%2B07%3A00";
  for (const table of ["cooperatives", "flags", "certificates", "products", "communes"]) {
    assert.ok(links.includes(`/log/ca-mau/report.csv?${period}&table=${table}`), table);
  }
  assert.ok(links.includes(`/log/ca-mau/report.xlsx?${period}`));
});

test("an empty period says so instead of drawing empty plots", () => {
  const nodes = drawn((document) => {
    Object.assign(document, { days: [], flags: [], products: [] });
  });
  assert.equal(sectionOf(nodes, "timeline"), undefined);
  assert.match(textOf(nodes), /recorded nothing in this period/);
});

test("before anybody was registered there is no table, and nobody is praised", () => {
  const nodes = drawn((document) => {
    Object.assign(document, { days: [], flags: [], products: [], cooperatives: [], communes: [] });
  });
  const section = sectionOf(nodes, "cooperatives");
  assert.match(textOf(section), /Nobody was registered yet/);
  assert.equal(byTag(section, "table").length, 0);
  assert.equal(sectionOf(nodes, "communes"), undefined);
});

test("the numbers of the plots stand in a table, and the plots' names say what they show", () => {
  const timeline = sectionOf(drawn(), "timeline");
  const rows = rowsOf(timeline);
  assert.equal(rows.length, 31);
  assert.equal(textOf(rows[29]), "30 Mar15640%");
  assert.deepEqual(byClass(timeline, "plot-picture").map((node) => attribute(node, "aria-label")), [
    "Column chart: 40 events in all, most of them on 2 Mar with 25.",
    "Column chart: the greatest share recorded late is 40%, on 30 Mar.",
  ]);
});

test("every part is drawn in every language", () => {
  const ids = ["timeline", "cooperatives", "volumes", "flags", "shipments", "certificates", "products", "communes", "source"];
  for (const locale of REPORT_LOCALES) {
    const nodes = drawn(() => {}, locale);
    const sections = byTag(nodes, "section").map((node) => attribute(node, "id"));
    assert.deepEqual(sections, ids, locale.language);
    assert.doesNotMatch(textOf(nodes), /undefined|NaN|\{\w+\}|\[object/, locale.language);
  }
});

test("a failure is a sentence, and asks to try again only where that helps", () => {
  let tries = 0;
  const busy = failureNodes(new ReportFailure("busy", "503"), () => { tries += 1; }, EN);
  assert.match(textOf(busy), /busy.*Detail: 503/);
  byClass(busy, "retry")[0].listeners.get("click")();
  assert.equal(tries, 1);
  for (const code of ["no_ledger", "unknown_ledger", "bad_period", "refused"]) {
    assert.equal(byClass(failureNodes(new ReportFailure(code), () => {}, EN), "retry").length, 0, code);
  }
});

test("a ledger is asked for only where there are several", () => {
  const ledger = { name: "a", origin: "l.example/log/a", prefix: "/log/a" };
  const shown = { ledgers: [ledger], ledger, period: MARCH, today: "2026-04-10" };
  const node = globalThis.document.createElement("div");
  const chosen = [];
  const draw = controls(node, (change) => chosen.push(change));
  draw(shown, EN);
  assert.equal(byTag(node, "select").length, 0);
  draw({ ...shown, ledgers: [ledger, { ...ledger, name: "b" }] }, EN);
  const [select] = byTag(node, "select");
  select.listeners.get("change")({ target: { value: "b" } });
  assert.deepEqual(chosen, [{ ledger: "b" }]);
  assert.deepEqual(byClass(node, "preset").map((button) => attribute(button, "aria-pressed")), ["false", "true", "false", "false"]);
});
