/** What a step says beside what, who, where and when: for a reader, never for a check. */
import { isObject } from "./json.js";

const OWN = "nguon:";
/** Members that the page shows elsewhere, or that say nothing to a buyer. */
const SHOWN_ELSEWHERE = [
  "nguon:step", "nguon:attachments", "nguon:grownFrom", "nguon:results", "cbvmda:lotNumber",
];
const READINGS = ["value", "meanValue", "minValue", "maxValue"];

/**
 * What a step adds in words and numbers: its own members, those of the lot made (ilmd), and what
 * sensors read. Anything but a text, a number, or a number with its unit says nothing here.
 *
 * @param {object} payload of an event
 * @returns {{name: string, value: string|number, uom: string|null}[]} name with its prefix;
 *   of a sensor `sensor:Type[/substance][.maxValue]`
 */
export function readDetails(payload) {
  const own = membersOf(payload).filter(([name]) => name.startsWith(OWN));
  const made = membersOf(payload.ilmd);
  const said = [...own, ...made].filter(([name]) => !SHOWN_ELSEWHERE.includes(name));
  return [
    ...said.flatMap(([name, value]) => readDetail(name, value)),
    ...itemsOf(payload.sensorElementList).flatMap(
      (element) => itemsOf(element?.sensorReport).flatMap(readReadings),
    ),
  ];
}

function readDetail(name, value) {
  if (isTextOrNumber(value)) return [{ name, value, uom: null }];
  const isMeasured = isObject(value) && typeof value.value === "number";
  return isMeasured ? [{ name, value: value.value, uom: textOrNull(value.uom) }] : [];
}

function readReadings(report) {
  if (!isObject(report) || typeof report.type !== "string") return [];
  const substance = textOrNull(report.chemicalSubstance)?.replace(/^.*[/:]/, "/") ?? "";
  const name = `sensor:${report.type.replace(/^gs1:(MT-)?/, "")}${substance}`;
  return READINGS.filter((member) => typeof report[member] === "number").map((member) => ({
    name: member === "value" ? name : `${name}.${member}`,
    value: report[member],
    uom: textOrNull(report.uom),
  }));
}

/**
 * @param {object} payload of an event
 * @returns {{test: string, value: number, limit: number, kind: "max"|"min"}[]} what was tested
 *   (`nguon:results`); kind says on which side of the limit it is good
 */
export function readResults(payload) {
  return itemsOf(payload["nguon:results"]).filter(isResult).map(
    ({ test, value: found, limit, kind }) => (
      { test, value: found, limit, kind: kind === "min" ? "min" : "max" }
    ),
  );
}

function isResult(entry) {
  return isObject(entry) && typeof entry.test === "string"
    && typeof entry.value === "number" && typeof entry.limit === "number";
}

function membersOf(value) {
  return isObject(value) ? Object.entries(value) : [];
}

function itemsOf(value) {
  return Array.isArray(value) ? value : [];
}

function isTextOrNumber(value) {
  return typeof value === "string" || typeof value === "number";
}

function textOrNull(value) {
  return typeof value === "string" ? value : null;
}
