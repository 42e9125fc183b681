/**
 * The language of the page: which one, its catalog, and how numbers, dates and amounts are written.
 * Everything but `loadLocale` is pure.
 */

export const LANGUAGES = Object.freeze(["vi", "en", "th", "bn"]);
/** What each language calls itself, for the switch. */
export const OWN_NAMES = Object.freeze({ vi: "Tiếng Việt", en: "English", th: "ไทย", bn: "বাংলা" });

/** How a date is written: by number where the language does so, else with the month's name. */
const DATES = Object.freeze({ vi: { day: "numeric", month: "numeric", year: "numeric" } });
const NAMED_MONTH = Object.freeze({ day: "numeric", month: "long", year: "numeric" });
const CLOCK = Object.freeze({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The first wish that can be met: the address, then an earlier choice, then the browser's list.
 * @param {{query: string|null, remembered: string|null, preferred: readonly string[]}} wishes
 * @returns {"vi"|"en"|"th"|"bn"}
 */
export function chooseLanguage({ query, remembered, preferred }) {
  const wishes = [query, remembered, ...preferred].map((wish) => primary(wish));
  return wishes.find((wish) => LANGUAGES.includes(wish)) ?? "vi";
}

/** @param {string} language one of LANGUAGES @returns {Promise<Locale>} */
export async function loadLocale(language) {
  const module = await import(`../locales/${language}.js`);
  return new Locale(language, module.default);
}

/** A catalog together with the language's own way to write numbers and dates. */
export class Locale {
  /** @param {string} language @param {Readonly<Object<string, string|object>>} catalog */
  constructor(language, catalog) {
    this.language = language;
    this.catalog = catalog;
    this.tag = catalog["language.tag"];
  }

  /** @param {string} key */
  has(key) {
    return key in this.catalog;
  }

  /**
   * A message with its {placeholders} filled.
   * @param {string} key
   * @param {Object<string, string|number>} [values] `count` chooses the plural form
   * @throws {Error} for a key that the catalog has not
   */
  t(key, values = {}) {
    if (!this.has(key)) throw new Error(`message ${key} is missing in ${this.language}`);
    const message = this.#form(this.catalog[key], values.count);
    return message.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
  }

  /** A plural message: {n} is the number as this language writes it. */
  plural(key, count, values = {}) {
    return this.t(key, { ...values, count: Number(count), n: this.number(count) });
  }

  /** @param {string|number} value a number or a decimal string of at most 15 digits */
  number(value) {
    return new Intl.NumberFormat(this.tag, { maximumFractionDigits: 6 }).format(Number(value));
  }

  /** The same for what was read off or counted by somebody else: not rounded. */
  reading(value) {
    return new Intl.NumberFormat(this.tag, { maximumFractionDigits: 18 }).format(Number(value));
  }

  /** @param {string|number} amount @param {string|null} uom piece when null (formats.md, 7) */
  quantity(amount, uom) {
    const key = `uom.${uom ?? "H87"}`;
    return this.has(key) ? this.plural(key, amount) : `${this.number(amount)} ${uom}`;
  }

  /** @param {number} time microseconds since 1970 @param {string} offset "+07:00" */
  date(time, offset) {
    return this.#format(time, offset, DATES[this.language] ?? NAMED_MONTH);
  }

  /** Date and time of day. */
  moment(time, offset) {
    return this.#format(time, offset, { ...(DATES[this.language] ?? NAMED_MONTH), ...CLOCK });
  }

  /** A length of time in its largest whole unit. @param {number} length microseconds */
  span(length) {
    if (length >= 2 * DAY) return this.plural("span.day", Math.floor(length / DAY));
    if (length >= HOUR) return this.plural("span.hour", Math.floor(length / HOUR));
    return this.plural("span.minute", Math.max(1, Math.floor(length / MINUTE)));
  }

  #form(message, count) {
    if (typeof message === "string") return message;
    const category = new Intl.PluralRules(this.tag).select(count ?? 0);
    return message[category] ?? message.other;
  }

  #format(time, offset, fields) {
    // Offsets as time zones are unknown to older browsers, so the clock is moved instead.
    const local = new Date(Number(time) / 1000 + offsetMinutes(offset) * 60_000);
    return new Intl.DateTimeFormat(this.tag, { ...fields, timeZone: "UTC" }).format(local);
  }
}

/** @param {string} offset "±hh:mm" @returns {number} minutes east of UTC, 0 for anything else */
export function offsetMinutes(offset) {
  const match = /^([+-])(\d\d):(\d\d)$/.exec(offset ?? "");
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}

function primary(tag) {
  return typeof tag === "string" ? tag.toLowerCase().split("-")[0] : null;
}
