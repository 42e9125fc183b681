/** Flags about the production diary: the same words and numbers for other lots on other days. */
import { MICROSECONDS_A_DAY, parseOffset } from "../rfc3339.js";

/**
 * @param {import("./case.js").Case} one
 * @returns {object[]} flags: diary_copied. The same work on one day on two plots is no copy
 */
export function flagCopies({ event, things }) {
  const listed = new Set(event.things.map(({ item }) => item.id));
  const day = localDay(event);
  const copied = things.diary(event.diary).find((earlier) => (
    localDay(earlier.event) !== day
    && !earlier.event.things.some(({ item }) => listed.has(item.id))
  ));
  if (copied === undefined) return [];
  return [{ rule: "diary_copied", subject: copied.event.things[0].item.id, values: {} }];
}

function localDay({ happened, offset }) {
  const local = happened + parseOffset(offset);
  const day = local / MICROSECONDS_A_DAY;
  return local < 0n ? day - 1n : day; // west of Greenwich 1970 began in 1969
}
