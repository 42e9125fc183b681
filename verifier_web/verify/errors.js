/**
 * The errors of the verifier. Every refusal has a stable code (docs/verification.md);
 * the page maps codes to sentences, so no code is ever shown to a buyer as it stands.
 */

/** Something that was read is not what it has to be. */
export class NguonError extends Error {
  /**
   * @param {string} code stable, snake_case
   * @param {string} detail one English sentence for whoever debugs
   * @param {{field?: string|null}} [where] the member at fault
   */
  constructor(code, detail, { field = null } = {}) {
    super(`${code}: ${detail}`);
    this.name = "NguonError";
    this.code = code;
    this.detail = detail;
    this.field = field;
  }
}

/** A refusal that knows which entry of the evidence it is about. */
export class EvidenceError extends NguonError {
  /**
   * @param {string} code
   * @param {string} detail
   * @param {{index?: number|null, subject?: string|null, field?: string|null}} [where]
   */
  constructor(code, detail, { index = null, subject = null, field = null } = {}) {
    super(code, detail, { field });
    this.name = "EvidenceError";
    this.index = index;
    this.subject = subject;
  }
}

/**
 * Runs a check about one entry and lets its refusal carry the entry's index.
 * Anything that is not a NguonError is a defect of the verifier and passes through.
 *
 * @template T
 * @param {number} index
 * @param {() => T} check
 * @returns {T}
 */
export function atIndex(index, check) {
  try {
    return check();
  } catch (error) {
    throw withIndex(index, error);
  }
}

/**
 * As atIndex, for checks that take time.
 *
 * @param {number} index
 * @param {() => Promise<void>} check
 * @returns {Promise<void>}
 */
export async function atIndexAsync(index, check) {
  const refusal = await refusalOf(check);
  if (refusal !== null) throw withIndex(index, refusal);
}

/**
 * The refusal itself, for checks that run side by side: which of them failed first is decided
 * afterwards, by the order of the entries and not by who was faster.
 *
 * @param {() => Promise<void>} check
 * @returns {Promise<NguonError|null>}
 */
export async function refusalOf(check) {
  try {
    await check();
    return null;
  } catch (error) {
    if (!(error instanceof NguonError)) throw error;
    return error;
  }
}

/**
 * The refusal with its index; an index or subject that is already there stays.
 *
 * @param {number} index
 * @param {unknown} error
 * @returns {unknown}
 */
export function withIndex(index, error) {
  if (!(error instanceof NguonError)) return error;
  return new EvidenceError(error.code, error.detail, {
    index: error.index ?? index,
    subject: error.subject ?? null,
    field: error.field,
  });
}

/**
 * Runs a reader whose own codes mean something else to the caller.
 *
 * @template T
 * @param {string} code the code that the caller's document gives to any refusal in here
 * @param {() => T} read
 * @returns {T}
 */
export function recode(code, read) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NguonError)) throw error;
    throw new NguonError(code, error.detail, { field: error.field });
  }
}
