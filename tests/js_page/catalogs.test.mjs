/** The four catalogs say the same things, and everything that the page may have to say. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { PAGE_CODES } from "../../verifier_web/page/failure.js";
import { KNOWN_CODES, reasonKey } from "../../verifier_web/page/reasons.js";
import { RULES, STATUSES } from "../../verifier_web/rules.js";
import { EN, LOCALES, VI } from "./support/locales.mjs";

const ROOT = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), "utf8");
const forms = (message) => (typeof message === "string" ? [message] : Object.values(message));
const placeholders = (message) => [...new Set(
  forms(message).flatMap((form) => form.match(/\{\w+\}/g) ?? []),
)].sort();

function pageSources() {
  const modules = readdirSync(new URL("verifier_web/page/", ROOT));
  return ["verifier_web/app.js", ...modules.map((name) => `verifier_web/page/${name}`)].map(read);
}

/** Failure codes of the contract: the step table's last column, and every snake_case name. */
function documentedCodes() {
  const text = read("docs/verification.md");
  const rows = text.split("\n").filter((line) => /^\| \d+ \|/.test(line));
  const columns = rows.map((row) => row.split("|").at(-2));
  const named = columns.flatMap((column) => column.match(/`[a-z_]+`/g) ?? []);
  const spread = text.match(/`[a-z]+(?:_[a-z0-9]+)+`/g) ?? [];
  const notCodes = new Set(["creating_class_instance"]);
  return [...new Set([...named, ...spread])].map((code) => code.slice(1, -1))
    .filter((code) => !notCodes.has(code));
}

test("all catalogs have the keys of the Vietnamese one, in its order", () => {
  for (const { catalog } of LOCALES) {
    assert.deepEqual(Object.keys(catalog), Object.keys(VI.catalog));
  }
});

test("a message has the same placeholders in every language", () => {
  for (const key of Object.keys(VI.catalog)) {
    for (const { language, catalog } of LOCALES) {
      assert.deepEqual(placeholders(catalog[key]), placeholders(VI.catalog[key]), `${language} ${key}`);
    }
  }
});

test("a plural has exactly the forms that its language knows", () => {
  for (const { language, tag, catalog } of LOCALES) {
    const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    const plurals = Object.entries(catalog).filter(([, message]) => typeof message === "object");
    assert.ok(plurals.length > 8);
    for (const [key, message] of plurals) {
      assert.deepEqual(Object.keys(message).sort(), [...categories].sort(), `${language} ${key}`);
    }
  }
});

test("no message is empty, and none is left in another language's letters", () => {
  const script = { th: /[\u0e00-\u0e7f]/, bn: /[\u0980-\u09ff]/ };
  const neutral = /^(language\.tag)$/;
  for (const { language, catalog } of LOCALES) {
    for (const [key, message] of Object.entries(catalog)) {
      const text = forms(message).join("");
      assert.ok(text.trim().length > 0, `${language} ${key}`);
      const own = script[language]?.test(text) ?? !/[\u0980-\u0e7f]/.test(text);
      assert.ok(own || neutral.test(key) || !/\p{L}{4}/u.test(text.replace(/\{\w+\}/g, "")),
        `${language} ${key}: ${text}`);
    }
  }
});

test("every key that the page's code names is in the catalogs", () => {
  const named = pageSources().flatMap((source) => [
    ...source.matchAll(/(?:\.t|\.plural)\(\s*"([a-z_.]+)"/gi),
    ...source.matchAll(/"((?:journey|report|span|uom|product|checks)\.[a-z_]+)"/gi),
  ].map((match) => match[1]));
  assert.ok(named.length > 60);
  for (const key of named) assert.ok(VI.has(key), key);
});

test("every key of the catalogs is used", () => {
  const source = pageSources().join("\n");
  const built = [...source.matchAll(/`([a-z]+\.[a-z_.]*)\$\{/g)].map((match) => match[1]);
  const usedKey = (key) => source.includes(`"${key}"`) || built.some((start) => key.startsWith(start));
  assert.deepEqual(Object.keys(VI.catalog).filter((key) => !usedKey(key)), []);
});

test("every failure code of the contract has a sentence of its own", () => {
  const codes = documentedCodes();
  assert.ok(codes.length > 50, `${codes.length} codes found`);
  for (const code of [...codes, ...PAGE_CODES]) {
    assert.ok(KNOWN_CODES.includes(code), code);
    for (const locale of LOCALES) assert.notEqual(locale.t(reasonKey(code)), locale.t("reason.other"));
  }
});

test("every refusal of the catalogue of rules has a sentence of its own", () => {
  const { rules } = JSON.parse(read("schemas/nguon_schemas/rules.json"));
  const refusals = rules.filter(({ severity }) => severity === "refuse").map(({ id }) => id);
  assert.ok(refusals.length >= 32);
  for (const code of refusals) assert.ok(KNOWN_CODES.includes(code), code);
});

test("every flag and every status speaks the languages of the page", () => {
  assert.ok(Object.keys(RULES).length >= 18);
  for (const { language } of LOCALES) {
    for (const [name, words] of [...Object.entries(RULES), ...Object.entries(STATUSES)]) {
      assert.equal(typeof words[language], "string", `${language} ${name}`);
    }
  }
  for (const status of Object.keys(STATUSES)) {
    assert.ok(VI.has(`status.${status}`) && VI.has(`maker.${status}`), status);
  }
});

test("every field and every choice of the process templates has a word", () => {
  const folder = new URL("schemas/nguon_schemas/templates/", ROOT);
  const fields = readdirSync(folder).filter((name) => name.endsWith(".json"))
    .flatMap((name) => JSON.parse(readFileSync(new URL(name, folder))).steps)
    .flatMap((step) => step.fields);
  const said = fields.filter(({ member, kind }) => kind !== "results" && /^(nguon|cbvmda):/.test(member));
  assert.ok(said.length > 100);
  for (const { member, options = [] } of said) {
    const key = `detail.${member.split(":")[1]}`;
    assert.ok(VI.has(key), key);
    for (const { value } of options) assert.ok(VI.has(`${key}.${value}`), `${key}.${value}`);
  }
  const units = fields.map(({ uom }) => uom).filter((uom) => uom !== undefined && uom !== "Q30");
  for (const uom of new Set(units)) assert.ok(VI.has(`uom.${uom}`), uom);
});

test("a code that nobody knows still gets a sentence", () => {
  assert.equal(EN.t(reasonKey("no_such_code")), EN.t("reason.other"));
});

test("every step of every process template has a name", () => {
  const folder = new URL("schemas/nguon_schemas/templates/", ROOT);
  const templates = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const steps = templates.flatMap((name) => JSON.parse(readFileSync(new URL(name, folder))).steps);
  assert.ok(steps.length > 50);
  for (const { step } of steps) assert.ok(VI.has(`step.${step}`), step);
});
