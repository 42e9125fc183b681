/** The four catalogs as the page loads them. */
import { LANGUAGES, loadLocale } from "../../../verifier_web/page/locale.js";

export const LOCALES = await Promise.all(LANGUAGES.map(loadLocale));
export const [VI, EN, TH, BN] = LOCALES;
