/** Wiring: the page's address, the network, the browser's storage, and what is drawn when. */

import { replace } from "../page/dom.js";
import { languageSwitch } from "../page/languages.js";
import { chooseLanguage } from "../page/locale.js";
import { memory } from "../page/memory.js";
import { addressOf, answerAddress, choiceFrom } from "./address.js";
import { readReport } from "./answer.js";
import { localeOf } from "./catalog.js";
import { askJson } from "./client.js";
import { controls } from "./controls.js";
import { localDay } from "./day.js";
import { failureOf } from "./failure.js";
import { ledgerNamed, readLedgers } from "./ledgers.js";
import { firstOrder } from "./order.js";
import { instants, preset } from "./period.js";
import { readShipments } from "./shipments.js";
import { doneNodes, failureNodes, workingNodes } from "./state.js";
import { reportNodes } from "./whole.js";

/**
 * @typedef {{ledger: import("./ledgers.js").Ledger, period: import("./period.js").Period,
 *   host: string, now: number, orderOf: (table: string) => import("./order.js").Order,
 *   retry: () => void}} Surroundings what sections need beside the report itself
 */

const LEDGERS = "/.well-known/nguon.json";
const LANGUAGE_KEY = "nguon.language";
const byId = (id) => document.getElementById(id);
const remembered = memory(() => localStorage);
const orders = new Map();
const drawControls = controls(byId("controls"), choose);
const markLanguage = languageSwitch(byId("languages"), speakAgain);

let locale = null;
let view = { ledgers: [], ledger: null, period: null, failure: null, report: null, shipments: null };
/** Counts questions, so that a slow answer to an earlier one is not drawn over a later one. */
let asked = 0;

async function start() {
  const mine = ++asked;
  show({ period: preset("this_month", localDay(new Date())), failure: null, report: null });
  try {
    const { ledger, period } = choiceFrom(location.href);
    if (period !== null) show({ period });
    const ledgers = view.ledgers.length > 0 ? view.ledgers : readLedgers(await askJson(LEDGERS));
    if (mine !== asked) return;
    show({ ledgers, ledger: null });
    show({ ledger: ledgerNamed(ledgers, ledger) });
    const found = await ask(view);
    if (mine === asked) show(found);
  } catch (error) {
    console.error(error);
    if (mine === asked) show({ failure: failureOf(error), report: null });
  }
}

/** The report must be there; without the shipments it is still one. */
async function ask({ ledger, period }) {
  const shipments = askJson(answerAddress(ledger, "/shipments")).then(readShipments).catch(failureOf);
  const report = readReport(await askJson(answerAddress(ledger, "/report", instants(period))), period);
  return { report, shipments: await shipments };
}

function choose({ ledger, period }) {
  const named = ledger === undefined ? view.ledger : ledgerNamed(view.ledgers, ledger);
  const choice = { ledger: named, period: period ?? view.period };
  history.pushState(null, "", addressOf(location.href, choice));
  return start();
}

function retry() {
  // The button that was pressed goes away; whoever uses a keyboard stays with what comes.
  byId("state").focus();
  return start();
}

function show(change) {
  view = { ...view, ...change };
  draw();
}

function draw() {
  const { ledgers, ledger, period, failure, report } = view;
  const state = stateNodes(failure, report);
  const nodes = report === null ? [] : reportNodes(report, view.shipments, surroundings(), locale);
  drawControls({ ledgers, ledger, period, today: localDay(new Date()) }, locale);
  replace(byId("state"), ...state);
  const unfolded = [...byId("report").querySelectorAll("details[open]")].map(({ id }) => id);
  replace(byId("report"), ...nodes);
  for (const id of unfolded) byId(id)?.toggleAttribute("open", true);
}

function stateNodes(failure, report) {
  if (failure !== null) return failureNodes(failure, retry, locale);
  return report === null ? workingNodes(locale) : doneNodes(report.period, locale);
}

function surroundings() {
  const { ledger, report } = view;
  return {
    ledger, period: report.period, host: location.host, now: Date.now() * 1000, orderOf, retry,
  };
}

function orderOf(table) {
  if (!orders.has(table)) orders.set(table, firstOrder());
  return orders.get(table);
}

function speak(language) {
  locale = localeOf(language);
  document.documentElement.lang = language;
  document.title = locale.t("page.title");
  byId("title").textContent = locale.t("page.title");
  byId("skip").textContent = locale.t("page.skip");
  markLanguage(locale);
}

function speakAgain(language) {
  speak(language);
  remembered.set(LANGUAGE_KEY, language);
  draw();
}

speak(chooseLanguage({
  query: new URL(location.href).searchParams.get("lang"),
  remembered: remembered.get(LANGUAGE_KEY),
  preferred: navigator.languages ?? [],
}));
byId("skip").addEventListener("click", (event) => {
  // A hash in the address would be a step of its history, and the report asked for again.
  event.preventDefault();
  byId("state").focus();
});
addEventListener("popstate", start);
start();
