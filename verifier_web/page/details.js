/** What a step says in words and numbers: the diary, readings of sensors, results with limits. */

import { el } from "./dom.js";

/** Members that are bare numbers, with the unit that they count. */
const UNITS = { isolationDays: "DAY" };
/** Sensor reports (EPCIS 2.0, sensorReport) that have a word of their own. */
const SENSORS = {
  "sensor:Temperature": "temperature",
  "sensor:Temperature.maxValue": "temperatureMax",
  "sensor:Temperature.minValue": "temperatureMin",
  "sensor:Temperature.meanValue": "temperatureMean",
  "sensor:MassConcentration/FAPWRFPIFSIZLT-UHFFFAOYSA-M": "salinity",
  "sensor:MassConcentration/MYMOFIZGZYHOMD-UHFFFAOYSA-N": "oxygen",
};
const PH_SCALE = "Q30";
const A_DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * Rows for a `<dl>`: label and value. What has no word in the catalogs is shown as it was written.
 * @param {{details: Array<object>, results: Array<object>, bizStep: string|null,
 *   disposition: string|null}} step of a result's journey
 * @param {import("./locale.js").Locale} locale
 * @returns {Array<[string, unknown]>}
 */
export function detailRows(step, locale) {
  const rows = step.details.map((detail) => {
    const word = wordOf(detail);
    const key = `detail.${word}`;
    return [locale.has(key) ? locale.t(key) : detail.name, valueText(detail, word, locale)];
  });
  const outcome = outcomeOf(step);
  if (outcome !== null) rows.unshift([locale.t("detail.outcome"), outcomeNode(outcome, locale)]);
  const results = resultNodes(step.results, locale);
  return results.length === 0 ? rows : [...rows, [locale.t("detail.results"), results]];
}

/** @returns {"conformant"|"non_conformant"|null} how an inspection ended */
export function outcomeOf({ disposition }) {
  return /(?:^|[/:-])((?:non_)?conformant)$/.exec(disposition ?? "")?.[1] ?? null;
}

/** @param {"conformant"|"non_conformant"} outcome */
export function outcomeNode(outcome, locale) {
  return el("span", { class: outcome === "conformant" ? null : "flag bad" },
    locale.t(`inspection.${outcome}`));
}

/**
 * Each result with its limit; one that lies outside says so in words.
 * @param {Array<{test: string, value: number|string, limit: number|string, kind: string}>} results
 */
export function resultNodes(results, locale) {
  return results.map((result) => {
    const [value, limit] = [result.value, result.limit].map((number) => locale.reading(number));
    const text = locale.t(`results.${result.kind === "min" ? "min" : "max"}`, {
      test: result.test, value, limit,
    });
    const outside = isOutside(result) && [
      " ", el("span", { class: "flag whole" }, locale.t("results.outside")),
    ];
    return el("span", { class: "line" }, text, outside);
  });
}

function isOutside({ value, limit, kind }) {
  return kind === "min" ? Number(value) < Number(limit) : Number(value) > Number(limit);
}

function wordOf({ name, uom }) {
  if (name === "sensor:Dimensionless" && uom === PH_SCALE) return "acidity";
  return SENSORS[name] ?? name.replace(/^(?:nguon|cbvmda):/, "");
}

function valueText({ value, uom }, word, locale) {
  if (typeof value === "number") return amountText(value, uom ?? UNITS[word] ?? null, locale);
  const day = A_DAY.test(value) ? Date.parse(value) : NaN;
  if (!Number.isNaN(day)) return locale.date(day * 1000, "+00:00");
  const choice = `detail.${word}.${value}`;
  return locale.has(choice) ? locale.t(choice) : value;
}

function amountText(value, uom, locale) {
  if (uom === null || uom === PH_SCALE) return locale.reading(value);
  return locale.quantity(value, uom);
}
