/** One event before the rules, with all that they may ask. */
import { productOfLot } from "../gs1.js";
import { OPERATOR } from "../statements.js";
import { refuse } from "./refusal.js";
import { CUSTODY } from "./version.js";

const JUDGES = ["certifier", OPERATOR];

export class Case {
  /**
   * @param {import("../recorded.js").RecordedEvent} recorded
   * @param {{registry: import("../registry.js").Registry,
   *   things: import("./thing.js").Things}} known the things as the events before left them
   */
  constructor(recorded, { registry, things }) {
    const { event, index, participant } = recorded;
    Object.assign(this, { event, index, recorded, signer: participant, registry, things });
    /** Whether the version in force knows custody. */
    this.guarded = registry.rulesAt(index) >= CUSTODY;
  }

  /** Whether the signer is the owner or has taken over from it. */
  actsFor(owner) {
    return this.registry.actsFor(this.signer, owner, this.index);
  }

  /** Whether the signer may judge the quality of what others hold. */
  get judges() {
    const { roles } = this.registry.participant(this.signer).registration;
    return JUDGES.some((role) => roles.includes(role));
  }

  /** @returns {import("../quantity.js").Quantity|null} what one piece of a product holds */
  content(product) {
    return product === null ? null : this.registry.productAt(product, this.index).netContent;
  }

  /**
   * @param {string} id
   * @param {string} code what it is called if a lot is not there
   * @returns {import("./thing.js").Thing|null} null if it is not tracked
   * @throws {EvidenceError} code, input_missing
   */
  present(id, code) {
    const found = this.things.get(id);
    if (found !== null || !this.things.tracks(id)) return found;
    return refuse(productOfLot(id) === null ? "input_missing" : code, id);
  }
}
