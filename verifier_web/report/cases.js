/** The single cases that a rule flagged: asked for when somebody wants to see them. */

import { el, replace } from "../page/dom.js";
import { flagText } from "../page/flags.js";
import { loadLocale } from "../page/locale.js";
import { stepName } from "../page/names.js";
import { answerAddress } from "./address.js";
import { askJson } from "./client.js";
import { failureOf } from "./failure.js";
import { dateText } from "./figures.js";
import { instants } from "./period.js";
import { count, list, misread, text, textOrNull, texts, time } from "./reading.js";
import { retryNodes } from "./state.js";
import { pagePath, thingNode } from "./thing.js";

const PAGE = 20;
/** Sentences name what evidence names; there is none here, so identifiers stand for themselves. */
const NO_EVIDENCE = Object.freeze({ passport: null, journey: [], balances: [] });

/**
 * @typedef {{rule: string, index: number, subject: string|null, values: Object<string, string>,
 *   participant: string, step: string, happened: number}} Case
 */

/**
 * @param {unknown} document
 * @returns {{cases: Case[], next: string|null}}
 * @throws {import("./failure.js").ReportFailure} not_a_report
 */
export function readCases(document) {
  return {
    cases: list(document?.flags, "flags", (row) => ({
      rule: text(row.rule, "rule"),
      index: count(row.index, "index"),
      subject: textOrNull(row.subject, "subject"),
      values: texts(row.values, "values"),
      participant: text(row.participant?.name, "participant"),
      step: text(row.step, "step"),
      happened: time(row.happened, "happened"),
    })),
    next: textOrNull(document.next, "next"),
  };
}

/** A fold under a rule's bar, which asks the ledger when it is opened. */
export function casesFold(rule, around, locale) {
  const box = el("div", { "aria-live": "polite" });
  let isAsked = false;
  const open = ({ target }) => {
    if (!target.open || isAsked) return;
    isAsked = true;
    more(box, { rule, after: null, around, locale });
  };
  return el("details", { id: `cases-${rule}`, class: "cases", ontoggle: open },
    el("summary", {}, locale.t("cases.show")), box);
}

/** Add a page of cases to the box. */
async function more(box, question) {
  const { around, locale } = question;
  const waiting = el("p", { class: "quiet" }, locale.t("state.working"));
  box.append(waiting);
  try {
    const [found, words] = await Promise.all([ask(question), loadLocale(locale.language)]);
    const rows = found.cases.map((one) => caseNode(one, around, locale, words));
    waiting.replaceWith(el("ul", { role: "list" }, ...rows),
      ...moreNodes(box, { ...question, after: found.next }));
  } catch (error) {
    console.error(error);
    const again = el("div", {});
    replace(again, ...retryNodes(failureOf(error), () => { again.remove(); more(box, question); }, locale));
    waiting.replaceWith(again);
  }
}

async function ask({ rule, after, around }) {
  const query = { ...instants(around.period), rule, limit: PAGE, ...(after && { after }) };
  const found = readCases(await askJson(answerAddress(around.ledger, "/flags", query)));
  return found.cases.every((one) => one.rule === rule) ? found : misread("rule");
}

function moreNodes(box, question) {
  if (question.after === null) return [];
  const button = el("button", {
    type: "button", class: "button more",
    onclick: () => { button.remove(); more(box, question); },
  }, question.locale.t("cases.more"));
  return [button];
}

function caseNode(one, around, locale, words) {
  const step = stepName({ name: one.step, bizStep: null }, words);
  const hasPage = one.subject !== null && pagePath(one.subject, around.host) !== null;
  return el("li", {},
    el("p", { class: "quiet" }, [dateText(one.happened, locale), one.participant, step].join(" · ")),
    el("p", {}, flagText(one, NO_EVIDENCE, words)),
    hasPage && thingNode(one.subject, around.host, locale));
}
