/** What was sent and nobody has confirmed: as it is now, whatever the period. */

import { el, section } from "../page/dom.js";
import { DIMENSIONS, dateText, volumeText } from "./figures.js";
import { decimal, list, oneOf, text, textOrNull, time } from "./reading.js";
import { retryNodes } from "./state.js";
import { dataTable } from "./table.js";
import { thingNode } from "./thing.js";

const DAY = 86_400_000_000;
/** A truck may be under way so long; then somebody should ask. */
const LONG = 3 * DAY;

/**
 * @typedef {{id: string, from: string, to: string, shippedAt: number,
 *   volume: {made: string, dimension: string}|null}} Shipment
 */

/**
 * @param {unknown} document
 * @returns {Shipment[]}
 * @throws {import("./failure.js").ReportFailure} not_a_report
 */
export function readShipments(document) {
  return list(document?.shipments, "shipments", (row) => ({
    id: text(row.id, "id"),
    from: text(row.holder?.name, "holder"),
    to: text(row.receiver?.name, "receiver"),
    shippedAt: time(row.shipped_at, "shipped_at"),
    volume: textOrNull(row.shipped, "shipped") === null ? null : {
      made: decimal(row.shipped, "shipped"),
      dimension: oneOf(row.dimension, DIMENSIONS, "dimension"),
    },
  }));
}

/**
 * @param {Shipment[] | import("./failure.js").ReportFailure} shipments
 * @param {import("./app.js").Surroundings} around
 * @param {import("../page/locale.js").Locale} locale
 */
export function shipmentsSection(shipments, around, locale) {
  const heading = locale.t("shipments.heading");
  if (!Array.isArray(shipments)) {
    return section("shipments", heading, ...retryNodes(shipments, around.retry, locale));
  }
  if (shipments.length === 0) {
    return section("shipments", heading, el("p", { class: "quiet" }, locale.t("shipments.none")));
  }
  const table = dataTable({
    id: "shipments",
    rows: shipments,
    order: around.orderOf("shipments"),
    columns: columns(around, locale),
  }, locale);
  return section("shipments", heading,
    el("p", { class: "quiet" }, locale.t("shipments.text")), table);
}

function columns({ now, host }, locale) {
  const plain = (key) => ({
    key, label: locale.t(`table.${key}`), value: (row) => row[key], cell: (row) => row[key],
  });
  return [
    {
      key: "thing", label: locale.t("table.thing"), value: ({ id }) => id,
      cell: ({ id, volume }) => [
        thingNode(id, host, locale), volume && el("span", { class: "line quiet" }, volumeText(volume, locale)),
      ],
    },
    {
      key: "waiting", label: locale.t("table.waiting"), isNumber: true,
      value: ({ shippedAt }) => now - shippedAt,
      cell: ({ shippedAt }) => waiting(now - shippedAt, locale),
    },
    plain("from"),
    plain("to"),
    {
      key: "shippedAt", label: locale.t("table.shipped_at"), isNumber: true,
      value: ({ shippedAt }) => shippedAt,
      cell: ({ shippedAt }) => dateText(shippedAt, locale),
    },
  ];
}

function waiting(length, locale) {
  const said = locale.span(Math.max(0, length));
  return length > LONG ? el("span", { class: "badge badge-expiring" }, said) : said;
}
