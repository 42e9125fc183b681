/** What a page says about a thing, its maker and its certificates: verified state only. */
import { formatDecimal } from "./decimal.js";
import { AGGREGATION } from "./event.js";
import { describeInspections, describeRecalls } from "./findings.js";
import { parseItem } from "./gs1.js";
import { actualHolder, receiverOf } from "./rules/custody.js";

const NOW = Infinity; // as of the checkpoint: no statement in the evidence comes after it

/**
 * @param {object} found what the steps established; steps 1 to 8 passed
 * @returns {object|null} null where the evidence knows no product of what was asked
 */
export function buildPassport({ registry, chain, asked, events, holdings }) {
  const thing = mainThing(asked, chain);
  const versions = thing === null ? undefined : registry.products.get(thing.product);
  if (versions === undefined) return null;
  const product = versions[versions.length - 1];
  const lot = thing.kind === "10" ? thing.id : lotOfUnit(thing, events);
  const maker = makerOf(lot ?? thing.id, chain) ?? product.owner;
  return {
    product: describeProduct(product),
    lot,
    unit: thing.kind === "21" ? thing.id : null,
    maker: describeMaker(registry, maker),
    operator: describeOperator(registry),
    ...describeHolders(registry, asked, holdings),
    certificates: describeCertificates(registry, chain, new Set([product.product, maker])),
    recalls: describeRecalls(registry, chain),
    inspections: describeInspections(registry, chain),
  };
}

// A logistic unit is shown by the first thing in it.
function mainThing(asked, chain) {
  const item = readAsked(asked);
  if (item === null || item.kind !== "00") return item;
  for (const id of chain?.things ?? []) {
    const inside = readAsked(id);
    if (inside !== null && inside.kind !== "00") return inside;
  }
  return null;
}

function readAsked(id) {
  try {
    return parseItem(id);
  } catch (error) {
    if (error.code !== "identifier_malformed" && error.code !== "check_digit") throw error;
    return null;
  }
}

function lotOfUnit(unit, events) {
  const creates = ({ event }) => event.created.some(({ item }) => item.id === unit.id);
  return events.find(creates)?.event.serialLot(unit) ?? null;
}

function makerOf(thing, chain) {
  return chain?.origins.makers(thing)[0]?.participant ?? null;
}

function describeProduct({ product, name, description, netContent }) {
  const content = netContent && {
    quantity: formatDecimal(netContent.amount), uom: netContent.uom,
  };
  return { id: product, name, description, netContent: content };
}

function describeMaker(registry, id) {
  const { registration, changes } = registry.participant(id);
  const { name, kind, province, contact } = registration;
  const last = changes[changes.length - 1];
  return {
    id,
    name,
    kind,
    province,
    contact,
    status: registry.statusAt(id, NOW),
    since: last === undefined ? null : Number(last.effective),
    successors: (last?.into ?? []).map((each) => nameOf(registry, each)),
  };
}

// Where it is, or to whom it is on its way; nobody's before step 10 has passed.
function describeHolders(registry, asked, holdings) {
  const thing = holdings?.things.get(asked) ?? null;
  if (thing === null) return { holder: null, receiver: null };
  const receiver = receiverOf(thing, holdings.things);
  return {
    holder: nameOf(registry, actualHolder(thing, holdings.things)),
    receiver: receiver === null ? null : nameOf(registry, receiver),
  };
}

function nameOf(registry, id) {
  return { id, name: registry.participant(id).registration.name };
}

function describeOperator({ genesis: { operator } }) {
  return { id: operator.participant, name: operator.name, contact: operator.contact };
}

// Certificates of the product and of everybody and everything that it was made by and of.
function describeCertificates(registry, chain, subjects) {
  for (const thing of chain?.things ?? []) {
    for (const { event, participant } of chain.origins.makers(thing)) {
      if (event.type !== AGGREGATION) subjects.add(participant);
    }
    subjects.add(readAsked(thing).product);
  }
  return [...registry.credentials.values()].filter(({ subject }) => subjects.has(subject)).map(
    (certificate) => ({
      id: certificate.credential,
      scheme: certificate.scheme,
      number: certificate.number,
      level: certificate.level,
      issuer: registry.participant(certificate.issuer).registration.name,
      subject: certificate.subject,
      validFrom: Number(certificate.validFrom),
      validUntil: Number(certificate.validUntil),
      revoked: certificate.revoked !== null,
      documentHash: certificate.documentHash,
    }),
  );
}
