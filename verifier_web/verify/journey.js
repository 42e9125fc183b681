/** The way of a thing as the page shows it, out of events that were verified as authentic. */
import { concerns } from "./chain.js";
import { formatDecimal } from "./decimal.js";
import { readDetails, readResults } from "./details.js";

const GEO = "geo:";

/**
 * @param {object} found what the steps established; steps 1 to 8 passed
 * @param {number|null} failedIndex
 * @returns {object[]} the events on the way, by index; all events where no way was found
 */
export function verifiedJourney({ events, chain, corrected, registry }, failedIndex) {
  const onTheWay = chain === undefined ? events : [
    ...chain.events, ...corrected.filter(({ event }) => concerns(event, chain.subjects)),
  ].sort((one, other) => one.index - other.index);
  return onTheWay.map(({ index, event, payload, participant, recorded }) => describeEvent(event, {
    index,
    payload,
    participant: describeParticipant(registry, participant),
    place: describePlace(registry, event, index),
    recorded: Number(recorded),
    productName: (product) => productName(registry, product),
    corrected: corrected?.some((taken) => taken.index === index) ?? event.isCorrection,
    failed: index === failedIndex,
  }));
}

/**
 * @param {import("./event.js").Event} event
 * @param {object} context index, participant, place, recorded, productName, corrected, failed;
 *   payload where what it adds in words and numbers may be shown
 * @returns {object} one element of a result's journey
 */
export function describeEvent(event, { productName, payload = {}, ...context }) {
  const describe = (listed) => listed.map((one) => describeListed(one, productName));
  return {
    index: context.index,
    name: event.step,
    bizStep: event.bizStep,
    type: event.type,
    action: event.action,
    disposition: event.disposition,
    participant: context.participant,
    place: context.place,
    happened: Number(event.happened),
    offset: event.offset,
    recorded: context.recorded,
    inputs: describe([...event.inputs, ...grownFrom(event)]),
    outputs: describe(event.outputs),
    listed: describe([...event.things, ...event.children]),
    units: event.listed.filter(({ item }) => item.kind === "21").length,
    process: event.process ?? null,
    details: readDetails(payload),
    results: readResults(payload),
    corrected: context.corrected,
    attachments: event.attachments,
    failed: context.failed,
  };
}

function grownFrom(event) {
  return event.grownFrom.map((item) => ({ item, quantity: null }));
}

function describeListed({ item, quantity }, productName) {
  return {
    id: item.id,
    quantity: quantity === null ? null : formatDecimal(quantity.amount),
    uom: quantity === null ? null : quantity.uom,
    product: item.product === null ? null : productName(item.product),
  };
}

// What it is called today: the name is for reading, not a claim about that day.
function productName(registry, product) {
  const versions = registry.products.get(product) ?? [];
  return versions[versions.length - 1]?.name ?? null;
}

function describeParticipant(registry, id) {
  const { name, kind, province } = registry.participant(id).registration;
  return { id, name, kind, province };
}

function describePlace(registry, { places: [id] }, index) {
  if (id === undefined) return null;
  if (id.startsWith(GEO)) return { id, name: null, geo: id, province: null };
  const { name, geo, province } = registry.locationAt(id, index);
  return { id, name, geo, province };
}
