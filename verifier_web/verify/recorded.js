/** Events as the log knows them (docs/verification.md, step 8). */
import { NguonError } from "./errors.js";
import { readEvent } from "./event_shape.js";
import { checkLocation } from "./gs1.js";
import { checkOwner, checkRole } from "./roles.js";

/** A phone's clock may run ahead of the ledger's by this much, in microseconds. */
export const FUTURE_GRACE = 300_000_000n;

/**
 * @typedef {{index: number, event: import("./event.js").Event, payload: object, kid: string,
 *   participant: string, recorded: bigint}} RecordedEvent an authentic event: signed, included,
 *   dated; its key and its participant were valid
 */

/**
 * @param {import("./jws.js").UnverifiedStatement & {index: number}} statement whose signature was
 *   verified
 * @param {{registry: import("./registry.js").Registry, seals: import("./seals.js").Seals}} known
 * @returns {RecordedEvent}
 * @throws {NguonError} the codes of readEvent, future_event, role_missing, unknown_product,
 *   check_digit, unknown_location
 */
export function readRecorded({ index, kid, payload }, { registry, seals }) {
  const event = readEvent(payload);
  const recorded = seals.recorded(index);
  if (event.happened > recorded + FUTURE_GRACE) {
    throw new NguonError("future_event", "it happened after it was recorded");
  }
  const { participant } = registry.signerAt(kid, index);
  if (!event.isCorrection) checkRole(event, registry.participant(participant).registration.roles);
  for (const { item } of event.listed) {
    if (item.product !== null) registry.productAt(item.product, index);
  }
  checkOwner(event, participant, { registry, index });
  for (const place of event.places.filter((uri) => !uri.startsWith("geo:"))) {
    checkLocation(place);
    registry.locationAt(place, index);
  }
  return { index, event, payload, kid, participant, recorded };
}
