/**
 * soakd's own figures and the newest ones of its soaks, as Prometheus text (exposition format 0.0.4). Labels are few:
 * a run's id would make a new series of every night, so a run goes by the name of its plan.
 */
import type { Overview } from '../control/controlled.ts';
import type { SoakStatus } from '../control/status.ts';

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

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number | null];

export function metricsText(overview: Overview, own: ProcessFigures): string {
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
  ];
  return families.join('');
}

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

/** A value that is not known has no line; a family without lines is left out. Of two soaks of one plan the newer counts. */
function family(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string {
  const lines = new Map<string, string>();
  for (const [labels, value] of samples) {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
    const series = pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
    if (value !== null && !lines.has(series)) lines.set(series, `${series} ${value}\n`);
  }
  if (lines.size === 0) return '';
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${[...lines.values()].join('')}`;
}

function escapeLabel(text: string): string {
  return text.replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`));
}
