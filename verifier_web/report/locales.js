/** The report's message catalogs: the same keys in each language. */

import bn from "./locales/bn.js";
import en from "./locales/en.js";
import th from "./locales/th.js";
import vi from "./locales/vi.js";

export const CATALOGS = Object.freeze({ vi, en, th, bn });
