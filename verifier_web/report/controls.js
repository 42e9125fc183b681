/** What a reader chooses: the ledger, and the period. */

import { el, replace } from "../page/dom.js";
import { PRESETS, neighbour, periodText, preset, presetOf, readPeriod } from "./period.js";

/**
 * @typedef {{ledgers: import("./ledgers.js").Ledger[], ledger: import("./ledgers.js").Ledger|null,
 *   period: import("./period.js").Period, today: string}} Shown
 */

/**
 * @param {HTMLElement} node
 * @param {(change: {ledger?: string, period?: import("./period.js").Period}) => void} onChoose
 * @returns {(shown: Shown, locale: import("../page/locale.js").Locale) => void} draws the controls;
 *   what had the focus has it again
 */
export function controls(node, onChoose) {
  return (shown, locale) => {
    const focused = document.activeElement?.dataset?.control;
    replace(node,
      ledgerPicker(shown, onChoose, locale),
      stepper(shown, onChoose, locale),
      presets(shown, onChoose, locale),
      ownPeriod(shown, onChoose, locale));
    if (focused) node.querySelector(`[data-control="${focused}"]`)?.focus();
  };
}

function ledgerPicker({ ledgers, ledger }, onChoose, locale) {
  if (ledgers.length < 2 && ledger !== null) return null;
  if (ledgers.length === 0) return null;
  const option = ({ name, origin }) => el("option", { value: name, selected: name === ledger?.name }, origin);
  const nobody = ledger === null && el("option", { value: "", selected: true, disabled: true }, "–");
  return el("p", { class: "control" },
    el("label", { for: "ledger" }, locale.t("controls.ledger")),
    el("select", {
      id: "ledger", "data-control": "ledger",
      onchange: ({ target }) => onChoose({ ledger: target.value }),
    }, nobody, ...ledgers.map(option)));
}

function stepper({ period }, onChoose, locale) {
  const step = (direction, name, sign) => el("button", {
    type: "button", class: "step", "data-control": name, "aria-label": locale.t(`controls.${name}`),
    onclick: () => onChoose({ period: neighbour(period, direction) }),
  }, sign);
  return el("div", { class: "stepper" },
    step(-1, "earlier", "‹"),
    el("h2", { id: "period" }, periodText(period, locale)),
    step(1, "later", "›"));
}

function presets({ period, today }, onChoose, locale) {
  const chosen = presetOf(period, today);
  const button = (name) => el("button", {
    type: "button", class: "preset", "data-control": name, "aria-pressed": String(name === chosen),
    onclick: () => onChoose({ period: preset(name, today) }),
  }, locale.t(`controls.${name}`));
  return el("div", { class: "presets", role: "group", "aria-label": locale.t("controls.period") },
    ...PRESETS.map(button));
}

function ownPeriod({ period }, onChoose, locale) {
  const input = (name) => el("input", {
    type: "date", id: name, "data-control": name, value: period[name], required: true,
  });
  const [from, to] = [input("from"), input("to")];
  const alert = el("p", { class: "alert", role: "alert" });
  const submit = (event) => {
    event.preventDefault();
    const chosen = readPeriod(from.value, to.value);
    if (typeof chosen !== "string") return onChoose({ period: chosen });
    replace(alert, locale.t(`controls.${chosen}`));
    return from.focus();
  };
  const labelled = (name, node) => el("p", { class: "control" },
    el("label", { for: name }, locale.t(`controls.${name}`)), node);
  return el("form", { class: "own-period", novalidate: true, onsubmit: submit },
    labelled("from", from),
    labelled("to", to),
    el("button", { type: "submit", class: "button", "data-control": "show" },
      locale.t("controls.show")),
    alert);
}
