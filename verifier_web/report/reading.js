/** Reading what the server answered: each member is what it must be, or there is no report. */

import { ReportFailure } from "./failure.js";

/** @throws {ReportFailure} not_a_report */
export function misread(what) {
  throw new ReportFailure("not_a_report", `${what} is not what it should be`);
}

export function text(value, what) {
  return typeof value === "string" ? value : misread(what);
}

export function textOrNull(value, what) {
  return value === null || value === undefined ? null : text(value, what);
}

/** @param {readonly string[]} choices */
export function oneOf(value, choices, what) {
  return choices.includes(value) ? value : misread(what);
}

export function flag(value, what) {
  return typeof value === "boolean" ? value : misread(what);
}

export function count(value, what) {
  return Number.isSafeInteger(value) && value >= 0 ? value : misread(what);
}

/** @returns {string} an exact decimal as the server wrote it */
export function decimal(value, what) {
  return typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? value : misread(what);
}

/** @returns {number} microseconds since 1970 */
export function time(value, what) {
  const milliseconds = Date.parse(text(value, what));
  return Number.isNaN(milliseconds) ? misread(what) : milliseconds * 1000;
}

export function timeOrNull(value, what) {
  return value === null || value === undefined ? null : time(value, what);
}

/** @param {(row: any) => T} read @returns {T[]} @template T */
export function list(value, what, read) {
  return Array.isArray(value) ? value.map((row) => read(row ?? misread(what))) : misread(what);
}

/** @returns {Object<string, string>} */
export function texts(value, what) {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  return isMap && Object.values(value).every((one) => typeof one === "string") ? value : misread(what);
}
