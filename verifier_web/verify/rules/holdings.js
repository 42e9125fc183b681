/** Custody and quantities along the chain, and what is flagged (docs/verification.md, step 10). */
import { atIndex } from "../errors.js";
import { AGGREGATION, TRANSFORMATION } from "../event.js";
import { Case } from "./case.js";
import { enter } from "./enter.js";
import { judge } from "./flags.js";
import { Things } from "./thing.js";

/**
 * Enters the events about the way by ascending index.
 *
 * @param {import("../chain.js").Chain} chain
 * @param {{live: RecordedEvent[], registry: import("../registry.js").Registry}} known live are
 *   all events of the evidence that were not taken back, by index
 * @returns {{things: Things, flags: import("./flags.js").Flag[]}}
 * @throws {EvidenceError} the rule that an event breaks
 * @typedef {import("../recorded.js").RecordedEvent} RecordedEvent
 */
export function checkHoldings(chain, { live, registry }) {
  const things = new Things(chain.subjects);
  const about = new Set(chain.events);
  const isOfTheWay = wayOf(chain);
  const flags = [];
  for (const recorded of live) {
    if (about.has(recorded)) {
      const one = new Case(recorded, { registry, things });
      if (isOfTheWay(recorded)) flags.push(...judge(one));
      atIndex(recorded.index, () => enter(one));
    }
    things.note(recorded);
  }
  return { things, flags };
}

// What is only made of the same lots is no buyer's business. (What an ObjectEvent ADD lists is on
// the way, if the event is about the way.)
function wayOf({ things, subjects, events }) {
  const makes = ({ event }) => event.created.some(({ item }) => things.has(item.id));
  const processes = new Set(events.filter(makes).map(({ event }) => event.process));
  processes.delete(null);
  return (recorded) => {
    const { type, process, parent } = recorded.event;
    if (type === TRANSFORMATION) return processes.has(process) || makes(recorded);
    return type !== AGGREGATION || subjects.has(parent.id);
  };
}
