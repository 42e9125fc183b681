/**
 * The shape of an event (docs/verification.md, "An event's shape"): it is read in the order in
 * which its members are checked, and only what verification uses is read.
 */
import { NguonError } from "./errors.js";
import { readExtras } from "./event_extras.js";
import {
  ADD, AGGREGATION, DELETE, Event, OBJECT, OBSERVE, RECALLED, TRANSFORMATION,
} from "./event.js";
import { parseItem } from "./gs1.js";
import { isObject } from "./json.js";
import {
  anObject, coded, listOf, matching, maybe, need, oneOf, text, time, uri,
} from "./members.js";
import { readQuantity } from "./quantity.js";
import { parseOffset, parseTime } from "./rfc3339.js";

const GROWN_FROM = "nguon:grownFrom";
const LOT_NUMBER = "cbvmda:lotNumber";
// In the order in which they are read.
const LISTS = [
  ["epcList", OBJECT, readUnit],
  ["quantityList", OBJECT, readLot],
  ["inputEPCList", TRANSFORMATION, readUnit],
  ["inputQuantityList", TRANSFORMATION, readLot],
  ["outputEPCList", TRANSFORMATION, readUnit],
  ["outputQuantityList", TRANSFORMATION, readLot],
  ["parentID", AGGREGATION, null],
  ["childEPCs", AGGREGATION, readUnit],
  ["childQuantityList", AGGREGATION, readLot],
];
const bare = matching(/^[!-~]{1,200}$/, "at most 200 printable ASCII characters");
const lotNumber = matching(/^[A-Za-z0-9._-]{1,20}$/, "a lot number");
const sha256 = matching(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hexadecimal digits");

/**
 * @param {object} payload
 * @returns {Event}
 * @throws {NguonError} event_malformed, time_offset, identifier_malformed, check_digit,
 *   quantity_malformed
 */
export function readEvent(payload) {
  return coded("event_malformed", () => {
    const head = readHead(payload);
    const times = readTimes(payload);
    const places = ["readPoint", "bizLocation"].map((name) => maybe(payload, name, readPlace));
    const known = places.filter((place) => place !== null);
    const lists = readLists(payload, head.type);
    const extras = readExtras(payload);
    const event = new Event({
      ...head, ...times, readPoint: places[0], places: known, ...lists, ...extras,
    });
    checkBalance(event);
    return event;
  });
}

function readHead(p) {
  const type = need(p, "type", oneOf(OBJECT, TRANSFORMATION, AGGREGATION));
  return {
    type,
    action: readAction(p, type),
    eventId: need(p, "eventID", uri),
    bizStep: need(p, "bizStep", bare),
    disposition: maybe(p, "disposition", bare),
    process: readProcess(p, type),
    step: maybe(p, "nguon:step", bare),
    lotNumber: maybe(p, "ilmd", (value) => maybe(anObject(value), LOT_NUMBER, lotNumber)),
    grownFrom: readGrownFrom(p),
    isCorrection: maybe(p, "errorDeclaration", anObject) !== null,
    attachments: maybe(p, "nguon:attachments", listOf(readAttachment)) ?? [],
  };
}

function readAction(p, type) {
  if (type !== TRANSFORMATION) return need(p, "action", oneOf(ADD, OBSERVE, DELETE));
  if ("action" in p) throw malformed("a transformation has no action", "action");
  return null;
}

function readProcess(p, type) {
  if ("transformationID" in p && type !== TRANSFORMATION) {
    throw malformed(`a ${type} has no process`, "transformationID");
  }
  return maybe(p, "transformationID", uri);
}

function readGrownFrom(p) {
  const lots = maybe(p, GROWN_FROM, listOf(text, { least: 1 })) ?? [];
  if (lots.length > 0 && (p.type !== OBJECT || p.action !== ADD)) {
    throw malformed("only an ObjectEvent ADD is grown", GROWN_FROM);
  }
  const items = lots.map(parseItem);
  if (items.some(({ kind }) => kind !== "10")) throw misplaced("grown from a lot");
  return items;
}

function readAttachment(value) {
  const p = anObject(value);
  return { sha256: need(p, "sha256", sha256), mediaType: need(p, "mediaType", bare) };
}

function readTimes(p) {
  const happened = need(p, "eventTime", time);
  const offset = need(p, "eventTimeZoneOffset", (value) => {
    parseOffset(value);
    return value;
  });
  const written = parseTime(p.eventTime).offset;
  if (written !== "Z" && written !== offset) {
    const field = "eventTimeZoneOffset";
    throw new NguonError("time_offset", `written with ${written}, not ${offset}`, { field });
  }
  return { happened, offset };
}

function readPlace(value) {
  return need(anObject(value), "id", uri);
}

function readLists(p, type) {
  const lists = {};
  let parent = null;
  for (const [name, owner, read] of LISTS) {
    if (name in p && owner !== type) throw malformed(`does not belong to a ${type}`, name);
    if (name !== "parentID") lists[name] = readList(p, name, read);
    else if (type === AGGREGATION) parent = readParent(p);
  }
  return {
    things: [...lists.epcList, ...lists.quantityList],
    inputs: [...lists.inputEPCList, ...lists.inputQuantityList],
    outputs: [...lists.outputEPCList, ...lists.outputQuantityList],
    parent,
    children: [...lists.childEPCs, ...lists.childQuantityList],
  };
}

function readList(p, name, read) {
  if (!(name in p)) return [];
  if (!Array.isArray(p[name])) throw malformed("an array is expected", name);
  const found = p[name].map(read);
  if (new Set(found.map(({ item }) => item.id)).size !== found.length) {
    throw malformed("an identifier stands twice", name);
  }
  return found;
}

function readParent(p) {
  const item = parseItem(need(p, "parentID", text));
  if (item.kind !== "00") throw misplaced("a parent is an SSCC");
  return item;
}

function readUnit(value) {
  if (typeof value !== "string") throw malformed("an identifier is expected");
  const item = parseItem(value);
  if (item.kind === "10") throw misplaced("a lot stands in a quantity list");
  return { item, quantity: null };
}

function readLot(value) {
  if (!isObject(value) || typeof value.epcClass !== "string") {
    throw malformed("an object with epcClass is expected");
  }
  const item = parseItem(value.epcClass);
  if (item.kind !== "10") throw misplaced("epcClass is a lot");
  return { item, quantity: readQuantity(value) };
}

function checkBalance(event) {
  const { type, action, disposition, things, inputs, outputs, children, process } = event;
  if (type === OBJECT && things.length === 0) throw malformed("nothing is listed");
  if (type === TRANSFORMATION && process === null && (!inputs.length || !outputs.length)) {
    throw malformed("a transformation without a process has inputs and outputs");
  }
  if (type === AGGREGATION && children.length === 0 && action !== DELETE) {
    throw malformed("nothing is in it");
  }
  const created = type === OBJECT && action === ADD ? things : outputs;
  if (created.some(({ item }) => item.product === null)) {
    throw malformed("a logistic unit comes into being by packing");
  }
  if (disposition === RECALLED && type !== OBJECT) throw malformed("a recall is an ObjectEvent");
  const taken = new Set(inputs.map(({ item }) => item.id));
  if (outputs.some(({ item }) => taken.has(item.id))) throw malformed("it goes in and comes out");
}

function malformed(detail, field = null) {
  return new NguonError("malformed", detail, { field });
}

function misplaced(detail) {
  return new NguonError("identifier_malformed", detail);
}
