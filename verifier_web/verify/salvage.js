/**
 * What can still be made out in an event that was damaged: enough to tell a buyer that it was,
 * say, the salting. Nothing of it is ever counted as read, let alone as verified.
 */
import { NguonError } from "./errors.js";
import { AGGREGATION, Event, OBJECT, TRANSFORMATION } from "./event.js";
import { parseTime } from "./rfc3339.js";

const TYPES = [OBJECT, TRANSFORMATION, AGGREGATION];
const NOTHING = {
  things: [], inputs: [], outputs: [], children: [], parent: null, grownFrom: [], places: [],
  attachments: [],
};

/**
 * @param {string} statement a log entry that does not read as an event
 * @returns {Event|null} with empty lists; null unless eventTime and either the template's
 *   step or the bizStep are legible; other members are null where they are not
 */
export function salvageEvent(statement) {
  const json = legible(statement.split(".")[1] ?? "");
  const member = (name) => new RegExp(`"${name}" *: *"([!-~]{1,200}?)"`).exec(json)?.[1] ?? null;
  const [type, step, bizStep] = ["type", "nguon:step", "bizStep"].map(member);
  const happened = legibleTime(member("eventTime"));
  if (happened === null || (step === null && bizStep === null)) return null;
  return new Event({
    ...NOTHING,
    type: TYPES.includes(type) ? type : null,
    step,
    bizStep,
    happened,
    action: member("action"),
    disposition: member("disposition"),
    offset: member("eventTimeZoneOffset") ?? "+00:00",
  });
}

function legible(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  const intact = base64.replace(/[^A-Za-z0-9+/]/g, "A").padEnd((base64.length + 3) & ~3, "A");
  const bytes = Uint8Array.from(atob(intact), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

function legibleTime(text) {
  try {
    return parseTime(text).micros;
  } catch (error) {
    if (!(error instanceof NguonError)) throw error;
    return null;
  }
}
