/** Report a problem to whoever keeps the ledger, at the contact that the ledger itself names. */

import { safeAddress } from "./address.js";
import { el, section } from "./dom.js";
import { titleOf } from "./verdict.js";

const SCHEMES = ["mailto:", "https:", "tel:"];
/** Without a record only these give a reason to tell somebody; the others are a matter of network. */
const SUSPECT = new Set(["unknown_id", "bad_code"]);
const LABELS = { "mailto:": "report.mail", "https:": "report.web", "tel:": "report.phone" };

/**
 * @param {import("./inspect.js").Outcome} outcome
 * @param {import("./locale.js").Locale} locale
 */
export function reportSection(outcome, locale) {
  if (outcome.result === null && !SUSPECT.has(outcome.code)) return null;
  const heading = locale.t("report.heading");
  const operator = outcome.result?.passport?.operator ?? null;
  const contact = safeAddress(operator?.contact, SCHEMES);
  if (contact === null) return section("report", heading, el("p", {}, locale.t("report.none")));
  const values = { id: outcome.id ?? "", result: titleOf(outcome, locale) };
  const subject = locale.t("report.subject", values);
  const href = reportAddress(contact, subject, locale.t("report.body", values));
  const label = locale.t(LABELS[contact.protocol], { number: phoneNumber(contact) });
  return section(
    "report",
    heading,
    el("p", {}, locale.t("report.text", { name: operator.name })),
    el("a", { class: "button", href, rel: "noopener noreferrer" }, label),
  );
}

/**
 * The address to open: a mail gets its subject and body (RFC 6068), everything else stays as it is.
 * @param {URL} contact @param {string} subject @param {string} body
 */
export function reportAddress(contact, subject, body) {
  if (contact.protocol !== "mailto:") return contact.href;
  const lines = encodeURIComponent(body.replaceAll("\n", "\r\n"));
  return `mailto:${contact.pathname}?subject=${encodeURIComponent(subject)}&body=${lines}`;
}

function phoneNumber(contact) {
  return contact.protocol === "tel:" ? contact.pathname : "";
}
