/** The report's files as they are served: nothing inline, nothing foreign, everything there. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const WEB = new URL("../../verifier_web/", import.meta.url);
const read = (path) => readFileSync(new URL(path, WEB), "utf8");
const PAGE = read("report.html");
const STYLES = [read("style.css"), read("report/report.css")];
const MODULES = ["report/", "report/locales/"].flatMap((folder) => (
  readdirSync(new URL(folder, WEB)).filter((name) => name.endsWith(".js")).map((name) => `${folder}${name}`)));

test("every file that the page names exists where the server has it", () => {
  const named = [...PAGE.matchAll(/(?:src|href)="\/verify\/([^"]+)"/g)].map((match) => match[1]);
  assert.deepEqual([...new Set(named)].sort(), ["icon.svg", "report/app.js", "report/report.css", "style.css"]);
  for (const path of named) assert.ok(existsSync(new URL(path, WEB)), path);
});

test("the page holds no inline script, style or handler", () => {
  assert.doesNotMatch(PAGE, /<style|\sstyle=|\son[a-z]+=|javascript:/);
  assert.deepEqual(PAGE.match(/<script[^>]*>[^<]*/g), ['<script type="module" src="/verify/report/app.js">']);
});

test("no module parses markup, runs text, writes style, or names a foreign address", () => {
  const forbidden = /innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|\beval\b|new Function|srcdoc|\.style\b|setTimeout\(/;
  assert.ok(MODULES.length > 30);
  for (const path of MODULES) {
    const source = read(path);
    assert.doesNotMatch(source, forbidden, path);
    assert.deepEqual(source.match(/https?:\/\/[a-z][^"'`\s)]*/g) ?? [], [], path);
  }
  for (const css of STYLES) assert.doesNotMatch(css, /@import|url\(/);
});

test("every import is relative, and the file is there", () => {
  for (const path of MODULES) {
    const targets = [...read(path).matchAll(/(?:^import [^"]*|^\} from |\bimport\()"([^"]+)"/gm)].map((match) => match[1]);
    for (const target of targets) {
      assert.match(target, /^\.\.?\//, path);
      assert.ok(existsSync(new URL(target, new URL(path, WEB))), `${path}: ${target}`);
    }
  }
});

test("whoever has no script, or an old browser, is told so in four languages", () => {
  const languages = ['lang="vi"', 'lang="en"', 'lang="th"', 'lang="bn"'];
  const without = /<noscript>([^]*?)<\/noscript>/.exec(PAGE)[1];
  const stalled = /<div class="stalled">([^]*?)<\/div>/.exec(PAGE)[1];
  for (const text of [without, stalled]) assert.deepEqual(text.match(/lang="\w+"/g), languages);
});

function colours(text) {
  return Object.fromEntries(
    [...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
}

function luminance(hex) {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

test("what is drawn can be told from its ground, in light and in dark (WCAG 2.2, 1.4.11)", () => {
  const dark = (css) => css.split("@media (prefers-color-scheme: dark)")[1].split("\n}\n")[0];
  const light = (css) => css.split("@media (prefers-color-scheme: dark)")[0];
  const day = Object.assign({}, ...STYLES.map((css) => colours(light(css))));
  const night = { ...day, ...Object.assign({}, ...STYLES.map((css) => colours(dark(css)))) };
  for (const scheme of [day, night]) {
    for (const drawn of ["series", "series-late", "series-flag", "fill"]) {
      for (const ground of ["ground", "raised"]) {
        const ratio = contrast(scheme[drawn], scheme[ground]);
        assert.ok(ratio >= 3, `${drawn} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  }
  assert.notEqual(day.series, night.series);
});
