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

export const SHIPPING = "shipping";
export const VOID_SHIPPING = "void_shipping";
export const RECEIVING = "receiving";
/** The bizStep of a diary entry and of every step that makes nothing. */
export const WORK = "other";
export const INSPECTING = "inspecting";

export const CONFORMANT = "conformant";
export const NON_CONFORMANT = "non_conformant";

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

  /** @returns {boolean} whether something is observed, and neither made nor used up */
  get isObservation() {
    return this.type === OBJECT && this.action === OBSERVE;
  }

  /** @returns {boolean} whether work is observed: a diary entry, a step that makes nothing */
  get isWork() {
    return this.isObservation && this.bizStep === WORK;
  }

  /** @returns {boolean} whether quality is judged, or measured against a limit */
  get isInspection() {
    const { disposition, bizStep, results } = this;
    const judges = [CONFORMANT, NON_CONFORMANT].includes(disposition) || results.length > 0;
    return this.isObservation && (judges || bizStep === INSPECTING);
  }

  /** @returns {boolean} whether the event recalls what it lists */
  get isRecall() {
    return this.disposition === RECALLED;
  }

  /** @returns {boolean} whether the event takes back recalls of what it lists */
  get isRelease() {
    return this.isObservation && this.liftsRecall && !this.isRecall;
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
