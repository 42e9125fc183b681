/** Which roles may record which event (docs/formats.md 7, "Who may"). */
import { ADD, OBJECT, OBSERVE, TRANSFORMATION } from "./event.js";
import { NguonError } from "./errors.js";
import { OPERATOR } from "./statements.js";

const MAKERS = ["producer", "processor"];
const HANDLERS = [...MAKERS, "carrier", "retailer"];
const ANYONE = [...HANDLERS, "certifier", OPERATOR];

/**
 * @param {import("./event.js").Event} event
 * @param {string[]} roles of the participant who recorded it
 * @returns {void}
 * @throws {NguonError} role_missing
 */
export function checkRole(event, roles) {
  if (!allowed(event).some((role) => roles.includes(role))) {
    throw new NguonError("role_missing", "the signer has no role that may record this");
  }
}

function allowed({ type, action }) {
  if (type === TRANSFORMATION || (type === OBJECT && action === ADD)) return MAKERS;
  return type === OBJECT && action === OBSERVE ? ANYONE : HANDLERS;
}
