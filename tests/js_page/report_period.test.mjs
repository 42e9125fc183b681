/** Days, periods, and the columns that a period is drawn in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addDays, daysBetween, isDay, localDay, monthEnd, monthStart, weekStart,
} from "../../verifier_web/report/day.js";
import {
  PRESETS, instants, lengthOf, neighbour, periodText, preset, presetOf, readPeriod,
} from "../../verifier_web/report/period.js";
import {
  columnText, columnsOf, roundUp, tickText, ticksOf, unitOf,
} from "../../verifier_web/report/series.js";
import { BN, EN, MARCH, REPORT_LOCALES, TH, VI } from "./support/report.mjs";

test("a day exists or is none", () => {
  for (const day of ["2026-03-01", "2024-02-29", "2000-12-31"]) assert.ok(isDay(day), day);
  const none = [
    "2026-02-29", "2026-13-01", "2026-00-10", "2026-3-1", "20260301", "2026-03-01T00:00:00Z",
    " 2026-03-01", "2026-03-32", "0999-01-01", "3000-01-01", "", null, 20260301,
  ];
  for (const day of none) assert.equal(isDay(day), false, String(day));
});

test("days are counted over months, leap years and years", () => {
  assert.equal(addDays("2026-02-28", 1), "2026-03-01");
  assert.equal(addDays("2024-03-01", -1), "2024-02-29");
  assert.equal(daysBetween("2025-12-31", "2026-01-01"), 1);
  assert.equal(daysBetween("2026-03-01", "2026-03-01"), 0);
  assert.deepEqual([monthStart("2026-03-17"), monthEnd("2026-02-10")], ["2026-03-01", "2026-02-28"]);
  assert.deepEqual([monthStart("2026-01-31", -1), monthEnd("2026-01-31", 1)], ["2025-12-01", "2026-02-28"]);
  assert.equal(weekStart("2026-03-01"), "2026-02-23"); // a Sunday ends its week
  assert.equal(weekStart("2026-03-02"), "2026-03-02");
});

test("today is the day that the reader's own calendar shows", () => {
  assert.equal(localDay(new Date(2026, 2, 1, 0, 0, 1)), "2026-03-01");
  assert.equal(localDay(new Date(2026, 2, 1, 23, 59, 59)), "2026-03-01");
});

test("a period has two days that exist, in order", () => {
  assert.deepEqual(readPeriod("2026-03-01", "2026-03-31"), MARCH);
  assert.deepEqual(readPeriod("2026-03-01", "2026-03-01"), { from: "2026-03-01", to: "2026-03-01" });
  assert.equal(readPeriod("2026-03-02", "2026-03-01"), "reversed");
  for (const from of ["", null, "2026-02-30"]) assert.equal(readPeriod(from, "2026-03-01"), "missing");
  assert.equal(readPeriod("2026-03-01", ""), "missing");
});

test("the server is asked from the first instant to before the last, in Vietnam's time", () => {
  assert.deepEqual(instants(MARCH), {
    from: "2026-03-01T00:00:00+07:00", to: "2026-04-01T00:00:00+07:00",
  });
});

test("presets are whole months and years around today, and are known again", () => {
  const today = "2026-01-15";
  assert.deepEqual(PRESETS.map((name) => Object.values(preset(name, today)).join(" ")), [
    "2026-01-01 2026-01-31", "2025-12-01 2025-12-31", "2025-11-01 2026-01-31", "2026-01-01 2026-12-31",
  ]);
  for (const name of PRESETS) assert.equal(presetOf(preset(name, today), today), name);
  assert.equal(presetOf({ from: "2026-01-02", to: "2026-01-31" }, today), null);
});

test("a step leads to the period beside it, of the same length", () => {
  assert.deepEqual(neighbour(MARCH, -1), { from: "2026-02-01", to: "2026-02-28" });
  assert.deepEqual(neighbour(MARCH, 1), { from: "2026-04-01", to: "2026-04-30" });
  const quarter = { from: "2026-01-01", to: "2026-03-31" };
  assert.deepEqual(neighbour(quarter, -1), { from: "2025-10-01", to: "2025-12-31" });
  const week = { from: "2026-03-02", to: "2026-03-08" };
  assert.deepEqual(neighbour(week, 1), { from: "2026-03-09", to: "2026-03-15" });
  assert.deepEqual(neighbour(neighbour(week, 1), -1), week);
});

test("a period is called by its month or year where it is one, in the reader's language", () => {
  assert.deepEqual(REPORT_LOCALES.map((locale) => periodText(MARCH, locale)), [
    "tháng 3 năm 2026", "March 2026", "มีนาคม 2569", "মার্চ ২০২৬",
  ]);
  assert.equal(periodText({ from: "2026-01-01", to: "2026-12-31" }, EN), "2026");
  assert.equal(periodText({ from: "2026-01-01", to: "2026-03-31" }, EN), "January 2026 – March 2026");
  assert.equal(periodText({ from: "2026-03-02", to: "2026-03-08" }, EN), "2 March 2026 – 8 March 2026");
  assert.equal(periodText({ from: "2026-03-02", to: "2026-03-02" }, EN), "2 March 2026");
});

const upTo = (days) => ({ from: "2026-01-01", to: addDays("2026-01-01", days - 1) });

test("a column is a day, a week, a month or a year, as the period is long", () => {
  const units = [1, 45, 46, 400, 401, 1830, 1831].map((days) => unitOf(upTo(days)));
  assert.deepEqual(units, ["day", "day", "week", "week", "month", "month", "year"]);
  assert.equal(lengthOf(upTo(45)), 45);
});

test("columns cover the period without a gap, whatever its length", () => {
  for (const days of [1, 31, 46, 90, 365, 400, 401, 1000, 1831, 9000]) {
    const period = upTo(days);
    const columns = columnsOf(period, []);
    assert.equal(columns[0].from, period.from);
    assert.equal(columns.at(-1).to, period.to);
    for (const [at, { from }] of columns.entries()) {
      if (at > 0) assert.equal(from, addDays(columns[at - 1].to, 1));
    }
    assert.ok(columns.length <= 62, `${days} days: ${columns.length} columns`);
  }
});

test("every event is in the column of its day, and none is lost", () => {
  const period = { from: "2026-01-01", to: "2026-03-31" };
  const days = [
    { day: "2026-03-31", events: 4, late: 1 }, { day: "2026-01-01", events: 1, late: 0 },
    { day: "2026-01-04", events: 2, late: 2 }, { day: "2026-01-05", events: 8, late: 0 },
  ];
  const columns = columnsOf(period, days);
  assert.equal(unitOf(period), "week");
  // 1 January 2026 is a Thursday: its week is cut to four days.
  assert.deepEqual(columns.slice(0, 2), [
    { from: "2026-01-01", to: "2026-01-04", events: 3, late: 2 },
    { from: "2026-01-05", to: "2026-01-11", events: 8, late: 0 },
  ]);
  assert.deepEqual(columns.at(-1), { from: "2026-03-30", to: "2026-03-31", events: 4, late: 1 });
  assert.equal(columns.reduce((sum, { events }) => sum + events, 0), 15);
});

test("an axis has few labels on a phone, and none where it would not fit", () => {
  for (const days of [1, 5, 31, 45, 60, 90, 365, 401, 1830, 9000]) {
    const period = upTo(days);
    const columns = columnsOf(period, []);
    const ticks = ticksOf(columns, unitOf(period));
    const wide = ticks.filter(({ isExtra }) => !isExtra);
    assert.ok(wide.length >= 1 && wide.length <= 4, `${days}: ${wide.length}`);
    assert.ok(ticks.length <= 12, `${days}: ${ticks.length}`);
    assert.equal(ticks[0].at === 0 || unitOf(period) === "week", true, String(days));
    for (const { at, isExtra } of ticks) assert.ok(at >= 0 && at <= (isExtra ? 0.9 : 0.82));
  }
});

test("weeks are labelled where a month begins, by that month", () => {
  const period = { from: "2026-01-01", to: "2026-06-30" };
  const ticks = ticksOf(columnsOf(period, []), "week");
  assert.deepEqual(ticks.map(({ day }) => tickText(day, "week", EN)), ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]);
});

test("months are labelled with their year, since there are several of a name", () => {
  const period = { from: "2024-01-01", to: "2026-12-31" };
  const columns = columnsOf(period, []);
  const texts = ticksOf(columns, unitOf(period)).map(({ day }) => tickText(day, "month", EN));
  assert.equal(unitOf(period), "month");
  assert.ok(texts.length > 4);
  assert.equal(new Set(texts).size, texts.length);
  assert.equal(texts[0], "Jan 24");
});

test("columns and labels are written in the reader's language", () => {
  const day = { from: "2026-03-02", to: "2026-03-02" };
  assert.deepEqual([VI, EN, TH, BN].map((locale) => columnText(day, "day", locale)), [
    "2 thg 3", "2 Mar", "2 มี.ค.", "২ মার্চ",
  ]);
  const week = { from: "2026-03-02", to: "2026-03-08" };
  assert.equal(columnText(week, "week", EN), "2 Mar – 8 Mar");
  assert.equal(columnText({ from: "2026-03-01", to: "2026-03-31" }, "month", EN), "March 2026");
  assert.equal(columnText({ from: "2026-01-01", to: "2026-12-31" }, "year", EN), "2026");
  assert.equal(tickText("2026-01-01", "year", EN), "2026");
});

test("a scale ends at a round number that can be halved, at or just above the greatest", () => {
  const tops = [0, 1, 2, 3, 5, 7, 9, 10, 11, 25, 41, 79, 99, 100, 101, 999, 123456].map(roundUp);
  assert.deepEqual(tops, [2, 2, 2, 4, 6, 8, 10, 10, 20, 40, 60, 80, 100, 100, 200, 1000, 200000]);
  for (let count = 0; count < 3000; count += 1) {
    const top = roundUp(count);
    assert.ok(top >= count && top % 2 === 0 && (top <= 2 || top <= 2 * count), `${count}: ${top}`);
  }
  assert.equal(roundUp(33.3), 40); // shares are no whole numbers
});
