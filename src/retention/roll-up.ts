/** The SQL that makes a table's minutes out of its raw rows. */
import { MINUTE_TABLES, type RawTable } from '../store/minute-table.ts';
import { LOAD_COUNTS } from '../store/read-load.ts';

export interface RollUp {
  readonly raw: RawTable;
  /** What the raw table is clustered by, before mono_ms: one series. */
  readonly series: readonly string[];
  /** A minute has a row for each. */
  readonly apart: readonly string[];
  /** The column that says how many raw rows it was. */
  readonly rows: 'samples' | 'seconds';
  /** Mean, count, least, greatest and last. `whole`: the mean is told in whole units of that column. */
  readonly gauges: Readonly<Record<string, 'whole' | 'fraction'>>;
  readonly sums: readonly string[];
}

const SAMPLE_GAUGES = {
  skew_us: 'whole',
  rss_bytes: 'whole',
  anon_bytes: 'whole',
  swap_bytes: 'whole',
  pss_bytes: 'whole',
  vsz_bytes: 'whole',
  fds: 'fraction',
  threads: 'fraction',
  connections: 'fraction',
  cpu_pct: 'fraction',
  read_bytes: 'whole',
  written_bytes: 'whole',
  processes: 'fraction',
} as const;

const CGROUP_GAUGES = {
  anon_bytes: 'whole',
  current_bytes: 'whole',
  peak_bytes: 'whole',
  oom_kills: 'fraction',
  tasks: 'fraction',
  cpu_pressure_pct: 'fraction',
  memory_pressure_pct: 'fraction',
  io_pressure_pct: 'fraction',
} as const;

const SELF_GAUGES = {
  rss_bytes: 'whole',
  fds: 'fraction',
  cpu_pct: 'fraction',
  loop_lag_us: 'whole',
} as const;

const GENERATOR_GAUGES = {
  lag_p50_ns: 'whole',
  lag_p99_ns: 'whole',
  loop_delay_us: 'whole',
  cpu_pct: 'fraction',
  rss_bytes: 'whole',
  in_flight: 'fraction',
  queued: 'fraction',
} as const;

export const ROLL_UPS: readonly RollUp[] = [
  ofSamples('samples', ['run', 'target'], SAMPLE_GAUGES, { apart: ['generation'] }),
  ofSamples('self_samples', ['run'], SELF_GAUGES, { sums: ['missed_ticks'] }),
  ofSamples('cgroup_samples', ['run', 'target'], CGROUP_GAUGES, { apart: ['generation'] }),
  ofSamples('paths', ['run', 'path'], { bytes: 'whole', files: 'fraction' }),
  ofSamples('scrapes', ['series'], { value: 'fraction' }),
  ofLoad('operation_seconds', ['run', 'operation'], {}, LOAD_COUNTS),
  ofLoad('generator_seconds', ['run'], GENERATOR_GAUGES, ['offered', 'achieved', 'opened', 'saturated']),
];

/** Takes the series, then from and to when (mono_ms). Done again it changes nothing. */
export function rollUpSql({ raw, series, apart, rows, gauges, sums }: RollUp): string {
  const keys = [...series, ...apart];
  const names = Object.keys(gauges);
  const at = rows === 'seconds' ? 'min' : 'avg';
  const grouped = [
    ...keys,
    `CAST(round(${at}(mono_ms)) AS INTEGER) AS mono_ms`,
    `CAST(round(${at}(wall_ms)) AS INTEGER) AS wall_ms`,
    `count(*) AS ${rows}`,
    'max(mono_ms) AS last_ms',
    ...sums.map((name) => `sum(${name}) AS ${name}`),
    ...Object.entries(gauges).flatMap(([name, kind]) => [
      `${kind === 'whole' ? `CAST(round(avg(${name})) AS INTEGER)` : `avg(${name})`} AS ${name}`,
      `count(${name}) AS ${name}_count`,
      `min(${name}) AS ${name}_min`,
      `max(${name}) AS ${name}_max`,
    ]),
  ];
  const kept = [...keys, 'mono_ms', 'wall_ms', rows, ...sums];
  const ofGauge = (name: string) => [name, `${name}_count`, `${name}_min`, `${name}_max`];
  const columns = [...kept, ...names.flatMap((name) => [...ofGauge(name), `${name}_last`])];
  const values = [
    ...kept.map((name) => `minute.${name}`),
    ...names.flatMap((name) => [...ofGauge(name).map((one) => `minute.${one}`), `latest.${name}`]),
  ];
  return `INSERT OR REPLACE INTO ${MINUTE_TABLES[raw]} (${columns.join(', ')})
    SELECT ${values.join(', ')} FROM (
      SELECT ${grouped.join(', ')} FROM ${raw}
      WHERE ${series.map((name) => `${name} = ?`).join(' AND ')} AND mono_ms >= ? AND mono_ms < ?
      GROUP BY ${[...keys, 'mono_ms / 60000'].join(', ')}
    ) minute JOIN ${raw} latest
      ON ${series.map((name) => `latest.${name} = minute.${name}`).join(' AND ')} AND latest.mono_ms = minute.last_ms`;
}

function ofSamples(
  raw: RawTable,
  series: readonly string[],
  gauges: RollUp['gauges'],
  { apart = [], sums = [] }: Partial<Pick<RollUp, 'apart' | 'sums'>> = {},
): RollUp {
  return { raw, series, apart, rows: 'samples', gauges, sums };
}

function ofLoad(
  raw: RawTable,
  series: readonly string[],
  gauges: RollUp['gauges'],
  sums: readonly string[],
): RollUp {
  return { raw, series, apart: [], rows: 'seconds', gauges, sums };
}
