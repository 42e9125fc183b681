/** A report as the server answers it (api/nguon_api/report_document.py), and who draws it. */
import { localeOf } from "../../../verifier_web/report/catalog.js";
import { LANGUAGES } from "../../../verifier_web/page/locale.js";
import { firstOrder } from "../../../verifier_web/report/order.js";

export const REPORT_LOCALES = LANGUAGES.map(localeOf);
export const [VI, EN, TH, BN] = REPORT_LOCALES;

export const MARCH = Object.freeze({ from: "2026-03-01", to: "2026-03-31" });
const CRAB = "https://ledger.example/p/ba-khia-muoi";
const JAR = "https://id.gs1.org/01/08930000000019";
const volume = (product, dimension, made) => ({ product, dimension, made });
const counts = (events, late, flags, volumes = []) => ({ events, late, flags, volumes });

/** A document of its own for each test to change. */
export function reportDocument() {
  return structuredClone({
    from: "2026-02-28T17:00:00Z",
    to: "2026-03-31T17:00:00Z",
    cooperatives: [
      {
        id: "https://coop.example/a", name: "Hợp tác xã Một", kind: "cooperative",
        commune: "Đầm Dơi", province: "Cà Mau", status: "active",
        ...counts(30, 6, 7, [volume(CRAB, "mass", "95.25"), volume(JAR, "pieces", "232")]),
        last_recorded: "2026-03-30T02:00:00Z", silent: false,
      },
      {
        id: "https://coop.example/b", name: "Hợp tác xã Hai", kind: "cooperative",
        province: "Cà Mau", status: "active", ...counts(0, 0, 0), silent: true,
      },
      {
        id: "https://carrier.example/c", name: "Vận tải Ba", kind: "carrier",
        commune: "Năm Căn", province: "Cà Mau", status: "dissolved", ...counts(10, 0, 1),
        last_recorded: "2026-03-12T02:00:00Z", silent: false,
      },
    ],
    products: [
      {
        id: CRAB, name: { vi: "Ba khía muối", en: "Salted crab" }, events: 12, lots: 1, units: 0,
        owner: { id: "https://coop.example/a", name: "Hợp tác xã Một" },
        volumes: [volume(CRAB, "mass", "95.25")],
      },
      {
        id: JAR, name: { vi: "Ba khía muối 400 g" }, events: 8, lots: 1, units: 232,
        owner: { id: "https://coop.example/a", name: "Hợp tác xã Một" },
        volumes: [volume(JAR, "pieces", "232")],
      },
    ],
    communes: [
      { commune: "Đầm Dơi", province: "Cà Mau", cooperatives: 1, silent: 0, ...counts(30, 6, 7) },
      { commune: "Năm Căn", province: "Cà Mau", cooperatives: 1, silent: 0, ...counts(10, 0, 1) },
      { province: "Cà Mau", cooperatives: 1, silent: 1, ...counts(0, 0, 0) },
    ],
    flags: [
      { rule: "yield_high", sentence: "…", flags: 2, events: 2, participants: 2 },
      { rule: "late", sentence: "…", flags: 6, events: 6, participants: 1 },
    ],
    certificates: [
      certificate("ocop", "2026-05-01T00:00:00Z", {}),
      certificate("vietgap", "2026-03-15T00:00:00Z", { expired: true }),
      certificate("old", "2026-03-10T00:00:00Z", { expired: true, renewed: true }),
    ],
    days: [
      { day: "2026-03-02", events: 25, late: 0 },
      { day: "2026-03-30", events: 15, late: 6 },
    ],
  });
}

function certificate(id, until, changes) {
  return {
    id: `https://certifier.example/${id}`, subject: "https://coop.example/a",
    subject_name: { "": "Hợp tác xã Một" }, issuer: { id: "https://o.example/", name: "Hội đồng" },
    scheme: "OCOP", number: `${id}/QĐ`, level: "4", valid_from: "2023-05-01T00:00:00Z",
    valid_until: until, expired: false, renewed: false, ...changes,
  };
}

export function shipmentsDocument() {
  return {
    shipments: [
      {
        id: `${JAR}/10/J1`, holder: { id: "a", name: "Hợp tác xã Một" },
        receiver: { id: "c", name: "Vận tải Ba" }, shipped_at: "2026-03-20T00:00:00Z",
        shipped: "12.5", dimension: "mass",
      },
      {
        id: "https://id.gs1.org/00/089300000000000019", holder: { id: "a", name: "Hợp tác xã Một" },
        receiver: { id: "c", name: "Vận tải Ba" }, shipped_at: "2026-03-30T20:00:00Z",
        shipped: null, dimension: null,
      },
    ],
  };
}

/** What sections need beside the report. @returns {import("../../../verifier_web/report/app.js").Surroundings} */
export function surroundings(changes = {}) {
  const orders = new Map();
  return {
    ledger: { name: "ca-mau", origin: "ledger.example/log/ca-mau", prefix: "/log/ca-mau" },
    period: MARCH,
    host: "ledger.example",
    now: Date.parse("2026-03-31T00:00:00Z") * 1000,
    orderOf: (table) => orders.get(table) ?? orders.set(table, firstOrder()).get(table),
    retry: () => {},
    ...changes,
  };
}
