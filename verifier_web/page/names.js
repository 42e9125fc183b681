/** How things of the record are called on the page: language maps, steps, lots and serials. */

import { el } from "./dom.js";

/**
 * The text of a language map in the reader's language, else Vietnamese, English, or what there is.
 * @param {Object<string, string>|null|undefined} map
 * @param {string} language
 * @returns {{text: string, lang: string}|null}
 */
export function localText(map, language) {
  if (map === null || typeof map !== "object") return null;
  const tags = Object.keys(map);
  const speaks = (wish) => tags.find((tag) => tag.toLowerCase().split("-")[0] === wish);
  const tag = speaks(language) ?? speaks("vi") ?? speaks("en") ?? tags[0];
  return tag === undefined ? null : { text: String(map[tag]), lang: tag };
}

/** The same as a node that tells a screen reader which language it is in. */
export function localNode(map, locale, name = "span") {
  const found = localText(map, locale.language);
  if (found === null) return null;
  return el(name, { lang: found.lang === locale.language ? null : found.lang }, found.text);
}

/**
 * What a journey step is called: the template's step, else the CBV business step, else its text.
 * @param {{name: string|null, bizStep: string|null}} step
 */
export function stepName(step, locale) {
  for (const raw of [step.name, step.bizStep]) {
    if (!raw) continue;
    const key = `step.${raw.replace(/^.*[/:#]/, "").replace(/^BizStep-/, "")}`;
    return locale.has(key) ? locale.t(key) : raw;
  }
  return locale.t("step.unnamed");
}

/**
 * What an identifier names (docs/formats.md, 6).
 * @param {string} id
 * @returns {{kind: "lot"|"unit"|"carton"|"other", code: string, product: string|null}}
 */
export function partsOf(id) {
  const item = /^(.+)\/(10|21)\/([^/]+)$/.exec(id);
  if (item !== null) {
    return { kind: item[2] === "10" ? "lot" : "unit", code: item[3], product: item[1] };
  }
  const carton = /\/00\/(\d{18})$/.exec(id);
  if (carton !== null) return { kind: "carton", code: carton[1], product: null };
  return { kind: "other", code: id, product: null };
}

/** "lot BK-0312", "item 000117", in the reader's language. */
export function codeName(id, locale) {
  const { kind, code } = partsOf(id);
  if (kind === "lot") return locale.t("journey.lot", { lot: code });
  if (kind === "unit") return locale.t("journey.unit", { serial: code });
  return kind === "carton" ? locale.t("journey.carton", { sscc: code }) : code;
}
