/** Certificates, judged at the time of the signed checkpoint and never at the phone's own clock. */

import { el } from "./dom.js";

/**
 * @param {{validFrom: number, validUntil: number, revoked: boolean}} certificate
 * @param {number|null} at microseconds since 1970, the checkpoint's time
 * @returns {"valid"|"expired"|"revoked"|"not_yet"|"undated"}
 */
export function standing({ validFrom, validUntil, revoked }, at) {
  if (revoked) return "revoked";
  if (at === null || at === undefined) return "undated";
  if (at < validFrom) return "not_yet";
  return at > validUntil ? "expired" : "valid";
}

/**
 * @param {Array<object>} certificates of the passport
 * @param {{at: number|null, offset: string, nameOf: (id: string) => string|null}} context the
 *   checkpoint's time, the record's offset, and names of participants and products of the record
 */
export function certificateNodes(certificates, context, locale) {
  const heading = el("h3", {}, locale.t("cert.heading"));
  if (certificates.length === 0) return [heading, el("p", { class: "quiet" }, locale.t("cert.none"))];
  const cards = certificates.map((certificate) => card(certificate, context, locale));
  const list = el("ul", { class: "certificates", role: "list" }, ...cards);
  return [heading, list, asOf(context, locale)];
}

function card(certificate, { at, offset, nameOf }, locale) {
  const state = standing(certificate, at);
  const badge = el("span", { class: `badge badge-${state}` }, locale.t(`cert.${state}`));
  const subject = nameOf(certificate.subject);
  return el(
    "li",
    {},
    el("p", { class: "certificate-name" },
      el("strong", {}, certificate.scheme, ...levelNodes(certificate, locale)), " ", badge),
    el("p", { class: "quiet" }, locale.t("cert.period", {
      from: locale.date(certificate.validFrom, offset),
      until: locale.date(certificate.validUntil, offset),
    })),
    el("p", { class: "quiet" }, details(certificate, locale)),
    subject && el("p", { class: "quiet" }, locale.t("cert.subject", { subject })),
    certificate.documentHash && el("p", { class: "quiet document" },
      locale.t("cert.document", { hash: certificate.documentHash })),
  );
}

function details({ scheme, number, issuer }, locale) {
  const parts = [];
  // OCOP stars are given by a decision of the province or the state, and that has the number.
  if (number) parts.push(locale.t(isOcop(scheme) ? "cert.decision" : "cert.number", { number }));
  if (issuer) parts.push(locale.t("cert.issuer", { issuer }));
  return parts.join(" · ");
}

function levelNodes({ scheme, level }, locale) {
  if (!level) return [];
  if (!isOcop(scheme) || !/^[1-5]$/.test(String(level))) return [` · ${level}`];
  const stars = el("span", { class: "stars", "aria-hidden": "true" }, "★".repeat(Number(level)));
  return [" ", stars, " ", locale.plural("cert.stars", level)];
}

function isOcop(scheme) {
  return /^ocop/i.test(scheme);
}

function asOf({ at, offset }, locale) {
  if (at === null || at === undefined) return null;
  return el("p", { class: "quiet" }, locale.t("cert.as_of", { date: locale.date(at, offset) }));
}
