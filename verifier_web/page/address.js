/** Addresses from outside that may become a link: parsed once, and only with a scheme we expect. */

/**
 * @param {unknown} value
 * @param {readonly string[]} schemes with the colon, for example ["mailto:", "https:"]
 * @returns {URL | null} null when it is no address or its scheme is not among them
 */
export function safeAddress(value, schemes) {
  const url = parseAddress(value);
  return url !== null && schemes.includes(url.protocol) ? url : null;
}

/** @param {unknown} value @param {string} [base] @returns {URL | null} */
export function parseAddress(value, base) {
  if (typeof value !== "string") return null;
  try {
    return new URL(value, base);
  } catch {
    // The constructor has no other way to say "no address"; URL.canParse is missing before 2023.
    return null;
  }
}
