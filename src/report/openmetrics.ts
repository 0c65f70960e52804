/** The final figures of a run as OpenMetrics text: for a textfile collector, a Pushgateway or a dashboard of nights. */
import type { AssessedTrend } from '../analysis/assessed-trend.ts';
import type { Assessment } from '../analysis/assessment.ts';
import type { LatencySummary } from '../analysis/latency-summary.ts';
import type { Unit } from '../verdict/unit.ts';
import { type Family, familyText, type Sample } from './metric-family.ts';

const VERDICTS = ['pass', 'fail', 'inconclusive'] as const;
const SECONDS_PER_HOUR = 3600;
const MS = 1000;

export function renderOpenMetrics(assessment: Assessment): string {
  const families = [...runFamilies(assessment), ...trendFamilies(assessment), ...loadFamilies(assessment)];
  return `${families.map(familyText).join('')}# EOF\n`;
}

function runFamilies({ run, verdict, criteria, coverage, self }: Assessment): Family[] {
  const plan = { plan: run.name };
  const host = String(run.host['hostname'] ?? '');
  return [
    gauge('soakd_run_info', 'always 1; which run the other figures are of', [
      [{ ...plan, run: run.id, state: run.state, host }, 1],
    ]),
    gauge(
      'soakd_run_verdict',
      '1 for the verdict of the run',
      VERDICTS.map((one): Sample => [{ ...plan, verdict: one }, one === verdict ? 1 : 0]),
    ),
    gauge('soakd_run_start_time_seconds', 'Unix time at which it began', [
      [plan, Date.parse(run.startedAt) / MS],
    ]),
    gauge('soakd_run_observed_seconds', 'observed time', [[plan, run.observedS]]),
    gauge('soakd_run_coverage_ratio', 'share of the due samples that were taken', [[plan, coverage]]),
    gauge(
      'soakd_criterion_verdict',
      'always 1; how each criterion was decided',
      criteria.map(
        ({ rule, target, verdict: of }): Sample => [
          { ...plan, criterion: rule, target: target ?? '', verdict: of },
          1,
        ],
      ),
    ),
    gauge('soakd_self_resident_memory_bytes', 'most that soakd itself had resident', [[plan, self.rssBytes]]),
    gauge('soakd_self_missed_ticks', 'samples that fell due and were never taken', [
      [plan, self.missedTicks],
    ]),
  ];
}

/** Base units, also of time: seconds, and slopes by the second. */
const SCALES: Readonly<Record<Unit, { readonly unit: string; readonly factor: number }>> = {
  bytes: { unit: 'bytes', factor: 1 },
  ms: { unit: 'seconds', factor: 1 / MS },
  count: { unit: 'count', factor: 1 },
  ratio: { unit: 'ratio', factor: 1 },
  '/s': { unit: 'per second', factor: 1 },
};

function trendFamilies({ run, trends }: Assessment): Family[] {
  const family = (name: string, help: string, perHour: (trend: AssessedTrend) => number | null): Family =>
    gauge(
      name,
      help,
      trends.map((trend): Sample => {
        const { unit, factor } = SCALES[trend.unit];
        const value = perHour(trend);
        const generation = trend.generation === null ? '' : String(trend.generation);
        const { metric } = trend;
        const of = { target: trend.target ?? '', operation: trend.operation ?? '', generation };
        return [
          { plan: run.name, metric, ...of, unit },
          value === null || !Number.isFinite(value) ? null : (value * factor) / SECONDS_PER_HOUR,
        ];
      }),
    );
  return [
    family('soakd_trend_slope', 'slope by the second, in the unit of the label', (one) => one.slopePerHour),
    family('soakd_trend_slope_low', 'lower end of its interval', (one) => one.lowPerHour),
    family('soakd_trend_slope_high', 'upper end of its interval', (one) => one.highPerHour),
  ];
}

function loadFamilies({ run, load }: Assessment): Family[] {
  if (load === null) return [];
  const plan = run.name;
  const of = load.byOperation.map((operation) => ({
    labels: { plan, operation: operation.name },
    operation,
  }));
  return [
    gauge('soakd_load_offered_per_second', 'operations due', [[{ plan }, load.offered]]),
    gauge('soakd_load_achieved_per_second', 'operations sent', [[{ plan }, load.achieved]]),
    gauge('soakd_load_saturated_ratio', 'share of the seconds in which the generator fell behind', [
      [{ plan }, load.saturatedShare],
    ]),
    gauge(
      'soakd_load_operations',
      'operations by how they ended',
      of.flatMap(({ labels, operation }) =>
        (['ok', 'failed', 'blocked', 'skipped'] as const).map(
          (outcome): Sample => [{ ...labels, outcome }, operation[outcome]],
        ),
      ),
    ),
    gauge(
      'soakd_load_failures',
      'failed operations by class',
      of.flatMap(({ labels, operation }) =>
        Object.entries(operation.failures).map(
          ([failure, count]): Sample => [{ ...labels, class: failure }, count],
        ),
      ),
    ),
    gauge(
      'soakd_load_outcomes',
      'operations of which it was said what should become of them',
      (load.outcomes?.byCategory ?? []).flatMap(({ operation, category, expected, ...counts }) =>
        (['blocked', 'allowed', 'undecided'] as const).map(
          (outcome): Sample => [{ plan, operation, category, expected, outcome }, counts[outcome]],
        ),
      ),
    ),
    gauge(
      'soakd_load_marks',
      'what the load noticed beside how operations ended',
      of.flatMap(({ labels, operation }) =>
        Object.entries(operation.marks).map(([mark, count]): Sample => [{ ...labels, mark }, count]),
      ),
    ),
    summary(
      'soakd_request_duration_seconds',
      'time from the intended start, once warm',
      of.flatMap(({ labels, operation }) => timeSamples(labels, operation.latencyMs)),
    ),
    summary(
      'soakd_request_service_seconds',
      'time from the actual send, once warm',
      of.flatMap(({ labels, operation }) => timeSamples(labels, operation.serviceMs)),
    ),
  ];
}

function timeSamples(labels: Readonly<Record<string, string>>, times: LatencySummary | null): Sample[] {
  if (times === null) return [];
  const { p50, p90, p95, p99, p999, max, count, mean } = times;
  const quantiles = { '0.5': p50, '0.9': p90, '0.95': p95, '0.99': p99, '0.999': p999, '1': max };
  return [
    ...Object.entries(quantiles)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([quantile, ms]): Sample => [{ ...labels, quantile }, ms / MS]),
    [labels, (mean * count) / MS, '_sum'],
    [labels, count, '_count'],
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: 'gauge', help, samples };
}

function summary(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: 'summary', help, samples };
}
