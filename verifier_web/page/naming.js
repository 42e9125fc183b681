/** What the identifiers of a result are called: a buyer reads names, not addresses. */

import { codeName, localText, partsOf } from "./names.js";

const GEO = "geo:";

/**
 * @param {object} result of verifyBundle
 * @param {string} id of a thing, product, participant, place or certificate
 * @param {import("./locale.js").Locale} locale
 * @returns {string|null} null where the result knows no name for it
 */
export function nameOf(result, id, locale) {
  if (id.startsWith(GEO)) return id.slice(GEO.length).replace(",", ", ");
  return certificateName(result, id) ?? participantName(result, id) ?? placeName(result, id)
    ?? thingName(result, id, locale);
}

function certificateName({ passport }, id) {
  const found = passport?.certificates.find((certificate) => certificate.id === id);
  return found ? [found.scheme, found.number].filter(Boolean).join(" ") : null;
}

function participantName({ passport, journey }, id) {
  const { maker, holder, receiver, operator } = passport ?? {};
  const known = [
    maker, ...maker?.successors ?? [], holder, receiver, operator,
    ...journey.map(({ participant }) => participant),
  ];
  return known.find((participant) => participant?.id === id)?.name ?? null;
}

function placeName({ journey }, id) {
  return journey.map(({ place }) => place).find((place) => place?.id === id)?.name ?? null;
}

function thingName(result, id, locale) {
  const { kind, product } = partsOf(id);
  const name = productName(result, product ?? id, locale);
  if (kind === "other") return name;
  return [name, codeName(id, locale)].filter(Boolean).join(", ");
}

function productName({ passport, journey }, product, locale) {
  if (passport?.product?.id === product) return textOf(passport.product.name, locale);
  const items = journey.flatMap((step) => [...step.inputs, ...step.outputs, ...step.listed]);
  return textOf(items.find(({ id }) => partsOf(id).product === product)?.product, locale);
}

function textOf(map, locale) {
  return localText(map, locale.language)?.text ?? null;
}
