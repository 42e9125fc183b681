/** Flags about place: somebody else's premises, or outside one's own areas. */
import { readExact } from "../decimal.js";
import { ADD, OBJECT, TRANSFORMATION } from "../event.js";

const GEO = /^geo:(-?[0-9]{1,2}(?:\.[0-9]{1,8})?),(-?[0-9]{1,3}(?:\.[0-9]{1,8})?)$/;
const AROUND = readExact("0.05"); // degrees, some five kilometres: public coordinates are coarse

/**
 * @param {import("./case.js").Case} one
 * @returns {object[]} flags: place_foreign
 */
export function flagPremises(one) {
  const { readPoint, type, action } = one.event;
  const makes = type === TRANSFORMATION || (type === OBJECT && action === ADD);
  if (!makes || readPoint === null || isGeo(readPoint)) return [];
  const { owner } = one.registry.locationAt(readPoint, one.index);
  return one.actsFor(owner) ? [] : [{ rule: "place_foreign", subject: readPoint, values: {} }];
}

/**
 * @param {import("./case.js").Case} one
 * @returns {object[]} flags: place_outside
 */
export function flagArea({ event: { readPoint }, registry, signer, index }) {
  if (readPoint === null || !isGeo(readPoint)) return [];
  const point = readPointOf(readPoint);
  const areas = registry.placesOf(signer, index).map(areaOf).filter((area) => area !== null);
  const isInside = point !== null && areas.some((area) => holds(area, point));
  return isInside ? [] : [{ rule: "place_outside", subject: readPoint, values: {} }];
}

function isGeo(place) {
  return place.startsWith("geo:");
}

function readPointOf(geo) {
  const match = GEO.exec(geo);
  return match === null ? null : { latitude: readExact(match[1]), longitude: readExact(match[2]) };
}

function areaOf({ area, geo }) {
  if (area !== null || geo === null) return area;
  const { latitude, longitude } = readPointOf(geo);
  return {
    south: latitude - AROUND, west: longitude - AROUND,
    north: latitude + AROUND, east: longitude + AROUND,
  };
}

function holds({ south, west, north, east }, { latitude, longitude }) {
  return south <= latitude && latitude <= north && west <= longitude && longitude <= east;
}
