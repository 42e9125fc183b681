/** A lot, item or carton of the record, and the page on which anybody can check it. */

import { parseAddress } from "../page/address.js";
import { el } from "../page/dom.js";
import { codeName, partsOf } from "../page/names.js";

/** Identifiers of GS1 are resolved by whoever serves them (docs/formats.md, 6). */
const GS1_HOST = "id.gs1.org";

/**
 * @param {string} id
 * @param {string} host this page's own: only its codes have their page here
 * @param {import("../page/locale.js").Locale} locale
 */
export function thingNode(id, host, locale) {
  const path = pagePath(id, host);
  const name = codeName(id, locale);
  if (path === null) return el("span", {}, name);
  return el("a", { class: "thing", href: path }, name);
}

/** @returns {string|null} null where there is no such page on this server */
export function pagePath(id, host) {
  const url = parseAddress(id);
  if (url === null || partsOf(id).kind === "other") return null;
  return url.protocol === "https:" && [GS1_HOST, host].includes(url.host) ? url.pathname : null;
}
