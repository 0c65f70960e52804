/**
 * All that was measured of a run as OpenMetrics text with timestamps, for import into a long-term store. Series of a plan
 * are the same ones night after night: which run they are of, `soakd_run_info` tells, a sample a minute.
 */
import { type MeasuredSeries, measuredSeries } from '../analysis/measured-series.ts';
import { wallClock } from '../analysis/wall-clock.ts';
import type { RunFacts } from '../store/read-run.ts';
import type { StoreReader } from '../store/reader.ts';
import { familyHead, type Labels, seriesText } from './metric-family.ts';

interface Named {
  readonly name: string;
  readonly help: string;
  readonly labels: Labels;
  /** To base units: seconds, bytes, ratios. */
  readonly factor: number;
}

const CHUNK_LINES = 1000;
const INFO_EVERY_MS = 60_000;
const MS = 1000;

/** In parts that follow each other: a night is some fifty megabytes. `fromMs`: what came before is left out. */
export function* seriesOpenMetrics(
  reader: StoreReader,
  facts: RunFacts,
  fromMs: number | null,
): Generator<string> {
  const { hostname } = JSON.parse(facts.hostJson) as { readonly hostname?: unknown };
  const labels = { plan: facts.name, host: String(hostname ?? '') };
  const wallAt = wallClock(facts.startedWallMs, reader.selfColumn(facts.run, 'wallMs'));
  yield* runInfo(reader, facts, labels, fromMs, wallAt);
  let family = '';
  for (const measured of measuredSeries(reader, facts, fromMs === null ? {} : { fromMs })) {
    const { name, help, labels: own, factor } = nameOf(measured);
    if (name !== family) yield familyHead({ name, type: 'gauge', help });
    family = name;
    yield* points(seriesText(name, { ...labels, ...own }), measured, factor, wallAt);
  }
  yield '# EOF\n';
}

function* runInfo(
  reader: StoreReader,
  facts: RunFacts,
  labels: Labels,
  fromMs: number | null,
  wallAt: (monoMs: number) => number,
): Generator<string> {
  const name = 'soakd_run_info';
  const lastMs = reader.lastSeenMs(facts.run) ?? 0;
  const { id, state, verdict } = facts;
  const series = seriesText(name, { ...labels, run: id, state, verdict: verdict ?? '' });
  yield familyHead({ name, type: 'gauge', help: 'always 1; which run it was' });
  const times: number[] = [];
  for (let at = Math.max(0, fromMs ?? 0); at < lastMs; at += INFO_EVERY_MS) times.push(at);
  const lines = [...times, lastMs].map((at) => `${series} 1 ${stamp(wallAt(at))}\n`);
  yield lines.join('');
}

/** Times only go forward in OpenMetrics: what was read after the wall clock had been set back waits until it has caught up. */
function* points(
  series: string,
  { series: { seconds, values } }: MeasuredSeries,
  factor: number,
  wallAt: (monoMs: number) => number,
): Generator<string> {
  let chunk: string[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, second] of seconds.entries()) {
    const wallMs = Math.round(wallAt(second * MS));
    if (wallMs <= last) continue;
    last = wallMs;
    chunk.push(`${series} ${scaled(values[index] ?? 0, factor)} ${stamp(wallMs)}\n`);
    if (chunk.length < CHUNK_LINES) continue;
    yield chunk.join('');
    chunk = [];
  }
  yield chunk.join('');
}

/** Without the noise of a division by ten. */
function scaled(value: number, factor: number): number {
  return factor === 1 ? value : Number((value * factor).toPrecision(12));
}

/** Unix time in seconds, as OpenMetrics has it. */
function stamp(wallMs: number): string {
  return (wallMs / MS).toFixed(3);
}

const TARGET: Readonly<Record<string, readonly [name: string, help: string]>> = {
  rss: ['resident_memory_bytes', 'RSS of its processes'],
  anon: ['anonymous_memory_bytes', 'anonymous memory and swap of its processes'],
  swap: ['swap_bytes', 'swap of its processes'],
  pss: ['proportional_memory_bytes', 'PSS of its processes'],
  vsz: ['virtual_memory_bytes', 'address space of its processes'],
  fds: ['open_fds', 'open descriptors of its processes'],
  threads: ['threads', 'threads of its processes'],
  connections: ['connections', 'TCP connections of its processes'],
  cpu: ['cpu_ratio', 'processor time of its processes, in cores'],
  read: ['read_bytes', 'read from disk since they began'],
  written: ['written_bytes', 'written to disk since they began'],
};

const LOAD: Readonly<Record<string, readonly [name: string, help: string]>> = {
  offered: ['offered_per_second', 'operations due in the second'],
  achieved: ['achieved_per_second', 'operations sent in the second'],
  lag_p99: ['lag_seconds', 'p99 lateness of the pacer'],
  loop_delay: ['loop_delay_seconds', 'worst delay of the event loop of the load generator'],
  cpu: ['cpu_ratio', 'processor time of the load generator, in cores'],
  rss: ['resident_memory_bytes', 'RSS of the load generator'],
  in_flight: ['in_flight', 'operations under way'],
  queued: ['queued', 'operations that wait for a connection'],
  opened: ['connections_opened_per_second', 'connections begun in the second'],
};

const SELF: Readonly<Record<string, readonly [name: string, help: string]>> = {
  rss: ['resident_memory_bytes', 'RSS of soakd itself'],
  fds: ['open_fds', 'open descriptors of soakd itself'],
  cpu: ['cpu_ratio', 'processor time of soakd itself, in cores'],
  loop_lag: ['loop_lag_seconds', 'worst delay of the event loop of soakd'],
};

const QUANTILES: Readonly<Record<string, string>> = { p50: '0.5', p95: '0.95', p99: '0.99', max: '1' };
const FACTORS: Readonly<Record<MeasuredSeries['unit'], number>> = {
  bytes: 1,
  count: 1,
  ms: 1 / MS,
  pct: 0.01,
};

function nameOf({ of, metric, unit }: MeasuredSeries): Named {
  const factor = FACTORS[unit];
  const named = (prefix: string, [name, help]: readonly [string, string], labels: Labels): Named => ({
    name: `soakd_${prefix}_${name}`,
    help,
    labels,
    factor,
  });
  const other: readonly [string, string] = [metric, metric];
  switch (of.kind) {
    case 'target':
      return named('target', TARGET[metric] ?? other, { target: of.name });
    case 'generator':
      return named('load', LOAD[metric] ?? other, {});
    case 'self':
      return named('self', SELF[metric] ?? other, {});
    case 'path':
      return unit === 'bytes'
        ? named('path', ['size_bytes', 'size of a watched path'], { path: of.name })
        : named('path', ['files', 'files below a watched path'], { path: of.name });
    case 'scrape':
      return named('scraped', ['value', 'a series of the target, as it was read'], { series: of.name });
    case 'operation': {
      const [, kind, quantile = ''] = /^(latency|service)_(\w+)$/.exec(metric) ?? [];
      if (kind === undefined)
        return named('operation', [`${metric}_per_second`, `operations ${metric} in the second`], {
          operation: of.name,
        });
      const from = kind === 'latency' ? 'the intended start' : 'the actual send';
      return named('operation', [`${kind}_seconds`, `times from ${from}, in the second`], {
        operation: of.name,
        quantile: QUANTILES[quantile] ?? quantile,
      });
    }
    default:
      return of satisfies never;
  }
}
