/**
 * Members of an event that only the rules read (docs/rules.md, "Details"). They are read
 * leniently: what has another shape says nothing, since logs of before these rules may hold
 * anything here. The door's schema refuses other shapes in new events.
 */
import { EXACT_ONE, EXACT_PLACES, formatDecimal, readExact } from "./decimal.js";
import { OBJECT, OBSERVE, RECALLED, WORK } from "./event.js";
import { isObject, namesOf } from "./json.js";
import { MICROSECONDS_A_DAY } from "./rfc3339.js";

const MAX_ISOLATION = 3650n * EXACT_ONE;
const OWN = "nguon:";
const STEP = "nguon:step";
const NO_DIARY = [STEP, "nguon:attachments", "nguon:reason", "nguon:results"];
const LEAST_DIARY = 2; // one word alone is no entry that could be copied

/**
 * @param {object} payload of an event
 * @returns {{receivers: string[], liftsRecall: boolean, certificates: string[],
 *   isolation: bigint, results: Result[], diary: string|null}} isolation in microseconds, 0 where
 *   there is none; diary is the text by which copies of a diary entry are known
 * @typedef {{test: string, value: bigint, limit: bigint, isLeast: boolean}} Result value and
 *   limit in 1e-32; isLeast: the limit is a minimum
 */
export function readExtras(payload) {
  return {
    receivers: readReceivers(payload.destinationList),
    liftsRecall: itemsOf(membersOf(payload.persistentDisposition).unset).includes(RECALLED),
    certificates: readCertificates(payload.certificationInfo),
    isolation: readIsolation(payload["nguon:isolationDays"]),
    results: itemsOf(payload["nguon:results"]).flatMap(readResult),
    diary: isDiary(payload) ? readDiary(payload) : null,
  };
}

/** Whether a result is on the wrong side of its limit. */
export function isOutside({ value, limit, isLeast }) {
  return isLeast ? value < limit : value > limit;
}

function readReceivers(value) {
  return itemsOf(value).map(membersOf)
    .filter(({ type }) => type === "possessing_party")
    .map(({ destination }) => destination).filter(isString);
}

function readCertificates(value) {
  return isString(value) ? [value] : itemsOf(value).filter(isString);
}

function readIsolation(value) {
  const days = typeof value === "number" ? readExact(value) : 0n;
  if (days <= 0n || days > MAX_ISOLATION) return 0n;
  return (days * MICROSECONDS_A_DAY) / EXACT_ONE;
}

function readResult(entry) {
  const { test, value, limit, kind } = membersOf(entry);
  if (!isString(test) || typeof value !== "number" || typeof limit !== "number") return [];
  return [{ test, value: readExact(value), limit: readExact(limit), isLeast: kind === "min" }];
}

function isDiary({ type, action, bizStep }) {
  return type === OBJECT && action === OBSERVE && bizStep === WORK;
}

function readDiary(payload) {
  const said = namesOf(payload).filter((name) => name.startsWith(OWN) && !NO_DIARY.includes(name));
  if (said.length < LEAST_DIARY) return null;
  return [STEP, ...said].map((name) => `${JSON.stringify(name)}:${write(payload[name])}`).join();
}

// Compact JSON in the order of the document, numbers as plain decimals.
function write(value) {
  if (Array.isArray(value)) return `[${value.map(write).join()}]`;
  if (isObject(value)) {
    const members = namesOf(value).map((name) => `${JSON.stringify(name)}:${write(value[name])}`);
    return `{${members.join()}}`;
  }
  if (typeof value === "number") return formatDecimal(readExact(value), EXACT_PLACES);
  return String(JSON.stringify(value));
}

function itemsOf(value) {
  return Array.isArray(value) ? value : [];
}

function membersOf(value) {
  return isObject(value) ? value : {};
}

function isString(value) {
  return typeof value === "string";
}
