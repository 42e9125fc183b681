/** Certificates that have run out at the end of the period, or will soon. */

import { el, section } from "../page/dom.js";
import { localNode, localText } from "../page/names.js";
import { tableLink } from "./downloads.js";
import { dateText } from "./figures.js";
import { dataTable } from "./table.js";

/** Those that somebody has to renew: a renewed one is in the table, and is no worry. */
export function toRenew(certificates) {
  const open = certificates.filter(({ isRenewed }) => !isRenewed);
  return {
    expiring: open.filter(({ isExpired }) => !isExpired),
    expired: open.filter(({ isExpired }) => isExpired),
  };
}

/**
 * @param {import("./answer.js").Report} report
 * @param {import("./app.js").Surroundings} around
 * @param {import("../page/locale.js").Locale} locale
 */
export function certificatesSection({ certificates }, around, locale) {
  const heading = locale.t("certificates.heading");
  if (certificates.length === 0) {
    return section("certificates", heading,
      el("p", { class: "quiet" }, locale.t("certificates.none")));
  }
  const table = dataTable({
    id: "certificates",
    rows: [...certificates].sort((one, other) => one.isRenewed - other.isRenewed),
    order: around.orderOf("certificates"),
    columns: columns(locale),
  }, locale);
  return section("certificates", heading, table, tableLink("certificates", around, locale));
}

function columns(locale) {
  const plain = (key, value, cell = value) => ({ key, label: locale.t(`table.${key}`), value, cell });
  const state = (certificate) => locale.t(`certificates.${stateOf(certificate)}`);
  return [
    plain("certificate", titleOf),
    {
      ...plain("valid_until", ({ validUntil }) => validUntil,
        ({ validUntil }) => dateText(validUntil, locale)),
      isNumber: true,
    },
    plain("state", state, (row) => (
      el("span", { class: `badge badge-${stateOf(row)}` }, state(row)))),
    plain("holder",
      ({ name, subject }) => localText(name, locale.language)?.text ?? subject,
      ({ name, subject }) => localNode(name, locale) ?? subject),
    plain("issuer", ({ issuer }) => issuer),
  ];
}

function titleOf({ scheme, level, number }) {
  return [scheme, level, number].filter(Boolean).join(" · ");
}

function stateOf({ isExpired, isRenewed }) {
  if (isRenewed) return "renewed";
  return isExpired ? "expired" : "expiring";
}
