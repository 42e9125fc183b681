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

/**
 * The buyer reads the owner's name and certificates on everything made under a product.
 *
 * @param {import("./event.js").Event} event
 * @param {string} participant who recorded it
 * @param {{registry: import("./registry.js").Registry, index: number}} at
 * @returns {void}
 * @throws {NguonError} product_foreign
 */
export function checkOwner(event, participant, { registry, index }) {
  if (event.isCorrection) return;
  const foreign = event.created.find(({ item }) => (
    item.product !== null && registry.productAt(item.product, index).owner !== participant
  ));
  if (foreign !== undefined) {
    throw new NguonError("product_foreign", `${foreign.item.product} is somebody else's product`);
  }
}

function allowed({ type, action }) {
  if (type === TRANSFORMATION || (type === OBJECT && action === ADD)) return MAKERS;
  return type === OBJECT && action === OBSERVE ? ANYONE : HANDLERS;
}
