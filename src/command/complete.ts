/** What a shell offers at the next tab: words of the database, each with a description behind a tab. */
import { existsSync } from 'node:fs';
import { EXIT } from '../error.ts';
import type { Plan } from '../plan/plan.ts';
import { LOAD_METRICS, SELF_METRICS, TARGET_METRICS } from '../plan/rule/metric.ts';
import { plain } from '../report/plain.ts';
import type { StoredRun } from '../store/read-run.ts';
import { openStoreReader, type StoreReader } from '../store/reader.ts';
import type { Command } from './command.ts';
import { databaseFile } from './installation.ts';

/** More than anyone reads; the rest is found by typing on. */
const MOST_RUNS = 200;
/** Of a plan whose trends are told by a name alone. */
const TIMES = ['p50', 'p95', 'p99'];

type Candidate = readonly [word: string, description: string];

export const complete: Command = {
  summary: '',
  usage: `Usage: soakd complete runs|plans|metrics [WORD]...

Prints the words that may come next, each with a description behind a tab, for the completions of
bash, zsh and fish. The words typed so far tell the database (--db) and, for metrics, the run. Where
there is nothing to offer, nothing is printed, and nothing is an error.

Example:
  soakd complete metrics trends nightly-api
`,
  async run([kind = '', ...typed]) {
    const lines = await candidates(kind, typed).catch(() => []);
    const text = lines.map(([word, description]) => `${plain(word)}\t${plain(description)}\n`).join('');
    process.stdout.write(text);
    return EXIT.pass;
  },
};

async function candidates(kind: string, typed: readonly string[]): Promise<Candidate[]> {
  const database = databaseFile(databaseOf(typed));
  if (!existsSync(database)) return [];
  using reader = await openStoreReader(database);
  if (kind === 'runs') return [...plansOf(reader), ...runsOf(reader), ['latest', 'the newest run']];
  if (kind === 'plans') return plansOf(reader);
  return kind === 'metrics' ? metricsOf(reader, typed) : [];
}

function databaseOf(typed: readonly string[]): string | undefined {
  const at = typed.lastIndexOf('--db');
  return at >= 0 ? typed[at + 1] : typed.findLast((word) => word.startsWith('--db='))?.slice('--db='.length);
}

function runsOf(reader: StoreReader): Candidate[] {
  return reader.listRuns({ limit: MOST_RUNS }).map((run) => [run.id, `${run.name}, ${told(run)}`]);
}

/** Each by its newest run. */
function plansOf(reader: StoreReader): Candidate[] {
  const newest = new Map<string, StoredRun>();
  for (const run of reader.listRuns({ limit: MOST_RUNS })) {
    if (!newest.has(run.name)) newest.set(run.name, run);
  }
  return Array.from(newest.values(), (run) => [run.name, `newest: ${told(run)}`]);
}

function told({ state, verdict, startedWallMs }: StoredRun): string {
  const began = new Date(startedWallMs).toISOString().slice(0, 16).replace('T', ' ');
  return `${began}, ${verdict ?? state}`;
}

/** Of the run that is named among the words, else of the newest. */
function metricsOf(reader: StoreReader, typed: readonly string[]): Candidate[] {
  const named = typed.slice(1).find((word) => isRun(reader, word));
  const facts = reader.readRun(reader.findRun(named).run);
  const { sample } = JSON.parse(facts.planJson) as Plan;
  const ofTargets = Object.entries(TARGET_METRICS).map(([name, { meaning }]): Candidate => [name, meaning]);
  const operations = [null, ...(facts.operations.length > 1 ? facts.operations.map(({ name }) => name) : [])];
  const ofTimes = operations.flatMap((operation) =>
    (['latency', 'service'] as const).flatMap((name) =>
      TIMES.map((percentile): Candidate => {
        const of = operation === null ? '' : `{${operation}}`;
        return [`${name}${of}.${percentile}`, LOAD_METRICS[name].meaning];
      }),
    ),
  );
  const ofLoad: Candidate[] = [
    ['throughput', 'successes a second'],
    ['errors', 'share of operations that failed'],
  ];
  return [
    ...ofTargets,
    ...(facts.operations.length > 0 ? [...ofTimes, ...ofLoad] : []),
    ...sample.paths.map(({ name }): Candidate => [`path.${name}.bytes`, 'size of a watched path']),
    ...(sample.scrape?.series ?? []).map((name): Candidate => [`scrape.${name}`, 'a scraped series']),
    ...Object.entries(SELF_METRICS).map(([name, { meaning }]): Candidate => [`self.${name}`, meaning]),
  ];
}

function isRun(reader: StoreReader, word: string): boolean {
  if (word === '' || word.startsWith('-')) return false;
  try {
    reader.findRun(word);
    return true;
  } catch {
    return false;
  }
}
