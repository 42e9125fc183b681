/**
 * Verifies bundles for the Python property tests, which drive node through this script.
 *
 * Reads JSON lines `{"bundle": base64, "pins": {...}, "asked": "..."}` and writes for each, in
 * order, one JSON line `{"verdict", "step", "code", "index", "subject", "flags"}`. It ends with
 * its input.
 */
import { createInterface } from "node:readline";
import { verifyBundle } from "../../verifier_web/verify/verify.js";
import { outcomeOf } from "./support/outcome.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const { bundle, pins, asked } = JSON.parse(line);
  const bytes = new Uint8Array(Buffer.from(bundle, "base64"));
  const result = await verifyBundle(bytes, { pins, asked });
  const outcome = { ...outcomeOf(result), flags: result.flags };
  process.stdout.write(`${ascii(JSON.stringify(outcome))}\n`);
}

// Some readers take U+0085 or U+2028 for the end of a line.
function ascii(json) {
  return json.replace(/[\u007f-\uffff]/g, (unit) => (
    `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
  ));
}
