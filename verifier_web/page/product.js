/** What the product is, who made it, which lot: facts of the passport only, never of a claim. */

import { certificateNodes } from "./certificates.js";
import { el, facts, section } from "./dom.js";
import { localNode, localText, partsOf } from "./names.js";

/**
 * @param {import("./inspect.js").Outcome} outcome
 * @param {import("./locale.js").Locale} locale
 */
export function productSection({ result, id }, locale) {
  const { passport } = result;
  const heading = locale.t("product.heading");
  if (passport === null) return section("product", heading, ...unknown(id, locale));
  const context = {
    at: result.checkpoint?.time ?? null,
    offset: recordOffset(result),
    nameOf: (subject) => nameIn(result, subject, locale),
  };
  return section(
    "product",
    heading,
    ...naming(passport.product, locale),
    facts(rows(passport, id, locale)),
    ...certificateNodes(passport.certificates, context, locale),
  );
}

/** The time zone in which the record's dates are read: that of its last step. */
export function recordOffset(result) {
  const { journey } = result;
  return journey[journey.length - 1]?.offset ?? "+07:00";
}

function nameIn({ passport, journey }, subject, locale) {
  const participants = [passport.maker, ...journey.map((step) => step.participant)];
  const known = participants.find((participant) => participant?.id === subject);
  if (known) return known.name;
  if (passport.product.id === subject) return localText(passport.product.name, locale.language)?.text;
  const items = journey.flatMap((step) => [...step.inputs, ...step.outputs, ...step.listed]);
  const item = items.find(({ id }) => partsOf(id).product === subject);
  return localText(item?.product, locale.language)?.text ?? null;
}

function naming(product, locale) {
  if (!product) return [];
  const name = localNode(product.name, locale, "p");
  name?.classList.add("product-name");
  const description = localNode(product.description, locale, "p");
  return [name, description];
}

function rows({ product, lot, unit, maker, operator }, id, locale) {
  const net = product?.netContent;
  return [
    [locale.t("product.maker"), maker && makerNodes(maker, locale)],
    [locale.t("product.net"), net && locale.quantity(net.quantity, net.uom)],
    [locale.t("product.lot"), lot && partsOf(lot).code],
    [locale.t("product.unit"), unit && partsOf(unit).code],
    [locale.t("product.operator"), operator?.name ?? null],
    [locale.t("product.code"), id && el("span", { class: "code" }, id)],
  ];
}

function makerNodes({ name, kind, province, status }, locale) {
  const about = [locale.has(`kind.${kind}`) ? locale.t(`kind.${kind}`) : null, province];
  const key = `status.${status}`;
  return [
    el("span", {}, name),
    el("span", { class: "quiet line" }, about.filter(Boolean).join(" · ")),
    locale.has(key) ? el("span", { class: "flag line" }, locale.t(key)) : null,
  ];
}

function unknown(id, locale) {
  const code = id ? facts([[locale.t("product.code"), el("span", { class: "code" }, id)]]) : null;
  return [el("p", { class: "quiet" }, locale.t("product.unknown")), code];
}
