/** What an event takes: quantities of lots, units whole, harvests from what grows. */
import { requireUse } from "./custody.js";
import { refuseRecalled } from "./recalls.js";
import { refuse } from "./refusal.js";

const SALE = "retail_selling";

/**
 * @param {import("./case.js").Case} one whose event takes its inputs, then what a DELETE lists
 * @throws {EvidenceError} overdrawn, unit_mismatch, already_spent, input_missing,
 *   recalled_moved, and the codes of requireUse
 */
export function takeAll(one) {
  const { inputs, removed } = one.event;
  inputs.forEach((listed) => take(one, listed, { leaves: false }));
  removed.forEach((listed) => take(one, listed, { leaves: true }));
}

/** Notes a harvest on what it grew from. Throws as takeAll. */
export function harvestAll(one) {
  const { happened, grownFrom } = one.event;
  for (const { id } of grownFrom) {
    const crop = one.present(id, "overdrawn");
    if (crop === null) continue;
    if (one.guarded) requireUse(one, crop, { evenBlocked: true });
    if (crop.harvestedAt === null || happened > crop.harvestedAt) crop.harvestedAt = happened;
  }
}

function take(one, { item, quantity }, { leaves }) {
  const thing = one.present(item.id, "overdrawn");
  if (thing === null) return;
  if (one.guarded) {
    requireUse(one, thing, { evenPacked: leaves });
    if (leaves && one.event.bizStep === SALE) refuseRecalled(thing, one.things);
  }
  if (quantity !== null) takeAmount(one, thing.book, one.content(item.product), quantity);
  else if (thing.gone) refuse("already_spent", thing.id);
  else spend(one, thing);
}

function takeAmount({ guarded }, book, content, quantity) {
  const amount = book.amount(quantity, content);
  if (amount > (guarded ? book.loose(content) : book.left)) refuse("overdrawn", book.lot);
  book.taken += amount;
}

function spend({ things }, thing) {
  thing.gone = true;
  things.put(thing, null);
}
