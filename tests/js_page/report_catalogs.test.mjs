/** The report's four catalogs say the same things, and everything that the report may have to say. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { CATALOGS } from "../../verifier_web/report/locales.js";
import { CODES } from "../../verifier_web/report/failure.js";
import { PRESETS } from "../../verifier_web/report/period.js";
import { RULES } from "../../verifier_web/rules.js";
import { REPORT_LOCALES, VI } from "./support/report.mjs";

const REPORT = new URL("../../verifier_web/report/", import.meta.url);
const REGISTRY = new URL("../../ledger/nguon_ledger/engine/report/registry.py", import.meta.url);
const SOURCES = readdirSync(REPORT).filter((name) => name.endsWith(".js") && name !== "locales.js")
  .map((name) => readFileSync(new URL(name, REPORT), "utf8"));
const forms = (message) => (typeof message === "string" ? [message] : Object.values(message));
const placeholders = (message) => [...new Set(
  forms(message).flatMap((form) => form.match(/\{\w+\}/g) ?? []),
)].sort();

test("all catalogs have the keys of the Vietnamese one, in its order", () => {
  assert.deepEqual(Object.keys(CATALOGS).sort(), ["bn", "en", "th", "vi"]);
  assert.ok(Object.keys(VI.catalog).length > 130);
  for (const { language, catalog } of REPORT_LOCALES) {
    assert.deepEqual(Object.keys(catalog), Object.keys(VI.catalog), language);
  }
});

test("a message has the same placeholders in every language", () => {
  for (const key of Object.keys(VI.catalog)) {
    for (const { language, catalog } of REPORT_LOCALES) {
      assert.deepEqual(placeholders(catalog[key]), placeholders(VI.catalog[key]), `${language} ${key}`);
    }
  }
});

test("a plural has exactly the forms that its language knows", () => {
  for (const { language, tag, catalog } of REPORT_LOCALES) {
    const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    const plurals = Object.entries(catalog).filter(([, message]) => typeof message === "object");
    assert.ok(plurals.length > 12);
    for (const [key, message] of plurals) {
      assert.deepEqual(Object.keys(message).sort(), [...categories].sort(), `${language} ${key}`);
    }
  }
});

test("no message is empty, and none is left in another language's letters", () => {
  const script = { th: /[\u0e00-\u0e7f]/, bn: /[\u0980-\u09ff]/ };
  for (const { language, catalog } of REPORT_LOCALES) {
    for (const [key, message] of Object.entries(catalog)) {
      if (key === "language.tag") continue;
      const text = forms(message).join("");
      assert.ok(text.trim().length > 0, `${language} ${key}`);
      const own = script[language]?.test(text) ?? !/[\u0980-\u0e7f]/.test(text);
      assert.ok(own || !/\p{L}{3}/u.test(text.replace(/\{\w+\}/g, "")), `${language} ${key}: ${text}`);
    }
  }
});

test("every key that the report's code names is in the catalogs", () => {
  const named = SOURCES.flatMap((source) => [
    ...source.matchAll(/(?:\.t|\.plural)\(\s*"([a-z_.]+)"/gi),
    ...source.matchAll(/"((?:table|summary|timeline)\.[a-z_]+)"/g),
  ].map((match) => match[1]));
  assert.ok(named.length > 50);
  for (const key of named) assert.ok(VI.has(key), key);
});

test("every key of the catalogs is used", () => {
  // Written by the page's own modules, which the report uses: amounts, spans, codes.
  const ofThePage = /^(language\.tag|page\.language|uom\.|span\.|journey\.)/;
  const source = SOURCES.join("\n");
  const built = [...source.matchAll(/`([a-z]+\.[a-z_.]*)\$\{/g)].map((match) => match[1]);
  const columns = new Set([...source.matchAll(/(?:countColumn|plain)\(\s*"(\w+)"/g)].map(([, key]) => `table.${key}`));
  const isUsed = (key) => ofThePage.test(key) || source.includes(`"${key}"`) || columns.has(key)
    || built.some((start) => start !== "table." && key.startsWith(start));
  assert.deepEqual(Object.keys(VI.catalog).filter((key) => !isUsed(key)), []);
});

test("every rule that flags has a short name, and no name is left of a rule that is gone", () => {
  const named = Object.keys(VI.catalog).filter((key) => key.startsWith("flag."));
  assert.deepEqual(named, Object.keys(RULES).map((rule) => `flag.${rule}`));
});

test("every failure, every preset and every kind of member that is counted has its words", () => {
  const kinds = /COUNTED_KINDS = frozenset\(\{([^}]+)\}\)/.exec(readFileSync(REGISTRY, "utf8"))[1];
  const keys = [
    ...CODES.map((code) => `failure.${code}`),
    ...PRESETS.map((name) => `controls.${name}`),
    ...kinds.match(/[a-z]+/g).map((kind) => `kind.${kind}`),
  ];
  assert.ok(keys.length >= 20);
  for (const key of keys) assert.ok(VI.has(key), key);
});
