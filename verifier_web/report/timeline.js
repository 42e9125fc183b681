/** Two plots over time: how much was recorded, and which share of it late. */

import { el, section } from "../page/dom.js";
import { shareText } from "./figures.js";
import { columnPlot, swatch } from "./plot.js";
import { columnText, columnsOf, roundUp, tickText, ticksOf, unitOf } from "./series.js";

const WHOLE = 100;

/**
 * @param {import("./answer.js").Report} report
 * @param {import("../page/locale.js").Locale} locale
 */
export function timelineSection({ period, days }, locale) {
  const unit = unitOf(period);
  const columns = columnsOf(period, days);
  const ticks = ticksOf(columns, unit)
    .map((tick) => ({ ...tick, text: tickText(tick.day, unit, locale) }));
  const named = columns.map((column) => ({ ...column, name: columnText(column, unit, locale) }));
  return section("timeline", locale.t("timeline.heading"),
    el("div", { class: "plots" },
      figure(locale.t(`timeline.events.${unit}`), eventsPlot(named, ticks, locale), legend(locale)),
      figure(locale.t(`timeline.late.${unit}`), latePlot(named, ticks, locale), null)),
    numbers(named, unit, locale));
}

function figure(caption, plot, more) {
  return el("figure", {}, el("figcaption", {}, caption), plot, more);
}

function eventsPlot(columns, ticks, locale) {
  const most = roundUp(Math.max(...columns.map(({ events }) => events)));
  return columnPlot({
    label: eventsInWords(columns, locale),
    columns: columns.map(({ name, events, late }) => ({
      title: inWords(name, events, late, locale),
      parts: [{ name: "late", value: late }, { name: "prompt", value: events - late }],
    })),
    most,
    scale: scaleTexts(most, (value) => locale.number(value)),
    ticks,
  });
}

function latePlot(columns, ticks, locale) {
  const shares = columns.map(({ events, late }) => (events === 0 ? 0 : (WHOLE * late) / events));
  const most = Math.min(WHOLE, roundUp(Math.max(...shares)));
  return columnPlot({
    label: lateInWords(columns, locale),
    columns: columns.map(({ name, events, late }, at) => ({
      title: inWords(name, events, late, locale),
      parts: [{ name: "late", value: shares[at] }],
    })),
    most,
    scale: scaleTexts(most, (value) => shareText(value, WHOLE, locale)),
    ticks,
  });
}

function scaleTexts(most, text) {
  return [most, most / 2, 0].map(text);
}

function inWords(name, events, late, locale) {
  return `${name}: ${locale.plural("timeline.count", events)}, ${locale.plural("timeline.count_late", late)}`;
}

// The image's name says what its shape says; the table beside it has every number.
function eventsInWords(columns, locale) {
  const greatest = columns.reduce((one, other) => (other.events > one.events ? other : one));
  const events = columns.reduce((sum, column) => sum + column.events, 0);
  return locale.t("timeline.events_words", {
    events: locale.number(events), name: greatest.name, most: locale.number(greatest.events),
  });
}

function lateInWords(columns, locale) {
  const share = ({ events, late }) => (events === 0 ? 0 : late / events);
  const worst = columns.reduce((one, other) => (share(other) > share(one) ? other : one));
  return locale.t("timeline.late_words", {
    name: worst.name, share: shareText(worst.late, worst.events, locale),
  });
}

function legend(locale) {
  const entry = (name) => el("span", {}, swatch(name), " ", locale.t(`timeline.${name}`));
  return el("p", { class: "legend" }, entry("prompt"), entry("late"));
}

function numbers(columns, unit, locale) {
  const cells = ({ name, events, late }) => el("tr", {},
    el("th", { scope: "row" }, name),
    el("td", { class: "number" }, locale.number(events)),
    el("td", { class: "number" }, locale.number(late)),
    el("td", { class: "number" }, shareText(late, events, locale)));
  const head = ["table.period", "table.events", "table.late", "table.late_share"];
  const headings = head.map((key, at) => (
    el("th", { scope: "col", class: at > 0 ? "number" : null }, locale.t(key))));
  return el("details", { id: "numbers" },
    el("summary", {}, locale.t("timeline.numbers")),
    el("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": locale.t("timeline.numbers") },
      el("table", {},
        el("thead", {}, el("tr", {}, ...headings)),
        el("tbody", {}, ...columns.map(cells)))));
}
