/**
 * The eleven steps of docs/verification.md, in their order and under their numbers. The same in
 * Python is nguon_ledger/trace/verify.py; both pass the files in tests/vectors.
 *
 * No clock and no network: the bytes of the evidence, what is pinned, and what was asked for.
 */
import { admit, beginRegistry, refuseReplay } from "./admission.js";
import { describeBalances } from "./balances.js";
import { base64Encode } from "./bytes.js";
import { parseBundle } from "./bundle.js";
import { traceChain } from "./chain.js";
import { parseCheckpoint } from "./checkpoint.js";
import { claimedJourney } from "./claims.js";
import { sortOutCorrections } from "./corrections.js";
import {
  EvidenceError, NguonError, atIndex, atIndexAsync, recode, refusalOf, withIndex,
} from "./errors.js";
import { checkInclusion } from "./inclusion.js";
import { verifiedJourney } from "./journey.js";
import { EVENT, REGISTRY, SEAL, parseStatement, verifySignature } from "./jws.js";
import { isSignedBy, parseNote } from "./note.js";
import { buildPassport } from "./passport.js";
import { parsePins } from "./pins.js";
import { readRecorded } from "./recorded.js";
import { Registry } from "./registry.js";
import { checkHoldings } from "./rules/holdings.js";
import { Seals, checkSeal } from "./seals.js";
import { checkRecallers, checkStanding } from "./standing.js";

const LAST_OF_AUTHENTICITY = 8;
// These say that this verifier cannot tell, and not that the evidence is wrong.
const CANNOT_TELL = ["unknown_log", "rules_unknown"];
const STEPS = [
  ["evidence", step1Evidence],
  ["checkpoint", step2Checkpoint],
  ["inclusion", step3Inclusion],
  ["statements", step4Statements],
  ["registry", step5Registry],
  ["signatures", step6Signatures],
  ["time", step7Time],
  ["events", step8Events],
  ["chain", step9Chain],
  ["quantities", step10Quantities],
  ["standing", step11Standing],
];

/**
 * Bad evidence is a verdict, never an exception.
 *
 * @param {Uint8Array} bytes a trace bundle
 * @param {{pins: object, asked: string}} question pins as in docs/formats.md 10, parsed; asked
 *   is the identifier of a lot, unit or logistic unit
 * @returns {Promise<object>} verdict, failure, steps, id, checkpoint, authentic, journey, passport;
 *   flags (docs/rules.md) and balances, which are empty where step 10 did not pass
 * @throws {NguonError} pins_malformed: what is pinned here is wrong, whatever the evidence is
 */
export async function verifyBundle(bytes, { pins, asked }) {
  const found = { bytes, pins: await parsePins(pins), asked };
  const steps = STEPS.map(([name], at) => (
    { number: at + 1, name, state: "not_reached", checked: 0 }
  ));
  const failure = await runSteps(found, steps);
  const authentic = steps[LAST_OF_AUTHENTICITY - 1].state === "passed";
  return {
    verdict: verdictOf(failure),
    failure,
    steps,
    id: found.bundle?.id ?? null,
    checkpoint: describeCheckpoint(found),
    authentic,
    journey: await (authentic ? verifiedJourney : claimedJourney)(found, failure?.index ?? null),
    passport: authentic ? buildPassport(found) : null,
    flags: found.holdings?.flags ?? [],
    balances: describeBalances(found),
  };
}

async function runSteps(found, steps) {
  for (const step of steps) {
    const [, check] = STEPS[step.number - 1];
    try {
      await check(found, () => { step.checked += 1; });
      step.state = "passed";
    } catch (error) {
      if (!(error instanceof NguonError)) throw error;
      step.state = "failed";
      const { code, detail, index = null, subject = null } = error;
      return { step: step.number, code, index, subject, detail };
    }
  }
  return null;
}

function verdictOf(failure) {
  if (failure === null) return "verified";
  return failure.step === 1 || CANNOT_TELL.includes(failure.code) ? "unchecked" : "wrong";
}

async function step1Evidence(found, tick) {
  found.bundle = parseBundle(found.bytes);
  found.bundle.entries.forEach(tick);
}

async function step2Checkpoint(found, tick) {
  const note = recode("checkpoint_malformed", () => parseNote(found.bundle.checkpointNote));
  const checkpoint = parseCheckpoint(note.text);
  const { origin } = checkpoint;
  found.pin = found.pins.find((pin) => pin.origin === origin);
  if (found.pin === undefined) {
    throw new EvidenceError("unknown_log", `no key is pinned for ${origin}`, { subject: origin });
  }
  if (!(await isSigned(note, found.pin.log, "log_signature_bad"))) {
    throw new NguonError("log_signature_missing", "the pinned key has not signed this");
  }
  tick();
  let cosigners = 0;
  for (const witness of found.pin.witnesses) {
    if (await isSigned(note, witness, "cosignature_bad")) cosigners += 1;
    tick();
  }
  if (cosigners < found.pin.quorum) {
    throw new NguonError("witness_quorum", `${cosigners} of ${found.pin.quorum} cosigned`);
  }
  found.checkpoint = checkpoint;
}

async function step3Inclusion({ bundle, checkpoint }, tick) {
  await checkInclusion(bundle, checkpoint, tick);
}

async function step4Statements(found, tick) {
  const { bundle, checkpoint: { origin: log } } = found;
  found.statements = bundle.entries.map(({ index, statement }) => {
    tick();
    return { index, ...atIndex(index, () => parseStatement(statement, { log })) };
  });
}

async function step5Registry(found, tick) {
  const [first, ...rest] = found.statements;
  if (first.index !== 0 || first.typ !== REGISTRY) {
    throw new EvidenceError("genesis_missing", "it does not begin with Genesis", { index: 0 });
  }
  found.registry = new Registry();
  const signed = new Set();
  tick();
  await atIndexAsync(0, () => beginRegistry(found.registry, first, found.pin));
  refuseReplay(signed, first);
  for (const statement of ofType(rest, REGISTRY)) {
    tick();
    atIndex(statement.index, () => refuseReplay(signed, statement));
    await atIndexAsync(statement.index, () => admit(found.registry, statement));
  }
}

async function step6Signatures({ statements, registry }, tick) {
  const events = ofType(statements, EVENT);
  const refusals = await Promise.all(events.map((statement) => refusalOf(async () => {
    const signer = registry.signerAt(statement.kid, statement.index);
    await verifySignature(statement, signer.key);
  })));
  refusals.forEach((refusal, at) => {
    tick();
    if (refusal !== null) throw withIndex(events[at].index, refusal);
  });
}

async function step7Time(found, tick) {
  const { statements, registry: { genesis }, checkpoint } = found;
  const seals = [];
  for (const statement of ofType(statements, SEAL)) {
    tick();
    const before = seals[seals.length - 1] ?? null;
    await atIndexAsync(statement.index, async () => {
      seals.push(await checkSeal(statement, { key: genesis.sealKey, before }));
    });
  }
  found.seals = new Seals(seals);
  for (const { index, typ } of statements) {
    if (typ === EVENT || typ === REGISTRY) found.seals.recorded(index);
  }
  const last = statements[statements.length - 1];
  if (last.typ !== SEAL || BigInt(last.index) !== checkpoint.size - 1n) {
    const index = Number(checkpoint.size - 1n);
    throw new EvidenceError("seal_missing", "the checkpoint's own seal", { index });
  }
  found.checkpointTime = seals[seals.length - 1].time;
}

async function step8Events(found, tick) {
  found.events = ofType(found.statements, EVENT).map((statement) => {
    tick();
    return atIndex(statement.index, () => readRecorded(statement, found));
  });
}

async function step9Chain(found, tick) {
  const { events, registry, bundle, asked } = found;
  const { live, corrected, declarations } = sortOutCorrections(events, registry);
  if (bundle.id !== asked) {
    throw new EvidenceError("other_id", `it is about ${bundle.id}`, { subject: bundle.id });
  }
  const chain = traceChain(asked, live);
  chain.events.forEach(tick);
  checkRecallers(chain, registry);
  Object.assign(found, { chain, live, corrected, declarations });
}

async function step10Quantities(found, tick) {
  found.holdings = checkHoldings(found.chain, found);
  found.holdings.things.lots.forEach(tick);
}

async function step11Standing(found, tick) {
  const { chain } = found;
  checkStanding(chain, found);
  chain.events.forEach(tick);
}

async function isSigned(note, verifier, code) {
  try {
    return await isSignedBy(note, verifier);
  } catch (error) {
    if (!(error instanceof NguonError)) throw error;
    throw new NguonError(code, error.detail);
  }
}

function ofType(statements, typ) {
  return statements.filter((statement) => statement.typ === typ);
}

function describeCheckpoint({ checkpoint, checkpointTime }) {
  if (checkpoint === undefined) return null;
  return {
    origin: checkpoint.origin,
    size: String(checkpoint.size),
    root: base64Encode(checkpoint.root),
    time: checkpointTime === undefined ? null : Number(checkpointTime),
  };
}
