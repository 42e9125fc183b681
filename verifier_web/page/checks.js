/** How it was checked: the eleven steps, each with its own result, and the ledger they speak of. */

import { el, facts, section } from "./dom.js";
import { recordOffset } from "./offset.js";

/** @param {object} result of verifyBundle @param {import("./locale.js").Locale} locale */
export function checksSection(result, locale) {
  const passed = result.steps.filter((step) => step.state === "passed").length;
  const values = { total: locale.number(result.steps.length) };
  return section(
    "checks",
    locale.t("checks.heading"),
    el(
      "details",
      {},
      el("summary", {}, locale.plural("checks.summary", passed, values)),
      el("ol", { class: "checks", role: "list" }, ...result.steps.map((step) => checkNode(step, locale))),
      ...ledgerNodes(result, locale),
    ),
    // Only a good verdict can be taken for more than it says.
    result.verdict === "verified" ? el("p", { class: "note" }, locale.t("checks.absence")) : null,
  );
}

function checkNode({ name, state, checked }, locale) {
  const count = state === "passed" && checked > 0 ? locale.plural("checks.count", checked) : null;
  const label = [locale.t(`checks.${state}`), count].filter(Boolean).join(" · ");
  return el(
    "li",
    { class: `check check-${state}` },
    el("strong", {}, locale.t(`checks.${name}.name`)),
    " ",
    el("span", { class: `state state-${state}` }, label),
    el("span", { class: "quiet line" }, locale.t(`checks.${name}.text`)),
  );
}

function ledgerNodes(result, locale) {
  const { checkpoint } = result;
  if (checkpoint === null) return [];
  const { time } = checkpoint;
  const known = time !== null && time !== undefined;
  return [
    el("h3", {}, locale.t("checks.ledger")),
    facts([
      [locale.t("checks.origin"), el("span", { class: "code" }, checkpoint.origin)],
      [locale.t("checks.size"), locale.number(checkpoint.size)],
      [locale.t("checks.time"), known ? locale.moment(time, recordOffset(result)) : null],
      [locale.t("checks.root"), el("span", { class: "code" }, checkpoint.root)],
    ]),
  ];
}
