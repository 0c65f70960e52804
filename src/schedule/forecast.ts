/** What a schedule will do in the year to come, for people: its next slots, and what may surprise about the others. */
import { plannedRunMs } from '../plan/extent.ts';
import type { Plan } from '../plan/plan.ts';
import { formatDuration } from '../plan/quantity/quantity.ts';
import { type Slot, SlotSeries } from './slot.ts';

export interface Forecast {
  readonly next: readonly Slot[];
  /** Those of the next year whose local time is skipped by the clock, or comes twice. */
  readonly changed: readonly Slot[];
  /** Between two slots of the next year; null: there is one at the most. */
  readonly shortestMs: number | null;
}

const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;
const NEXT = 3;
/** A pattern of every minute has half a million slots a year: what has more than one in 5 minutes is looked at for a day. */
const MOST_TIMES_PER_DAY = 288;
const MOST_CHANGES_TOLD = 4;

/** null: the plan has no schedule. */
export function forecast(plan: Plan, nowMs: number): Forecast | null {
  if (plan.schedule === null) return null;
  return lookAhead(new SlotSeries(plan.schedule.cron, plan.schedule.timezone), nowMs);
}

/** One sentence each; none without a schedule. */
export function forecastLines(plan: Plan, nowMs: number): string[] {
  const { schedule } = plan;
  if (schedule === null) return [];
  const { cron, timezone, catchUpMs } = schedule;
  const series = new SlotSeries(cron, timezone);
  const { next, changed, shortestMs } = lookAhead(series, nowMs);
  const late =
    catchUpMs === 0 ? 'a missed slot is not caught up' : `caught up for ${formatDuration(catchUpMs)}`;
  return [
    `${cron} in ${timezone}, ${late}`,
    ...(next.length === 0
      ? ['no such day will come']
      : next.map((slot) => `next ${momentText(series, slot.wallMs)}`)),
    ...changed.slice(0, MOST_CHANGES_TOLD).map((slot) => changeText(series, slot)),
    ...(changed.length > MOST_CHANGES_TOLD
      ? [`and ${changed.length - MOST_CHANGES_TOLD} more such slots within a year`]
      : []),
    ...tooLong(plannedRunMs(plan), shortestMs),
    ...(series.needsBothDays
      ? ['needs both the day of the month and the weekday; classic cron would take either']
      : []),
  ];
}

function lookAhead(series: SlotSeries, nowMs: number): Forecast {
  const reachMs = series.timesPerDay <= MOST_TIMES_PER_DAY ? YEAR_MS : DAY_MS;
  const year = series.between(nowMs, nowMs + reachMs);
  let shortestMs: number | null = null;
  for (const [index, { wallMs }] of year.entries()) {
    const before = year[index - 1];
    if (before !== undefined) shortestMs = Math.min(shortestMs ?? reachMs, wallMs - before.wallMs);
  }
  const next = year.length >= NEXT ? year.slice(0, NEXT) : series.next(nowMs, NEXT);
  return { next, changed: year.filter(({ change }) => change !== null), shortestMs };
}

function tooLong(runMs: number | null, shortestMs: number | null): string[] {
  if (runMs === null || shortestMs === null || runMs <= shortestMs) return [];
  return [
    `a run takes ${formatDuration(runMs)}, but two slots can be ${formatDuration(shortestMs)} apart: one that comes while a run goes on is skipped`,
  ];
}

function changeText(series: SlotSeries, { wallMs, localMs, change }: Slot): string {
  const local = `${dayText(localMs)} ${timeText(localMs)}`;
  if (change === 'doubled') return `${local} comes twice: it runs the first time only`;
  return `${local} does not exist there: it runs at ${timeText(series.zone.localMs(wallMs))}`;
}

/** `Sun 2026-11-22 22:00 +01:00` */
function momentText({ zone }: SlotSeries, wallMs: number): string {
  const localMs = zone.localMs(wallMs);
  const offset = zone.offsetMs(wallMs);
  const sign = offset < 0 ? '-' : '+';
  return `${dayText(localMs)} ${timeText(localMs)} ${offset === 0 ? 'UTC' : sign + timeText(Math.abs(offset))}`;
}

function dayText(localMs: number): string {
  const date = new Date(localMs);
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getUTCDay()];
  return `${weekday} ${date.toISOString().slice(0, 10)}`;
}

/** Seconds only where there are any. */
function timeText(localMs: number): string {
  const time = new Date(localMs).toISOString().slice(11, 19);
  return time.endsWith(':00') ? time.slice(0, 5) : time;
}
