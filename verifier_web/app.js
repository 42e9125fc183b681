/** Wiring: the page's address, the network, the browser's storage, and what is drawn when. */

import { checksSection } from "./page/checks.js";
import { el, replace } from "./page/dom.js";
import { acceptDrops, evidenceSection, openNodes } from "./page/evidence.js";
import { PageFailure } from "./page/failure.js";
import { inspectFile, inspectSource, refusal } from "./page/inspect.js";
import { journeySection } from "./page/journey.js";
import { languageSwitch } from "./page/languages.js";
import { chooseLanguage, loadLocale } from "./page/locale.js";
import { memory } from "./page/memory.js";
import { ledgerAddress, photosUnder } from "./page/photos.js";
import { readPins } from "./page/pins.js";
import { productSection } from "./page/product.js";
import { quantitiesSection } from "./page/quantities.js";
import { reportSection } from "./page/report.js";
import { sourceFrom } from "./page/source.js";
import { faceOf, landingVerdict, verdictNodes, workingVerdict } from "./page/verdict.js";

const HOME = import.meta.url;
const LANGUAGE_KEY = "nguon.language";
const verdict = document.getElementById("verdict");
const record = document.getElementById("record");
const remembered = memory(() => localStorage);

/** What is drawn: `face` of the page, its outcome, and how it may be tried again. */
let view = { face: "landing", stage: "fetch", outcome: null, retry: null, photos: null };
let locale = null;
/** Counts attempts, so that a slow answer to an earlier question is not drawn over a later one. */
let attempt = 0;
/** A module that could not be fetched stays failed until the page is loaded anew. */
let unreached = false;

const once = (load) => {
  let pending = null;
  // A failure is forgotten, so that a retry asks again.
  return () => (pending ??= load().catch((error) => { pending = null; throw error; }));
};
const pins = once(() => readPins(new URL("./pins.json", HOME).href));
const codes = once(() => reached(import("./verify/gs1.js")));
const verifier = once(() => reached(import("./verify/verify.js")));
const markLanguage = languageSwitch(document.getElementById("languages"), chooseAgain);

async function reached(module) {
  try {
    return await module;
  } catch (error) {
    unreached = true;
    throw new PageFailure("offline", String(error));
  }
}

function tools(mine) {
  return {
    codes, verifier, pins,
    // A key met over plain http (a local trial) may be anybody's, so it is not remembered.
    memory: location.protocol === "https:" ? remembered : null,
    canVerify: Boolean(globalThis.crypto?.subtle),
    onStage: (stage) => mine === attempt && draw({ face: "working", stage, outcome: null }),
  };
}

async function start() {
  const mine = ++attempt;
  const source = readSourceOrFail();
  if (source === null) return draw({ face: "landing", outcome: null });
  if (source instanceof PageFailure) return show(refusal(source), null, null);
  const outcome = await inspectSource(source, tools(mine));
  if (mine === attempt) show(outcome, again, source.url);
}

function again() {
  // The button that was pressed goes away; whoever uses a keyboard stays with the verdict.
  verdict.focus();
  if (unreached) location.reload();
  else start();
}

async function open(file) {
  const mine = ++attempt;
  const outcome = await inspectFile(file, tools(mine));
  if (mine === attempt) show(outcome, null, null);
}

function readSourceOrFail() {
  try {
    return sourceFrom(location.href, HOME);
  } catch (error) {
    if (error instanceof PageFailure) return error;
    throw error;
  }
}

function show(outcome, retry, sourceUrl) {
  const origin = outcome.result?.checkpoint?.origin;
  const photos = origin ? photosUnder(ledgerAddress(origin, sourceUrl), {
    digest: (bytes) => crypto.subtle.digest("SHA-256", bytes),
    blobUrl: (blob) => URL.createObjectURL(blob),
  }) : null;
  drawOutcome({ outcome, retry, photos });
}

function drawOutcome(change) {
  try {
    draw({ ...change, face: faceOf(change.outcome) });
  } catch (error) {
    console.error(error);
    draw({ face: "unchecked", outcome: refusal(new PageFailure("page_fault", String(error))) });
  }
}

function draw(change) {
  view = { ...view, ...change };
  // Both are built before either is shown, so a failure in one leaves no half-true page.
  const [sentence, content] = [verdictContent(), recordContent()];
  document.documentElement.dataset.face = view.face;
  const unfolded = record.querySelector("details")?.open ?? false;
  replace(verdict, ...sentence);
  replace(record, ...content);
  record.querySelector("details")?.toggleAttribute("open", unfolded);
  const heading = verdict.querySelector("h1").textContent;
  document.title = view.face === "landing" ? locale.t("page.title") : heading;
}

function verdictContent() {
  if (view.face === "landing") return landingVerdict(locale);
  if (view.face === "working") return workingVerdict(view.stage, locale);
  return verdictNodes(view.outcome, locale, view.retry);
}

function recordContent() {
  if (view.face === "working") return [];
  if (view.face === "landing") return [el("div", { class: "opener" }, openNodes(locale, open))];
  const { outcome, photos } = view;
  const { result } = outcome;
  const sections = result === null ? [] : [
    productSection(outcome, locale),
    quantitiesSection(result, locale),
    journeySection(result, locale, photos),
    checksSection(result, locale),
  ];
  return [...sections, evidenceSection(outcome, locale, open), reportSection(outcome, locale)];
}

async function chooseAgain(language) {
  try {
    await speak(language);
  } catch (error) {
    // Without a network there is no other catalog; the language that is shown stays.
    return console.error(error);
  }
  remembered.set(LANGUAGE_KEY, language);
  const url = new URL(location.href);
  if (url.searchParams.has("lang")) {
    url.searchParams.set("lang", language);
    history.replaceState(null, "", url);
  }
  return draw({});
}

async function speak(language) {
  locale = await loadLocale(language);
  document.documentElement.lang = language;
  document.getElementById("skip").textContent = locale.t("page.skip");
  markLanguage(locale);
}

function firstLanguage() {
  return chooseLanguage({
    query: new URL(location.href).searchParams.get("lang"),
    remembered: remembered.get(LANGUAGE_KEY),
    preferred: navigator.languages ?? [],
  });
}

async function main() {
  document.getElementById("skip").addEventListener("click", (event) => {
    // The hash may hold the address that is being checked, so the link must not replace it.
    event.preventDefault();
    verdict.focus();
  });
  addEventListener("hashchange", start);
  acceptDrops(document, open);
  await speak(firstLanguage());
  // Loaded ahead, so that a file can be checked after the network is gone. A failure is kept for
  // the check that needs them.
  Promise.allSettled([codes(), verifier(), pins()]);
  await start();
}

main();
