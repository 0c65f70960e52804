/** What an alert is about, from what passes through a soak: ticks, seconds of the load, lives, and the verdict so far. */
import { GaugeWindow } from '../alert/gauge-window.ts';
import { type LoadSecond, LoadWindow } from '../alert/load-window.ts';
import { type Moment, type Reading, readingOf } from '../alert/reading.ts';
import type { JudgedAlert } from '../analysis/judge-alerts.ts';
import type { SecondWindow } from '../load/figure/window.ts';
import type { AlertPlan } from '../plan/alert/alert-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { formatDuration } from '../plan/quantity/quantity.ts';
import type { Tick } from '../sample/sample.ts';
import type { GenerationRow } from '../store/event-record.ts';
import { gaugeOf } from './alert-gauge.ts';

export interface AlertSource {
  tick?(tick: Tick): void;
  second?(window: SecondWindow): void;
  life?(row: GenerationRow): void;
  /** The load rests, or comes on again: what it did before says nothing of it. */
  loadRests?(): void;
  /** It can be known with the load alone. */
  readonly ofLoad: boolean;
  reading(at: Moment): Reading;
}

/** `target`: index; null: the run as a whole. */
export function sourceOf(
  alert: AlertPlan,
  target: number | null,
  plan: Plan,
  judged: () => JudgedAlert | null,
): AlertSource {
  const { metric, statistic } = alert.rule;
  if (statistic?.kind === 'slope' || statistic?.kind === 'growth') return trendSource(judged);
  if (metric.kind === 'load') return loadSource(alert, plan);
  if (metric.kind === 'restarts') return restartSource(alert, target);
  if (metric.kind === 'coverage') return coverageSource(alert, plan);
  return gaugeSource(alert, target, plan);
}

function gaugeSource(alert: AlertPlan, target: number | null, plan: Plan): AlertSource {
  const { metric, statistic } = alert.rule;
  const window = new GaugeWindow(alert.overMs);
  let generation: number | null = null;
  let why = 'nothing was read yet';
  return {
    ofLoad: false,
    tick(tick) {
      const { value, unavailable, generation: life = null } = gaugeOf(tick, metric, target);
      // Another process is another story.
      if (life !== null && life !== generation) {
        window.clear();
        generation = life;
      }
      if (value !== null) window.add(tick.monoMs, value);
      else if (unavailable !== null) why = unavailable;
    },
    reading({ monoMs }) {
      const value = window.statistic(statistic, monoMs);
      if (value === null) return { kind: 'unknown', why };
      const full = window.spanMs(monoMs) >= alert.overMs - 2 * plan.sample.everyMs;
      return inWindow(alert, value, full || statistic?.kind === 'last');
    },
  };
}

/** The newest second comes up to two seconds late, on a busy machine later. */
const LATE_MS = 10_000;

function loadSource(alert: AlertPlan, plan: Plan): AlertSource {
  const { metric, statistic, operation, limit } = alert.rule;
  const window = new LoadWindow(alert.overMs);
  const operations = (plan.load?.operations ?? []).map(({ name }) => name);
  const index = operation === null ? null : operations.indexOf(operation);
  if (metric.kind !== 'load') throw new TypeError('it is about no load');
  const question = { metric: metric.name, statistic, operation: index, asCount: limit.dimension === 'count' };
  return {
    ofLoad: true,
    second: ({ monoMs, operations: seconds }) => window.add(monoMs, seconds satisfies readonly LoadSecond[]),
    loadRests: () => window.clear(),
    reading({ monoMs }) {
      const { seenToMs, spanMs } = window;
      if (seenToMs === null) return { kind: 'unknown', why: 'the load has told nothing yet' };
      const lateMs = monoMs - seenToMs;
      if (lateMs > LATE_MS)
        return {
          kind: 'unknown',
          why: `the load has told nothing for ${formatDuration(Math.floor(lateMs / 1000) * 1000)}`,
        };
      const value = window.tell(question);
      if (value === null) return { kind: 'unknown', why: 'no operation has ended' };
      return inWindow(alert, value, spanMs >= Math.floor(alert.overMs / 1000) * 1000);
    },
  };
}

function restartSource(alert: AlertPlan, target: number | null): AlertSource {
  const window = new GaugeWindow(alert.overMs);
  const { statistic } = alert.rule;
  const seen = new Set<number>();
  const ended = new Set<number>();
  return {
    ofLoad: false,
    life(row) {
      if (row.target !== target) return;
      if (!seen.has(row.generation) && seen.size > 0 && statistic?.kind === 'count')
        window.add(row.startedMs, 1);
      seen.add(row.generation);
      if (row.endedMs === null || row.planned || ended.has(row.generation)) return;
      ended.add(row.generation);
      if (statistic?.kind === 'unplanned') window.add(row.endedMs, 1);
    },
    reading({ monoMs }) {
      if (seen.size === 0) return { kind: 'unknown', why: 'the target was never seen' };
      window.spanMs(monoMs);
      return inWindow(alert, window.size, true);
    },
  };
}

/** Share of the ticks due that were taken. */
function coverageSource(alert: AlertPlan, plan: Plan): AlertSource {
  const missed = new GaugeWindow(alert.overMs);
  return {
    ofLoad: false,
    tick: (tick) => missed.add(tick.monoMs, tick.missed),
    reading({ monoMs }) {
      const mean = missed.statistic({ kind: 'mean' }, monoMs);
      if (mean === null) return { kind: 'unknown', why: 'no sample was taken' };
      const full = missed.spanMs(monoMs) >= alert.overMs - 2 * plan.sample.everyMs;
      return inWindow(alert, 1 / (1 + mean), full);
    },
  };
}

function trendSource(judged: () => JudgedAlert | null): AlertSource {
  return {
    ofLoad: false,
    reading() {
      const found = judged();
      if (found === null) return { kind: 'unknown', why: 'it was not assessed yet' };
      const { limit, clear } = found;
      const { observed } = limit;
      if (observed === null || (limit.verdict === 'inconclusive' && clear.verdict === 'inconclusive'))
        return { kind: 'unknown', why: limit.reason };
      return {
        kind: 'known',
        value: observed,
        bad: limit.verdict === 'fail',
        clear: clear.verdict === 'pass',
      };
    },
  };
}

/** A window that is not full yet tells what more of it cannot take back: that something was beyond the limit. */
function inWindow(alert: AlertPlan, value: number, full: boolean): Reading {
  const { rule, clear, overMs } = alert;
  const { comparison, statistic } = rule;
  const reading = readingOf(value, { comparison, limit: rule.limit.value, clear: clear?.value ?? null });
  if (full) return reading;
  const stands =
    (statistic?.kind === 'max' && comparison.startsWith('>')) ||
    (statistic?.kind === 'min' && comparison.startsWith('<'));
  if (stands && reading.kind === 'known' && reading.bad) return reading;
  return { kind: 'unknown', why: `it has not been seen for ${formatDuration(overMs)} yet` };
}
