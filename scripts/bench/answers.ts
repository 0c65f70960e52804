/**
 * How long soakd takes to answer, whole process, and how much memory at its peak: of a generated night (8 h at 1 s, 20
 * metrics, two operations), a month (30 days at 5 s) and a list of 1,000 runs. What is asked of a run as a whole was
 * told at its end; with --since it is worked out anew. The median of seven runs each, after one that nobody counts.
 * About two minutes: node scripts/bench/answers.ts [folder to keep the databases in]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { openAnalyst } from '../../src/analysis/analyst.ts';
import { freezeAssessment } from '../../src/soak/freeze.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { writeLongSoak } from '../../test/fixture/long-soak.ts';
import { newRun } from '../../test/store/stored-run.ts';

const DAY_S = 86_400;
const ROUNDS = 7;
const MANY_RUNS = 1000;
const startedWallMs = Date.UTC(2026, 9, 1);
const soakd = fileURLToPath(new URL('../soakd', import.meta.url));
const [kept] = process.argv.slice(2);
const folder = kept ?? mkdtempSync(join(tmpdir(), 'soakd-bench-'));
mkdirSync(folder, { recursive: true });
const at = (name: string) => join(folder, `${name}.db`);
const day = (number: number) => new Date(startedWallMs + number * DAY_S * 1000).toISOString();

try {
  await make('night', { seconds: DAY_S / 3, everyS: 1, load: true });
  await make('month', { seconds: 30 * DAY_S, everyS: 5, load: false });
  await makeMany();
  process.stdout.write(`load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors\n`);
  answer('--help');
  answer('runs', '--db', at('many'), '--limit', String(MANY_RUNS));
  answer('trends', '--db', at('night'));
  answer('trends', '--db', at('night'), '--since', day(0));
  answer('trends', '--db', at('night'), '--metric', 'anon', '--since', day(0));
  answer('report', '--db', at('night'));
  answer('report', '--db', at('night'), '--format', 'json');
  answer('report', '--db', at('night'), '--format', 'html', '-o', join(folder, 'night.html'));
  answer('trends', '--db', at('month'));
  for (const from of [0, 9, 23])
    answer('trends', '--db', at('month'), '--since', day(from), '--until', day(from + 7));
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true });
}

async function make(name: string, soak: { seconds: number; everyS: number; load: boolean }): Promise<void> {
  if (existsSync(at(name))) return;
  const writer = await openStoreWriter(at(name));
  const run = await writeLongSoak(writer, { ...soak, id: name, startedWallMs, judged: false });
  // As at the end of every soak: what is told of it is stored beside its verdicts.
  const analyst = await openAnalyst(at(name), run);
  await freezeAssessment(writer, analyst, run);
  await analyst.close();
  await writer.close();
}

async function makeMany(): Promise<void> {
  if (existsSync(at('many'))) return;
  const writer = await openStoreWriter(at('many'));
  for (let index = 0; index < MANY_RUNS; index += 1) {
    const begun = startedWallMs + index * 3_600_000;
    const run = await writer.createRun(newRun({ id: `run${index}`, startedWallMs: begun }));
    writer.write({
      kind: 'run-update',
      run,
      state: 'completed',
      phase: 'ended',
      observedMs: 1_800_000,
      endedWallMs: begun + 1_800_000,
      verdict: index % 7 === 0 ? 'fail' : 'pass',
    });
    if (index % 100 === 0) await writer.flush();
  }
  await writer.close();
}

/** As a user starts it, from the checkout's own script. */
function answer(...args: string[]): void {
  execFileSync(soakd, args, { stdio: 'ignore' });
  const seconds = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    execFileSync(soakd, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    return (performance.now() - began) / 1000;
  }).toSorted((a, b) => a - b);
  const named = args.map((word) => word.replace(`${folder}/`, '').replace('T00:00:00.000Z', '')).join(' ');
  const middle = seconds[Math.floor(ROUNDS / 2)] ?? 0;
  const range = `${seconds[0]?.toFixed(2)} to ${seconds.at(-1)?.toFixed(2)}`;
  process.stdout.write(
    `${middle.toFixed(2)} s (${range}), ${peakMib(args).toFixed(0)} MiB at its peak: soakd ${named}\n`,
  );
}

/** By GNU time, which asks the kernel (ru_maxrss). */
function peakMib(args: readonly string[]): number {
  const { stderr } = spawnSync('/usr/bin/time', ['-f', '%M', soakd, ...args], { encoding: 'utf8' });
  return Number(stderr.trim().split('\n').at(-1)) / 1024;
}
