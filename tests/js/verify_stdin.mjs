/**
 * Verifies bundles for the Python property tests, which drive node through this script.
 *
 * Reads JSON lines `{"bundle": base64, "pins": {...}, "asked": "..."}` and writes for each, in
 * order, one JSON line `{"verdict", "step", "code", "index", "subject"}`. It ends with its input.
 */
import { createInterface } from "node:readline";
import { verifyBundle } from "../../verifier_web/verify/verify.js";
import { outcomeOf } from "./support/outcome.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const { bundle, pins, asked } = JSON.parse(line);
  const bytes = new Uint8Array(Buffer.from(bundle, "base64"));
  const outcome = outcomeOf(await verifyBundle(bytes, { pins, asked }));
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
