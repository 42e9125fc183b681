/** Signed notes, verifier keys and cosignatures, with the vectors of the design. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePins } from "../../verifier_web/verify/pins.js";
import { isSignedBy, parseNote, parseVkey } from "../../verifier_web/verify/note.js";
import { bytes, hex, refuses, refusesLater } from "./support/expect.mjs";
import { ed25519Key, signatureLine, vkey } from "./support/ledger.mjs";

const TEXT = "ledger.example/trace\n70000\nYWewXnaTWwdOYsYXbckE45gxfBi151VkduX4ZHSlzl4=\n";
const LOG = "ledger.example/trace+8f52e036+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
const WITNESS = "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
const LOG_LINE = "\u2014 ledger.example/trace j1LgNs8F+GCxC2P5qSajl0QVwdzBWdGvj+AoCxZv94XgpmOyi+3BHrw0rJl"
  + "RnUa++CO3oCcOW82S/+k5wUADBJa8/Q4=\n";
const WITNESS_LINE = "\u2014 witness.example/w1 IDJKvgAAAABpVbkAzB79Z7SI8Br54HCJZJrruQsrJ75FEuzWgtz7LH7Hp9"
  + "p3DkzVVssmVeiIbUlFYJ/QXKbkJQOCV+85etYJWmKsDg==\n";

const note = (...lines) => parseNote(bytes(`${TEXT}\n${lines.join("")}`));
const damaged = (line) => line.replace("AAAA", "AAAB").replace("PUADBJ", "PUADBK").replace("8F+G", "8F+H");

test("the published checkpoint is signed by its log and its witness", async () => {
  const both = note(LOG_LINE, WITNESS_LINE);
  assert.equal(both.text, TEXT);
  assert.equal(await isSignedBy(both, await parseVkey(LOG)), true);
  assert.equal(await isSignedBy(both, await parseVkey(WITNESS)), true);
});

test("a signature by another key is ignored, a bad one by this key is not", async () => {
  const [log, witness] = [await parseVkey(LOG), await parseVkey(WITNESS)];
  const stranger = signatureLine("ledger.example/trace", ed25519Key(9), "another text\n");
  assert.equal(await isSignedBy(note(WITNESS_LINE, stranger), log), false);
  assert.equal(await isSignedBy(note(LOG_LINE, stranger), log), true);
  await refusesLater("signature_bad", isSignedBy(note(damaged(LOG_LINE)), log));
  await refusesLater("signature_bad", isSignedBy(note(LOG_LINE, damaged(LOG_LINE)), log));
  await refusesLater("signature_bad", isSignedBy(note(damaged(WITNESS_LINE)), witness));
});

test("a log's signature is none by a witness, nor on another text", async () => {
  const log = await parseVkey(LOG);
  const other = parseNote(bytes(`${TEXT.replace("70000", "70001")}\n${LOG_LINE}`));
  await refusesLater("signature_bad", isSignedBy(other, log));
  const witness = ed25519Key(5);
  const asNote = signatureLine("w.example", witness, TEXT, { type: 4, time: 1 });
  const cosigner = await parseVkey(vkey("w.example", witness, 4));
  assert.equal(await isSignedBy(note(asNote), cosigner), true);
  const short = `\u2014 w.example ${Buffer.from(cosigner.keyId).toString("base64").slice(0, 4)}AAAA\n`;
  assert.equal(await isSignedBy(note(asNote, short), cosigner), true, "another key ID");
  const cut = Buffer.concat([Buffer.from(cosigner.keyId), Buffer.alloc(3)]).toString("base64");
  await refusesLater("signature_bad", isSignedBy(note(`\u2014 w.example ${cut}\n`), cosigner));
});

test("the text ends at the last empty line", () => {
  const parsed = parseNote(bytes(`a\n\nb\n\n${LOG_LINE}`));
  assert.equal(parsed.text, "a\n\nb\n");
});

test("what is not a note is refused", () => {
  const line = LOG_LINE;
  for (const bad of [
    "", "a\n", `a\n${line}`, `a\n\n${line.slice(0, -1)}`, "a\n\n", `a\n\n${line}\n`, `a\n\n${line}x\n`,
    `a\n\n${line.replace("\u2014", "-")}`, `a\n\n${line}${line.slice(0, -1)}`, `a\n\n${line.replace("\u2014 ", "\u2014")}`,
    "a\n\n\u2014 n\n", "a\n\n\u2014  AAAAAAA=\n", "a\n\n\u2014 n+1 AAAAAAA=\n",
    "a\n\n\u2014 n\u00a0m AAAAAAA=\n", "a\n\n\u2014 n\u0085 AAAAAAA=\n", "a\n\n\u2014 n\u2028 AAAAAAA=\n",
    "a\n\n\u2014 n AAAAAA==\n", "a\n\n\u2014 n AAAAAAB=\n", "a\n\n\u2014 n AAAA AAA=\n",
    "a\n\n\u2014 n  AAAAAAA=\n", "a\n\n\u2014 n AAAAAAA= \n", `a\r\n\n${line}`, `a\t\n\n${line}`,
    `\u0000\n\n${line}`, `\u007f\n\n${line}`, `\ufeffa\n\n${line}`,
    `a\n\n${line.repeat(65)}`, `${"a".repeat(65_536)}\n\n${line}`,
  ]) refuses("note_malformed", () => parseNote(bytes(bad)));
  refuses("note_malformed", () => parseNote(hex("ff0a0a")));
  assert.equal(parseNote(bytes(`a\n\n${line.repeat(64)}`)).signatures.length, 64);
  assert.equal(parseNote(bytes("a\n\n\u2014 tr\u00f9ng AAAAAAA=\n")).signatures[0].name, "tr\u00f9ng");
});

test("a verifier key carries the ID of its name and key", async () => {
  const log = await parseVkey(LOG);
  assert.equal(log.name, "ledger.example/trace");
  assert.equal(log.kind, 1);
  const weak = vkey("n", { jwk: { x: Buffer.alloc(32).toString("base64url") } });
  await refusesLater("weak_key", parseVkey(weak));
  for (const bad of [
    LOG.replace("8f52e036", "8f52e037"), LOG.replace("8f52e036", "8F52E036"), LOG.replace("trace", "trac"),
    LOG.slice(0, -1), `${LOG}=`, LOG.replace("+AQ", "+Ag"), "", "a+b", "+8f52e036+AQ==", 7, null,
    vkey("n", { jwk: { x: Buffer.alloc(31, 7).toString("base64url") } }),
    vkey("a b", ed25519Key(1)), vkey("n", ed25519Key(1), 2),
  ]) await refusesLater("vkey_malformed", parseVkey(bad));
});

test("pins name each ledger by the name of its key; anything else is refused loudly", async () => {
  const origin = "ledger.example/trace";
  const [pin] = await parsePins({ ledgers: [{ origin, vkey: LOG, witnesses: [WITNESS], quorum: 1, name: "x" }] });
  assert.equal(pin.origin, origin);
  assert.equal(pin.quorum, 1);
  assert.deepEqual(await parsePins({ ledgers: [] }), []);
  for (const bad of [
    null, [], {}, { ledgers: {} }, { ledgers: [{}] }, { ledgers: [{ origin }] },
    { ledgers: [{ origin: "other", vkey: LOG }] }, { ledgers: [{ origin, vkey: WITNESS }] },
    { ledgers: [{ origin: "witness.example/w1", vkey: WITNESS }] },
    { ledgers: [{ origin, vkey: LOG, witnesses: [LOG] }] },
    { ledgers: [{ origin, vkey: LOG, quorum: 1 }] }, { ledgers: [{ origin, vkey: LOG, quorum: -1 }] },
    { ledgers: [{ origin, vkey: LOG, witnesses: WITNESS }] },
    { ledgers: [{ origin, vkey: LOG, witnesses: [WITNESS, WITNESS], quorum: 2 }] },
    { ledgers: [{ origin, vkey: LOG.replace("8f", "8e") }] },
  ]) await refusesLater("pins_malformed", parsePins(bad));
});
