/** An EPCIS 2.0 event: what it says about lots and units (docs/formats.md 7). */
import { lotOf } from "./gs1.js";

export const OBJECT = "ObjectEvent";
export const TRANSFORMATION = "TransformationEvent";
export const AGGREGATION = "AggregationEvent";
export const ADD = "ADD";
export const OBSERVE = "OBSERVE";
export const DELETE = "DELETE";
/** The bizStep that adds to a lot that exists. */
export const ADDING = "creating_class_instance";

export const RECALLED = "recalled";

/**
 * @typedef {{item: import("./gs1.js").Item, quantity: import("./quantity.js").Quantity|null}}
 *   Listed one identifier in an event; lots have a quantity, units have none
 */

/** An event, read (event_shape.js). */
export class Event {
  /** @param {object} members as readEvent puts them together */
  constructor(members) {
    Object.assign(this, members);
  }

  /** @returns {Listed[]} the lots and units that come into being here */
  get created() {
    return this.type === OBJECT && this.action === ADD ? this.things : this.outputs;
  }

  /** @returns {Listed[]} the lots and units that leave here: sold, lost, used up */
  get removed() {
    return this.type === OBJECT && this.action === DELETE ? this.things : [];
  }

  /** @returns {Listed[]} every lot and unit in the event, its container aside */
  get listed() {
    return [...this.things, ...this.inputs, ...this.outputs, ...this.children];
  }

  /** @returns {boolean} whether the event recalls what it lists */
  get isRecall() {
    return this.disposition === RECALLED;
  }

  /**
   * @param {import("./gs1.js").Item} unit created here
   * @returns {string|null} the lot that it is a serial of
   */
  serialLot(unit) {
    if (this.lotNumber === null || unit.product === null) return null;
    return lotOf(unit.product, this.lotNumber);
  }
}
