/** The language switch. Its buttons stay in place when the page is drawn again, so focus does too. */

import { el } from "./dom.js";
import { LANGUAGES, OWN_NAMES } from "./locale.js";

/**
 * @param {HTMLElement} nav
 * @param {(language: string) => void} onChoose
 * @returns {(locale: import("./locale.js").Locale) => void} marks the language that is shown
 */
export function languageSwitch(nav, onChoose) {
  const button = (language) => el(
    "button",
    { type: "button", lang: language, onclick: () => onChoose(language) },
    OWN_NAMES[language],
  );
  const buttons = new Map(LANGUAGES.map((language) => [language, button(language)]));
  nav.replaceChildren(...buttons.values());
  return (locale) => {
    nav.setAttribute("aria-label", locale.t("page.language"));
    for (const [language, node] of buttons) {
      node.setAttribute("aria-pressed", String(language === locale.language));
    }
  };
}
