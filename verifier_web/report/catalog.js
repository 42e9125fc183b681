/** The report's own catalogs as locales. */

import { Locale } from "../page/locale.js";
import { CATALOGS } from "./locales.js";

/** @param {"vi"|"en"|"th"|"bn"} language @returns {Locale} */
export function localeOf(language) {
  return new Locale(language, CATALOGS[language]);
}
