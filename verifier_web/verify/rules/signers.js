/** Flags that look back: what was said later of who recorded an event. */

const ACTIVE = "active";

/**
 * @param {import("./case.js").Case} one
 * @returns {object[]} flags: signer_ended
 */
export function flagEnded({ event: { happened }, registry, signer, index }) {
  const past = registry.participant(signer).changes.filter(
    (change) => change.index > index && change.effective <= happened,
  );
  const isReinstated = ({ effective }) => past.some(
    (other) => other.status === ACTIVE && effective <= other.effective,
  );
  const ended = past.find((change) => change.status !== ACTIVE && !isReinstated(change));
  if (ended === undefined) return [];
  return [{ rule: "signer_ended", subject: signer, values: { status: ended.status } }];
}
