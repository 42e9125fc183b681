/** The server's report of a period, read strictly. */

import { isDay } from "./day.js";
import { DIMENSIONS } from "./figures.js";
import { instants } from "./period.js";
import {
  count, decimal, flag, list, misread, oneOf, text, textOrNull, texts, time, timeOrNull,
} from "./reading.js";

/**
 * @typedef {{product: string, dimension: string, made: string}} Volume
 * @typedef {{period: import("./period.js").Period,
 *   days: Array<{day: string, events: number, late: number}>,
 *   cooperatives: object[], products: object[], communes: object[],
 *   flags: Array<{rule: string, count: number}>, certificates: object[],
 *   totals: {events: number, late: number, flags: number, cooperatives: number, silent: number}
 * }} Report
 */

/**
 * @param {unknown} document
 * @param {import("./period.js").Period} period that was asked for
 * @returns {Report}
 * @throws {import("./failure.js").ReportFailure} not_a_report
 */
export function readReport(document, period) {
  checkPeriod(document, period);
  const report = {
    period,
    days: list(document.days, "days", (row) => dayRow(row, period)),
    cooperatives: list(document.cooperatives, "cooperatives", cooperative),
    products: list(document.products, "products", product),
    communes: list(document.communes, "communes", commune),
    flags: list(document.flags, "flags", flagged),
    certificates: list(document.certificates, "certificates", certificate),
  };
  return { ...report, totals: totalsOf(report) };
}

// Numbers of another period would be read as those of this one.
function checkPeriod(document, period) {
  const asked = instants(period);
  for (const end of ["from", "to"]) {
    if (time(document?.[end], end) !== time(asked[end], end)) misread(end);
  }
}

function day(value) {
  return isDay(value) ? value : misread("a day");
}

function dayRow(row, { from, to }) {
  const found = { day: day(row.day), ...counted(row) };
  return found.day >= from && found.day <= to ? found : misread("a day outside the period");
}

function counted(row) {
  return { events: count(row.events, "events"), late: count(row.late, "late") };
}

function place(row) {
  return {
    commune: textOrNull(row.commune, "commune"),
    province: text(row.province, "province"),
  };
}

function cooperative(row) {
  return {
    id: text(row.id, "id"),
    name: text(row.name, "name"),
    kind: text(row.kind, "kind"),
    ...place(row),
    status: text(row.status, "status"),
    ...counted(row),
    flags: count(row.flags, "flags"),
    volumes: list(row.volumes, "volumes", volume),
    lastRecorded: timeOrNull(row.last_recorded, "last_recorded"),
    isSilent: flag(row.silent, "silent"),
  };
}

function volume(row) {
  return {
    product: text(row.product, "product"),
    dimension: oneOf(row.dimension, DIMENSIONS, "dimension"),
    made: decimal(row.made, "made"),
  };
}

function product(row) {
  return {
    id: text(row.id, "id"),
    name: texts(row.name, "name"),
    owner: text(row.owner?.name, "owner"),
    events: count(row.events, "events"),
    volumes: list(row.volumes, "volumes", volume),
    lots: count(row.lots, "lots"),
    units: count(row.units, "units"),
  };
}

function commune(row) {
  return {
    ...place(row),
    cooperatives: count(row.cooperatives, "cooperatives"),
    silent: count(row.silent, "silent"),
    ...counted(row),
    flags: count(row.flags, "flags"),
  };
}

function flagged(row) {
  return {
    rule: text(row.rule, "rule"),
    count: count(row.flags, "flags"),
    participants: count(row.participants, "participants"),
  };
}

function certificate(row) {
  return {
    id: text(row.id, "id"),
    subject: text(row.subject, "subject"),
    name: texts(row.subject_name, "subject_name"),
    issuer: text(row.issuer?.name, "issuer"),
    scheme: text(row.scheme, "scheme"),
    number: textOrNull(row.number, "number"),
    level: textOrNull(row.level, "level"),
    validUntil: time(row.valid_until, "valid_until"),
    isExpired: flag(row.expired, "expired"),
    isRenewed: flag(row.renewed, "renewed"),
  };
}

function totalsOf({ days, cooperatives, flags }) {
  const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);
  return {
    events: sum(days, "events"),
    late: sum(days, "late"),
    flags: sum(flags, "count"),
    cooperatives: cooperatives.length,
    silent: cooperatives.filter(({ isSilent }) => isSilent).length,
  };
}
