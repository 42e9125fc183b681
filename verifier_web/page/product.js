/** What the product is, who made it, which lot: facts of the passport only, never of a claim. */

import { certificateNodes } from "./certificates.js";
import { el, facts, section } from "./dom.js";
import { inspectionNodes } from "./inspections.js";
import { localNode, partsOf } from "./names.js";
import { nameOf } from "./naming.js";
import { recordOffset } from "./offset.js";

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
    nameOf: (subject) => nameOf(result, subject, locale),
  };
  return section(
    "product",
    heading,
    ...naming(passport.product, locale),
    facts(rows(passport, id, locale)),
    ...certificateNodes(passport.certificates, context, locale),
    ...inspectionNodes(passport.inspections, context.offset, locale),
  );
}

function naming(product, locale) {
  if (!product) return [];
  const name = localNode(product.name, locale, "p");
  name?.classList.add("product-name");
  const description = localNode(product.description, locale, "p");
  return [name, description];
}

function rows({ product, lot, unit, maker, holder, receiver, operator }, id, locale) {
  const net = product?.netContent;
  return [
    [locale.t("product.maker"), maker && makerNodes(maker, locale)],
    [locale.t("product.net"), net && locale.quantity(net.quantity, net.uom)],
    [locale.t("product.lot"), lot && partsOf(lot).code],
    [locale.t("product.unit"), unit && partsOf(unit).code],
    [locale.t("product.holder"), holder?.name ?? null],
    [locale.t("product.receiver"), receiver && receiverNodes(receiver, locale)],
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

function receiverNodes({ name }, locale) {
  return [name, el("span", { class: "quiet line" }, locale.t("product.unconfirmed"))];
}

function unknown(id, locale) {
  const code = id ? facts([[locale.t("product.code"), el("span", { class: "code" }, id)]]) : null;
  return [el("p", { class: "quiet" }, locale.t("product.unknown")), code];
}
