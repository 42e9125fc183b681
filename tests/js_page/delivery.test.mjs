/** The files that are served: two pages that differ only in their addresses, and nothing foreign. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const WEB = new URL("../../verifier_web/", import.meta.url);
const read = (path) => readFileSync(new URL(path, WEB), "utf8");
const list = (folder) => readdirSync(new URL(folder, WEB)).map((name) => `${folder}${name}`);
const MODULES = ["app.js", "rules.js", ...list("page/"), ...list("locales/")];
const INDEX = read("index.html");
const SCAN = read("scan.html");
const CSS = read("style.css");

function luminance(hex) {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, contrast ratio. */
function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function colours(text) {
  return Object.fromEntries(
    [...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
}

test("the scan page is the static page with absolute addresses and no policy of its own", () => {
  const absolute = INDEX.split("\n").filter((line) => !line.includes("Content-Security-Policy"))
    .join("\n").replaceAll('"./', '"/verify/');
  assert.equal(SCAN, absolute);
});

test("every file that a page names exists", () => {
  const named = [...INDEX.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => match[1]);
  assert.deepEqual([...new Set(named)].sort(), ["app.js", "icon.svg", "style.css"]);
  for (const path of named) assert.ok(existsSync(new URL(path, WEB)), path);
  assert.deepEqual(JSON.parse(read("pins.json")), { ledgers: [] });
});

test("the static page allows no inline code, no frames of markup, no form", () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(INDEX)[1];
  const rules = Object.fromEntries(policy.split("; ").map((rule) => {
    const [name, ...values] = rule.split(" ");
    return [name, values.join(" ")];
  }));
  assert.equal(rules["default-src"], "'none'");
  assert.equal(rules["script-src"], "'self'");
  assert.equal(rules["style-src"], "'self'");
  assert.equal(rules["base-uri"], "'none'");
  assert.equal(rules["form-action"], "'none'");
  assert.equal(rules["require-trusted-types-for"], "'script'");
  assert.doesNotMatch(policy, /unsafe/);
});

test("pages hold no inline script, style or handler", () => {
  assert.doesNotMatch(INDEX, /<style|\sstyle=|\son[a-z]+=|javascript:/);
  assert.deepEqual(INDEX.match(/<script[^>]*>[^<]*/g), ['<script type="module" src="./app.js">']);
});

test("no module parses markup, runs text, or names a foreign address", () => {
  const forbidden = /innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|\beval\b|new Function|srcdoc|\.style\b|setTimeout\(\s*["'`]/;
  for (const path of MODULES) {
    const source = read(path);
    assert.doesNotMatch(source, forbidden, path);
    const addresses = (source.match(/https?:\/\/[a-z][^"'`\s)]*/g) ?? []);
    assert.deepEqual(addresses.filter((url) => !url.startsWith("http://www.w3.org/")), [], path);
  }
  assert.doesNotMatch(CSS, /@import|url\(/);
});

test("every import is relative, and the file is there", () => {
  for (const path of MODULES) {
    const imports = [...read(path).matchAll(/(?:^import [^"]*|^\} from |\bimport\()"([^"]+)"/gm)].map((match) => match[1]);
    for (const target of imports) {
      assert.match(target, /^\.\.?\//, path);
      assert.ok(existsSync(new URL(target, new URL(path, WEB))), `${path}: ${target}`);
    }
  }
});

test("whoever has no script is told in four languages that nothing was checked", () => {
  const without = /<noscript>([^]*?)<\/noscript>/.exec(INDEX)[1];
  assert.deepEqual(without.match(/lang="(\w+)"/g), ['lang="vi"', 'lang="en"', 'lang="th"', 'lang="bn"']);
});

test("text has a contrast of 4.5 on every ground it stands on, in light and in dark", () => {
  const [light, dark] = CSS.split("@media (prefers-color-scheme: dark)");
  const schemes = [colours(light), { ...colours(light), ...colours(dark.split("\n}\n")[0]) }];
  const pairs = [
    ["ink", "ground"], ["ink", "raised"], ["quiet", "ground"], ["quiet", "raised"],
    ["link", "ground"], ["good", "raised"], ["good", "ground"], ["bad", "bad-soft"],
    ["bad", "raised"], ["caution", "caution-soft"], ["caution", "raised"], ["ink", "caution-soft"],
    ["on-strong", "strong-good"], ["on-strong", "strong-bad"],
  ];
  for (const scheme of schemes) {
    for (const [text, ground] of pairs) {
      const ratio = contrast(scheme[text], scheme[ground]);
      assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
    }
    assert.ok(contrast(scheme.focus, scheme.ground) >= 3);
    for (const drawn of ["fill", "rest", "good"]) {
      assert.ok(contrast(scheme[drawn], scheme.ground) >= 3, drawn);
    }
  }
  assert.notEqual(schemes[0].ground, schemes[1].ground);
});
