/**
 * From a source to an outcome: fetch, verify, and say what could not be done. Everything from
 * outside (network, storage, verifier, WebCrypto) comes in as an argument.
 */

import { PageFailure } from "./failure.js";
import { remember, withRemembered } from "./pins.js";
import { readSource } from "./source.js";
import { MAX_BYTES } from "./transport.js";

/**
 * @typedef {object} Outcome
 * @property {"verified"|"wrong"|"unchecked"} verdict
 * @property {string|null} code the failure's code, null when verified
 * @property {string} detail for whoever wants to look, may be empty
 * @property {string|null} id what was asked for
 * @property {boolean} selfNamed the id was taken from the evidence itself, not from a scanned code
 * @property {object|null} result of verifyBundle, null when it did not come so far
 * @property {Uint8Array|null} bytes the exact bytes that were verified
 */

/**
 * @typedef {object} Tools
 * @property {() => Promise<{scanned: Function}>} codes reads what a QR code says
 * @property {() => Promise<{verifyBundle: Function}>} verifier
 * @property {() => Promise<object>} pins
 * @property {{get: Function, set: Function}|null} memory null where keys are not remembered
 * @property {boolean} canVerify whether the browser offers WebCrypto here
 * @property {(stage: "fetch"|"check") => void} onStage
 * @property {typeof fetch} [fetch]
 */

/** Check what a source names. @param {import("./source.js").Source} source @param {Tools} tools */
export function inspectSource(source, tools) {
  return settled(async () => {
    tools.onStage("fetch");
    requireCrypto(tools);
    // The code is read before the network is asked: a misprint is a misprint without it, too.
    const question = source.kind === "code" ? askedBy(source, await tools.codes()) : null;
    const [bytes] = await Promise.all([
      readSource(source, tools.fetch), tools.verifier(), tools.pins(),
    ]);
    return check(bytes, question ? { ...question, selfNamed: false } : ownId(bytes), tools);
  });
}

/** Check a file that the buyer opened. @param {Blob} file @param {Tools} tools */
export function inspectFile(file, tools) {
  return settled(async () => {
    tools.onStage("fetch");
    requireCrypto(tools);
    const bytes = await readFile(file);
    return check(bytes, ownId(bytes), tools);
  });
}

async function check(bytes, { asked, lot, selfNamed }, tools) {
  const [kit, served] = await Promise.all([tools.verifier(), tools.pins()]);
  tools.onStage("check");
  const { pins, changed } = tools.memory
    ? withRemembered(served, tools.memory)
    : { pins: served, changed: new Set() };
  const result = withLot(await kit.verifyBundle(bytes, { pins, asked }), lot);
  if (tools.memory && passedCheckpoint(result)) {
    remember(pins, result.checkpoint.origin, tools.memory);
  }
  const keyChanged = changed.has(readUnverified(bytes).origin);
  return { ...outcomeOf(result, keyChanged), id: asked || null, selfNamed, bytes };
}

function outcomeOf(result, keyChanged) {
  const { verdict, failure } = result;
  // Under another key the ledger's signature is simply absent; the buyer is told the cause.
  const replaced = keyChanged && failure?.step === 2;
  const code = replaced ? "key_changed" : failure?.code ?? null;
  const parts = failure ? [failure.step, failure.code, failure.index, failure.subject] : [];
  const detail = parts.filter((part) => part !== null && part !== undefined).join(" · ");
  return { verdict, code, detail, result };
}

/** A serial's code may also name its lot, and then the record must name the same one. */
export function withLot(result, lot) {
  const recorded = result.passport?.lot;
  if (!lot || result.verdict !== "verified" || recorded === lot) return result;
  const failed = (step) => ({ ...step, state: step.number === 9 ? "failed" : "not_reached" });
  return {
    ...result,
    verdict: "wrong",
    failure: { step: 9, code: "other_lot", index: null, subject: lot, detail: String(recorded) },
    steps: result.steps.map((step) => (step.number < 9 ? step : failed(step))),
  };
}

function passedCheckpoint(result) {
  return result.steps.some((step) => step.number === 2 && step.state === "passed");
}

function askedBy(source, { scanned }) {
  let question;
  try {
    question = scanned(new URL(source.url).pathname, { host: source.host });
  } catch (error) {
    throw new PageFailure("bad_code", String(error.code ?? error));
  }
  if (question === null) throw new PageFailure("product_only");
  return question;
}

/** Evidence that nobody asked for by a code is checked for the identifier that it names itself. */
function ownId(bytes) {
  return { asked: readUnverified(bytes).id, lot: null, selfNamed: true };
}

/** What evidence says of itself; step 1 and 2 of the verifier judge it, this only reads. */
function readUnverified(bytes) {
  const textOr = (value) => (typeof value === "string" ? value : "");
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes));
    return { id: textOr(value?.id), origin: textOr(value?.checkpoint).split("\n")[0] };
  } catch (error) {
    console.info("the evidence says nothing of itself:", error);
    return { id: "", origin: "" };
  }
}

async function readFile(file) {
  // Step 1 refuses it too, but a phone should not have to load it for that.
  if (file.size > MAX_BYTES) throw new PageFailure("bundle_too_large", `${file.size} bytes`);
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new PageFailure("file_unreadable", String(error));
  }
}

function requireCrypto({ canVerify }) {
  if (!canVerify) throw new PageFailure("no_crypto");
}

/** The outcome of a check that could not be made. @param {PageFailure} failure @returns {Outcome} */
export function refusal({ code, detail }) {
  return {
    verdict: "unchecked", code, detail, id: null, selfNamed: false, result: null, bytes: null,
  };
}

async function settled(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PageFailure) return refusal(error);
    console.error(error);
    return refusal(new PageFailure("page_fault", String(error)));
  }
}
