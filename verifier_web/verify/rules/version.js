/** Versions of the rule set (docs/rules.md, "Versions"). A version is never changed again. */

/** Brought holders, shipments, inspections, and flags. */
export const CUSTODY = 2;
/** The last one that this verifier knows. */
export const LATEST = 2;
