/**
 * What both languages have to agree on about one piece of evidence, in the form of
 * tests/vectors/bundles.json: step 0 and an empty code where nothing failed.
 *
 * @param {object} result what verifyBundle returned
 * @returns {{verdict: string, step: number, code: string, index: number|null,
 *   subject: string|null}}
 */
export function outcomeOf({ verdict, failure }) {
  const { step = 0, code = "", index = null, subject = null } = failure ?? {};
  return { verdict, step, code, index, subject };
}
