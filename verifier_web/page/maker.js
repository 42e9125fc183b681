/** What became of the maker since, for whoever reads an old jar. */

import { el } from "./dom.js";

/**
 * @param {object} result of verifyBundle
 * @param {string} offset in which dates are read
 * @returns {HTMLElement|null} null while the maker is active
 */
export function makerNote({ passport }, offset, locale) {
  const { maker, operator } = passport ?? {};
  const key = `maker.${maker?.status}`;
  if (!maker || maker.since === null || !locale.has(key)) return null;
  const names = maker.successors.map(({ name }) => name).join(", ");
  const sentences = [
    locale.t(key, { name: maker.name, date: locale.date(maker.since, offset) }),
    locale.t("maker.still"),
    names === "" ? locale.t("maker.operator", { name: operator.name })
      : locale.t("maker.successors", { names }),
  ];
  return el("p", { class: "note" }, sentences.join(" "));
}
