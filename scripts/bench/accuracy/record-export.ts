/**
 * Turns the databases that `record` left in a folder into traces, as the analysis would hand them to the engine:
 * node scripts/bench/accuracy/record-export.ts FOLDER TRUTH.json [NAME…]
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cumulate, endedUpTo } from '../../../src/analysis/load-counts.ts';
import { openTimeSeries } from '../../../src/analysis/load-series.ts';
import { openRunRows, type RunRows } from '../../../src/analysis/run-rows.ts';
import { readTimeline } from '../../../src/analysis/timeline.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { openStoreReader } from '../../../src/store/reader.ts';
import { between } from '../../../src/trend/points.ts';
import type { Series } from '../../../src/trend/trend.ts';
import { type Recording, recordings } from './recordings.ts';
import {
  type Column,
  type Manifest,
  type RecordedProgram,
  TRACES,
  type Truth,
  type Twin,
  writeTrace,
} from './traces.ts';

const [folder = '', truthFile = '', ...wanted] = process.argv.slice(2);
const truths = JSON.parse(readFileSync(truthFile, 'utf8')) as Record<string, Truth>;
mkdirSync(TRACES, { recursive: true });

let about: Pick<Manifest, 'recordedAt' | 'everyS' | 'host'> | null = null;
const programs: RecordedProgram[] = [];
for (const [program, recording] of Object.entries(recordings)) {
  if (wanted.length > 0 && !wanted.includes(program)) continue;
  using reader = await openStoreReader(join(folder, `${program}.db`));
  const rows = openRunRows(reader, reader.findRun('latest').run, null);
  const plan = JSON.parse(rows.facts.planJson) as Plan;
  about ??= {
    recordedAt: new Date(rows.facts.startedWallMs).toISOString(),
    everyS: plan.sample.everyMs / 1000,
    host: JSON.parse(rows.facts.hostJson) as Record<string, unknown>,
  };
  const truth = truths[program];
  if (truth === undefined) throw new Error(`${truthFile} says nothing about ${program}`);
  const { split, settles, periodS } = recording;
  const criteria = plan.criteria.map(({ rule }) => rule.text);
  const files = {
    sound: exportTwin(program, 'sound', rows, plan),
    leaky: exportTwin(program, 'leaky', rows, plan),
  };
  programs.push({ program, split, version: versionOf(recording), settles, periodS, criteria, truth, files });
}
writeFileSync(new URL('manifest.json', TRACES), `${JSON.stringify({ ...about, programs }, null, 2)}\n`);

function exportTwin(program: string, twin: Twin, rows: RunRows, plan: Plan): RecordedProgram['files'][Twin] {
  const target = rows.facts.targets.indexOf(twin);
  const timeline = readTimeline(rows.events, plan, rows.seenUntilMs);
  const soaked = (series: Series): Series =>
    between(series, timeline.beginMs / 1000, timeline.soakToMs / 1000);
  const own = rows.facts.operations.flatMap((operation, index) =>
    operation.target === target ? [index] : [],
  );
  const counts = cumulate(own.map((index) => rows.secondCounts(index)));
  const write = (file: string, columns: ReadonlyMap<Column, Series>): string => {
    const [first] = columns.values();
    const seconds = first?.seconds ?? new Float64Array(0);
    const values = new Map(Array.from(columns, ([name, series]) => [name, alongside(series, seconds, name)]));
    writeTrace(file, { seconds, operations: endedUpTo(counts, seconds), columns: values });
    return file;
  };
  const sampled = (['anon', 'rss', 'fds', 'threads'] as const).map((metric): [Column, Series] => {
    const generations = rows.sampled(target, metric);
    if (generations.size !== 1)
      throw new Error(`${program}: ${twin} was ${generations.size} processes, expected 1`);
    const [series = { seconds: new Float64Array(0), values: new Float64Array(0) }] = generations.values();
    return [metric === 'anon' || metric === 'rss' ? `${metric}_bytes` : `${metric}_count`, soaked(series)];
  });
  // The first operation of a twin is its main one, or all it has.
  const [operation = 0] = own;
  const p95 = openTimeSeries(rows, timeline.soakToMs)('latency', 95, operation).series;
  return {
    memory: write(`${program}-${twin}.csv.gz`, new Map(sampled)),
    latency: write(`${program}-${twin}-latency.csv.gz`, new Map([['p95_ms', soaked(p95)]])),
    seconds: write(
      `${program}-${twin}-latency-seconds.csv.gz`,
      new Map([['p95_ms', soaked(bySecond(rows, operation))]]),
    ),
  };
}

function bySecond(rows: RunRows, operation: number): Series {
  const { monoMs, values } = rows.secondColumns(operation, ['latencyP95Ms']);
  const p95 = values.latencyP95Ms;
  return {
    seconds: monoMs.map((ms) => ms / 1000).filter((_, index) => !Number.isNaN(p95[index])),
    values: p95.filter((value) => !Number.isNaN(value)),
  };
}

/** All metrics of a sample are read at once, so a reading that one of them misses would be news. */
function alongside(series: Series, seconds: Float64Array, name: string): Float64Array {
  if (series.seconds.length !== seconds.length)
    throw new Error(`${name} has ${series.seconds.length} readings, expected ${seconds.length}`);
  return series.values;
}

function versionOf({ version: [file = '', ...words] }: Recording): string {
  // nginx tells its version on stderr.
  const text = execFileSync('sh', ['-c', '"$0" "$@" 2>&1', file, ...words], { encoding: 'utf8' });
  return text.split('\n')[0]?.trim() ?? '';
}
