/** Flags about certificates: named or relied upon, and not good at the time. */

const REVOKED = "certificate_revoked";
const EXPIRED = "certificate_expired";
const NOT_YET = "not_yet";

/**
 * @param {import("./case.js").Case} one
 * @returns {object[]} flags: certificate_unknown, certificate_foreign, certificate_revoked,
 *   certificate_expired, of each certificate that the event names
 */
export function flagNamed(one) {
  return one.event.certificates.flatMap((named) => {
    const record = one.registry.credentials.get(named);
    if (record === undefined || record.index >= one.index) {
      return [{ rule: "certificate_unknown", subject: named, values: {} }];
    }
    if (!concernsIt(one, record)) {
      return [{ rule: "certificate_foreign", subject: named, values: {} }];
    }
    const fault = faultOf(one, record);
    return fault === null ? [] : [lapsed(fault === NOT_YET ? EXPIRED : fault, record)];
  });
}

/**
 * @param {import("./case.js").Case} one
 * @returns {object[]} flags: certificate_revoked, certificate_expired, of the products made. A
 *   scheme has lapsed if none of its certificates is good and one has ended
 */
export function flagProducts(one) {
  const products = new Set(one.event.created.map(({ item }) => item.product));
  return [...products].flatMap((product) => {
    const records = one.registry.credentialsOf(product, one.index);
    const schemes = [...new Set(records.map(({ scheme }) => scheme))];
    return schemes.flatMap((scheme) => (
      flagScheme(one, records.filter((record) => record.scheme === scheme))
    ));
  });
}

function flagScheme(one, records) {
  const faults = records.map((record) => ({ record, fault: faultOf(one, record) }));
  if (faults.some(({ fault }) => fault === null)) return [];
  const ended = faults.filter(({ fault }) => fault !== NOT_YET);
  const last = ended[ended.length - 1];
  return last === undefined ? [] : [lapsed(last.fault, last.record)];
}

function concernsIt({ event, signer }, { subject }) {
  return subject === signer || event.listed.some(({ item }) => item.product === subject);
}

function faultOf({ event: { happened }, index }, { revoked, validFrom, validUntil }) {
  if (revoked !== null && revoked < index) return REVOKED;
  if (happened >= validUntil) return EXPIRED;
  return happened < validFrom ? NOT_YET : null;
}

function lapsed(rule, { credential, number }) {
  return { rule, subject: credential, values: { number: number ?? "" } };
}
