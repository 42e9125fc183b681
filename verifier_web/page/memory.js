/**
 * What this browser remembers. Storage may be blocked or full (private windows, webviews); the page
 * then works without memory, so a refusal is an answer here, not an error.
 */

/** @param {() => Storage} open reads `localStorage`, which itself throws where it is blocked */
export function memory(open) {
  return {
    /** @param {string} key @returns {string|null} */
    get(key) {
      try {
        return open().getItem(key);
      } catch (error) {
        console.info("nothing is remembered here:", error);
        return null;
      }
    },
    /** @param {string} key @param {string} value */
    set(key, value) {
      try {
        open().setItem(key, value);
      } catch (error) {
        console.info("this could not be remembered:", error);
      }
    },
  };
}
