/** The whole report: its parts in the order in which they are read. */

import { el } from "../page/dom.js";
import { certificatesSection } from "./certificates.js";
import { communesSection } from "./communes.js";
import { cooperativesSection } from "./cooperatives.js";
import { workbookLink } from "./downloads.js";
import { flagsSection } from "./flags.js";
import { productsSection } from "./products.js";
import { shipmentsSection } from "./shipments.js";
import { summary } from "./summary.js";
import { timelineSection } from "./timeline.js";
import { volumesSection } from "./volumes.js";

/**
 * @param {import("./answer.js").Report} report
 * @param {import("./shipments.js").Shipment[] | import("./failure.js").ReportFailure} shipments
 * @param {import("./app.js").Surroundings} around
 * @param {import("../page/locale.js").Locale} locale
 * @returns {Node[]}
 */
export function reportNodes(report, shipments, around, locale) {
  return [
    summary(report, locale),
    ...(report.totals.events === 0 ? [el("p", { class: "note" }, locale.t("whole.empty"))]
      : [timelineSection(report, locale)]),
    cooperativesSection(report, around, locale),
    volumesSection(report, locale),
    flagsSection(report, around, locale),
    shipmentsSection(shipments, around, locale),
    certificatesSection(report, around, locale),
    productsSection(report, around, locale),
    communesSection(report, around, locale),
    sourceNote(around, locale),
  ];
}

// The ledger's own word: what it says of itself is not checked here, and the page says so.
function sourceNote(around, locale) {
  return el("section", { id: "source", "aria-label": locale.t("whole.source") },
    workbookLink(around, locale),
    el("p", { class: "note" }, locale.t("whole.note", { ledger: around.ledger.origin })));
}
