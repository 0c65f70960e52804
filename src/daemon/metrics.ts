/**
 * soakd's own figures and the newest ones of its soaks, as Prometheus text (exposition format 0.0.4). Labels are few:
 * a run's id would make a new series of every night, so a run goes by the name of its plan.
 */
import type { Overview } from '../control/controlled.ts';
import type { AlertStatus, SoakStatus } from '../control/status.ts';
import { type Family, familyText, type Labels, type Sample } from '../report/metric-family.ts';
import type { OperationFigures, SoakFigures, TargetFigures } from '../soak/live-figures.ts';
import type { EndedSoak } from './soaks.ts';

/** What the process knows of itself; seconds and bytes. */
export interface ProcessFigures {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly fds: number;
  readonly startedSeconds: number;
  /** Records that wait to be committed, and those that were lost. */
  readonly waitingRecords: number;
  readonly droppedRecords: number;
}

/** Of the soaks under way, and of the newest one that ended of each plan. */
export interface SoaksMetrics {
  readonly figures: readonly SoakFigures[];
  readonly ended: readonly EndedSoak[];
}

export function metricsText(
  overview: Overview,
  own: ProcessFigures,
  { figures, ended }: SoaksMetrics = { figures: [], ended: [] },
): string {
  const { soakd, runs } = overview;
  const families = [
    family('process_cpu_seconds_total', 'counter', 'CPU time of soakd itself', [[{}, own.cpuSeconds]]),
    family('process_resident_memory_bytes', 'gauge', 'RSS of soakd itself', [[{}, own.rssBytes]]),
    family('process_open_fds', 'gauge', 'open descriptors of soakd itself', [[{}, own.fds]]),
    family('process_start_time_seconds', 'gauge', 'Unix time at which soakd started', [
      [{}, own.startedSeconds],
    ]),
    family('soakd_info', 'gauge', 'always 1', [[{ version: soakd.version }, 1]]),
    family('soakd_degraded', 'gauge', '1 while soakd cannot do all it should; soakd status tells why', [
      [{}, soakd.degraded === null ? 0 : 1],
    ]),
    family('soakd_store_waiting_records', 'gauge', 'records not yet in the database', [
      [{}, own.waitingRecords],
    ]),
    family('soakd_store_dropped_records_total', 'counter', 'records lost since soakd started', [
      [{}, own.droppedRecords],
    ]),
    family('soakd_soaks', 'gauge', 'soaks under way', [[{}, runs.length]]),
    perSoak('soakd_soak_phase', 'the phase it is in, always 1', runs, ({ phase }) => [[{ phase }, 1]]),
    perSoak('soakd_soak_paused', '1 while it is paused', runs, ({ paused }) => [[{}, paused ? 1 : 0]]),
    perSoak('soakd_soak_observed_seconds', 'observed time', runs, ({ observedMs }) => [
      [{}, observedMs / 1000],
    ]),
    perSoak('soakd_soak_criteria', 'criteria by how they stand so far', runs, ({ criteria }) =>
      Object.entries(criteria ?? {}).map(([verdict, count]) => [{ verdict }, count]),
    ),
    perTarget('soakd_target_up', '1 while its process lives', runs, ({ alive }) => (alive ? 1 : 0)),
    perTarget('soakd_target_resident_memory_bytes', 'RSS of its processes', runs, ({ rssBytes }) => rssBytes),
    perTarget('soakd_target_open_fds', 'open descriptors of its processes', runs, ({ fds }) => fds),
    perLoad('soakd_load_offered_per_second', 'operations due in the newest second', runs, 'offered'),
    perLoad('soakd_load_achieved_per_second', 'operations that succeeded in it', runs, 'achieved'),
    perLoad('soakd_load_failed_per_second', 'operations that failed in it', runs, 'failed'),
    perSoak('soakd_load_p95_seconds', 'p95 latency of the slowest operation in it', runs, ({ load }) => [
      [{}, load === null || load.p95Ms === null ? null : load.p95Ms / 1000],
    ]),
    perSoak('soakd_alerts_firing', 'alerts that fire, by severity', runs, ({ alerts }) =>
      alerts === undefined ? [] : SEVERITIES.map((severity) => [{ severity }, firing(alerts, severity)]),
    ),
    ...targetFamilies(figures),
    ...loadFamilies(figures),
    ...endedFamilies(ended),
  ];
  return families.join('');
}

const SEVERITIES = ['info', 'warning', 'critical'] as const;

function firing(alerts: readonly AlertStatus[], severity: AlertStatus['severity']): number {
  return alerts.filter((alert) => alert.severity === severity && alert.state === 'firing').length;
}

function targetFamilies(soaks: readonly SoakFigures[]): string[] {
  const of = (name: string, help: string, read: (target: TargetFigures) => number | null): string =>
    family(
      `soakd_target_${name}`,
      'gauge',
      help,
      soaks.flatMap((soak) =>
        soak.targets.map((target): Sample => [{ plan: soak.name, target: target.name }, read(target)]),
      ),
    );
  return [
    of('anonymous_memory_bytes', 'anonymous memory and swap of its processes', ({ anonBytes }) => anonBytes),
    of('threads', 'threads of its processes', ({ threads }) => threads),
    of('connections', 'TCP connections of its processes', ({ connections }) => connections),
    of('cpu_ratio', 'processor time of its processes, in cores', ({ cpuPct }) =>
      cpuPct === null ? null : cpuPct / 100,
    ),
  ];
}

/** From a quick answer to the longest that anyone waits. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** They start anew with each run, as counters do where a process does. */
function loadFamilies(soaks: readonly SoakFigures[]): string[] {
  const each = (samplesOf: (labels: Labels, operation: OperationFigures) => readonly Sample[]): Sample[] =>
    soaks.flatMap((soak) =>
      soak.operations.flatMap((operation) =>
        samplesOf({ plan: soak.name, operation: operation.name }, operation),
      ),
    );
  return [
    family(
      'soakd_load_operations_total',
      'counter',
      'operations by how they ended',
      each((labels, operation) =>
        (['ok', 'failed', 'blocked', 'skipped'] as const).map((outcome) => [
          { ...labels, outcome },
          operation[outcome],
        ]),
      ),
    ),
    family(
      'soakd_load_failures_total',
      'counter',
      'failed operations by class',
      each((labels, { failures }) =>
        Array.from(failures, ([name, count]) => [{ ...labels, class: name }, count]),
      ),
    ),
    family(
      'soakd_request_duration_seconds',
      'histogram',
      'time from the intended start to the end',
      each((labels, { latency }) => [
        ...BUCKETS_S.map(
          (le): Sample => [
            { ...labels, le: String(le) },
            Math.round(latency.countUpTo(1000 * le)),
            '_bucket',
          ],
        ),
        [{ ...labels, le: '+Inf' }, latency.count, '_bucket'],
        [labels, ((latency.meanMs ?? 0) * latency.count) / 1000, '_sum'],
        [labels, latency.count, '_count'],
      ]),
    ),
  ];
}

function endedFamilies(ended: readonly EndedSoak[]): string[] {
  return [
    family(
      'soakd_run_verdict',
      'gauge',
      '1 for the verdict of the newest run of a plan that ended',
      ended.flatMap(({ name, verdict }) =>
        VERDICTS.map((one): Sample => [{ plan: name, verdict: one }, one === verdict ? 1 : 0]),
      ),
    ),
    family(
      'soakd_run_end_time_seconds',
      'gauge',
      'Unix time at which it ended',
      ended.map(({ name, endedWallMs }): Sample => [{ plan: name }, endedWallMs / 1000]),
    ),
  ];
}

const VERDICTS = ['pass', 'fail', 'inconclusive'] as const;

type PerSoak = (status: SoakStatus) => readonly Sample[];

function perSoak(name: string, help: string, runs: readonly SoakStatus[], samplesOf: PerSoak): string {
  const samples = runs.flatMap((status) =>
    samplesOf(status).map(([labels, value]): Sample => [{ plan: status.name, ...labels }, value]),
  );
  return family(name, 'gauge', help, samples);
}

function perTarget(
  name: string,
  help: string,
  runs: readonly SoakStatus[],
  read: (target: SoakStatus['targets'][number]) => number | null,
): string {
  return perSoak(name, help, runs, ({ targets }) =>
    targets.map((target): Sample => [{ target: target.name }, read(target)]),
  );
}

function perLoad(
  name: string,
  help: string,
  runs: readonly SoakStatus[],
  key: 'offered' | 'achieved' | 'failed',
): string {
  return perSoak(name, help, runs, ({ load }) => [[{}, load === null ? null : load[key]]]);
}

function family(name: string, type: Family['type'], help: string, samples: readonly Sample[]): string {
  return familyText({ name, type, help, samples });
}
