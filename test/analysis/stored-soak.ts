/**
 * A soak of half an hour in a real database, made of rows that are known exactly: `leaky` gains 20 MB/h, `steady`
 * crashes at 900 s and lives on as another process; soakd sees nothing from 1200 s to 1210 s.
 */
import { join } from 'node:path';
import { Histogram } from '../../src/load/figure/histogram.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import type { StoreRecord } from '../../src/store/record.ts';
import type { RunState } from '../../src/store/run-record.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { conductedByThis } from '../store/stored-run.ts';

export const STARTED_WALL_MS = Date.UTC(2026, 10, 20, 22);
export const BEGIN_S = 2;
export const SOAK_S = 302;
export const END_S = 1802;
export const CRASH_S = 900;
const LEAK_PER_S = 20e6 / 3600;
const HISTOGRAM_S = 15;

/** Each fails or holds by a margin that the rows above make certain. */
export const CRITERIA = [
  'anon.slope < 5MB/h',
  'anon@leaky.slope < 500KB/1000ops',
  'fds.slope < 60/h',
  'anon@leaky.growth < 1MB',
  'rss.max < 100MB',
  'cpu.mean < 50%',
  'latency{read}.p95 < 50ms',
  'latency.p99 < 200ms',
  'service.max < 60ms',
  'latency.p95.slope < 10%/h',
  'success >= 99%',
  'errors.count <= 20',
  'errors{write}.rate < 1%',
  'throughput >= 15/s',
  'path.state.bytes.last < 2MB',
  'scrape.heap.max < 5000',
  'self.rss.max < 100MB',
];

const PLAN = `name: half-hour
duration: 30m
warmup: 5m
targets:
  - { name: leaky, pid: 1 }
  - { name: steady, pid: 2 }
sample: { every: 1s, paths: { state: /tmp/state }, scrape: { url: "http://127.0.0.1:9/metrics", series: [heap] } }
load:
  rate: 20/s
  operations:
    - { name: read, weight: 1, target: leaky, http: { get: "http://127.0.0.1:9/" } }
    - { name: write, weight: 1, http: { post: "http://127.0.0.1:9/" } }
criteria:
`;

export function planWith(criteria: readonly string[]): string {
  return `${PLAN}${criteria.map((rule) => `  - ${rule.startsWith('{') ? rule : JSON.stringify(rule)}\n`).join('')}`;
}

export interface Variation {
  readonly criteria?: readonly string[];
  readonly planText?: string;
  readonly state?: RunState;
  readonly untilS?: number;
  /** No load from the one second to the other, and all memory 50 MB higher from the first on. */
  readonly drain?: readonly [fromS: number, reloadS: number];
  /** No load and no leak from the one second to the other, and all memory 50 MB higher. */
  readonly pause?: readonly [fromS: number, toS: number];
}

const AFTER_SOAK_BYTES = 50e6;

export async function storeSoak(
  folder: string,
  variation: Variation = {},
): Promise<{ file: string; run: number }> {
  const { criteria = CRITERIA, state = 'completed', untilS = END_S } = variation;
  const { drain = [END_S, END_S], pause = [0, 0] } = variation;
  const { plan, text, sha256 } = parsePlan(variation.planText ?? planWith(criteria), {
    file: join(folder, 'plan.yaml'),
  });
  const file = join(folder, 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun({
    id: 'k7bd92xq',
    name: plan.name,
    planText: text,
    planSha256: sha256,
    planJson: JSON.stringify(plan),
    startedWallMs: STARTED_WALL_MS,
    bootId: 'boot',
    monotonicOriginMs: 1000,
    hostJson: JSON.stringify({ hostname: 'rig', cores: 2 }),
    targets: ['leaky', 'steady'],
    operations: [
      { name: 'read', kind: 'http', weight: 1, target: 0 },
      { name: 'write', kind: 'http', weight: 1, target: null },
    ],
  });
  let written = 0;
  for (const record of recordsOf(run, state, untilS, drain, pause)) {
    writer.write(record);
    // The queue is bounded.
    if (++written % 10_000 === 0) await writer.flush();
  }
  await writer.close();
  return { file, run };
}

function* recordsOf(
  run: number,
  state: RunState,
  untilS: number,
  [drainS, reloadS]: readonly [number, number],
  [pauseS, resumeS]: readonly [number, number],
): Generator<StoreRecord> {
  const noise = noiseFrom(7);
  yield* eventsOf(run, state, untilS, [drainS, reloadS], [pauseS, resumeS]);
  yield* generationsOf(run, untilS);
  for (let second = 0; second < untilS; second += 1) {
    const paused = second >= pauseS && second < resumeS;
    const restedS = Math.min(Math.max(second - pauseS, 0), resumeS - pauseS);
    const moreBytes = second < drainS && !paused ? 0 : AFTER_SOAK_BYTES;
    const leakS = second - restedS;
    if (second < 1200 || second > 1210) yield* tickOf(run, second, noise, leakS, moreBytes);
    const load = (second < drainS || second >= reloadS) && !paused;
    if (second >= BEGIN_S && load) yield* loadSecondOf(run, second, noise);
  }
  const observedMs = Math.max(0, untilS - BEGIN_S - 10) * 1000;
  yield {
    kind: 'run-update',
    run,
    state,
    phase: 'ended',
    observedMs,
    ...(state === 'running' ? conductedByThis() : { endedWallMs: STARTED_WALL_MS + END_S * 1000 }),
  };
}

function* eventsOf(
  run: number,
  state: RunState,
  untilS: number,
  [drainS, reloadS]: readonly [number, number],
  [pauseS, resumeS]: readonly [number, number],
): Generator<StoreRecord> {
  const event = (
    at: number,
    kind: 'phase' | 'gap' | 'pause' | 'resume',
    text: string,
    durationMs: number | null = null,
  ): StoreRecord => ({
    kind: 'event',
    run,
    event: kind,
    monoMs: at * 1000,
    wallMs: STARTED_WALL_MS + at * 1000,
    target: null,
    text,
    durationMs,
  });
  yield event(0, 'phase', 'ready');
  if (untilS > BEGIN_S) yield event(BEGIN_S, 'phase', 'warm-up');
  if (untilS > SOAK_S) yield event(SOAK_S, 'phase', 'soak');
  if (resumeS > pauseS) {
    yield event(pauseS, 'pause', 'paused: the load rests');
    yield event(resumeS, 'resume', 'the pause is over', (resumeS - pauseS) * 1000);
  }
  if (untilS > 1211) yield event(1210.5, 'gap', 'soakd was down for 10 s', 10_000);
  if (untilS > drainS) yield event(drainS, 'phase', 'drain');
  if (untilS > reloadS) yield event(reloadS, 'phase', 'reload');
  if (state !== 'running') yield event(untilS, 'phase', 'ended');
  yield { kind: 'unavailable', run, target: 1, metric: 'pssBytes', monoMs: 0, reason: 'permission denied' };
  yield { kind: 'unavailable', run, target: 0, metric: 'pssBytes', monoMs: 0, reason: 'permission denied' };
  yield { kind: 'unavailable', run, target: 0, metric: 'pssBytes', monoMs: 5000, reason: null };
}

function* generationsOf(run: number, untilS: number): Generator<StoreRecord> {
  const life = (
    target: number,
    generation: number,
    startedMs: number,
    endedMs: number | null,
  ): StoreRecord => ({
    kind: 'generation',
    run,
    target,
    generation,
    pid: 100 * (target + 1) + generation,
    startTicks: 5,
    bootId: 'boot',
    command: 'node server.js',
    startedMs,
    endedMs,
    why: endedMs === null ? null : 'killed by SIGSEGV',
    planned: false,
  });
  yield life(0, 1, 0, null);
  yield life(1, 1, 0, untilS > CRASH_S ? CRASH_S * 1000 : null);
  if (untilS > CRASH_S) yield life(1, 2, (CRASH_S + 5) * 1000, null);
}

function* tickOf(
  run: number,
  second: number,
  noise: () => number,
  leakS: number,
  moreBytes: number,
): Generator<StoreRecord> {
  const at = { run, monoMs: second * 1000, wallMs: STARTED_WALL_MS + second * 1000 };
  const reading = (target: number, generation: number, anonBytes: number): StoreRecord => ({
    kind: 'sample',
    ...at,
    target,
    generation,
    skewMs: 0.1,
    rssBytes: anonBytes + 10e6,
    anonBytes,
    swapBytes: 0,
    pssBytes: null,
    vszBytes: 1e9,
    fds: 20,
    threads: 11,
    connections: null,
    cpuPct: 25,
    readBytes: 0,
    writtenBytes: 0,
    processes: 1,
  });
  const scatter = Math.round(50_000 * noise()) + moreBytes;
  yield reading(0, 1, Math.round(40e6 + LEAK_PER_S * leakS) + scatter);
  if (second < CRASH_S) yield reading(1, 1, 30e6 + scatter);
  else if (second >= CRASH_S + 5) yield reading(1, 2, 22e6 + scatter);
  yield {
    kind: 'self',
    ...at,
    rssBytes: 60e6,
    fds: 30,
    cpuPct: 2,
    loopLagMs: second === 700 ? 42 : 1,
    missedTicks: 0,
  };
  yield { kind: 'path', ...at, path: 'state', bytes: 1000 * second, files: 3 };
  yield { kind: 'scraped', ...at, series: 'heap', value: 4000 };
}

/** Ten arrivals a second and operation; `read` loses one in every 200 s to a timeout and skips one at 600 s. */
function* loadSecondOf(run: number, second: number, noise: () => number): Generator<StoreRecord> {
  const at = { run, monoMs: second * 1000, wallMs: STARTED_WALL_MS + second * 1000 };
  for (const operation of [0, 1]) {
    const failed = operation === 0 && second % 200 === 0 ? 1 : 0;
    const skipped = operation === 0 && second === 600 ? 1 : 0;
    yield {
      kind: 'operation-second',
      ...at,
      operation,
      due: 10,
      sent: 10 - skipped,
      ok: 10 - failed - skipped,
      failed,
      blocked: 0,
      bypassed: 0,
      overblocked: 0,
      undecided: 0,
      skipped,
      latencyP50Ms: 5,
      latencyP95Ms: 9,
      latencyP99Ms: 10,
      latencyMaxMs: 10,
      serviceP50Ms: 4,
      serviceP95Ms: 8,
      serviceP99Ms: 9,
      serviceMaxMs: 9,
    };
    if (failed > 0)
      yield { kind: 'failures', run, monoMs: at.monoMs, operation, failure: 'timeout', count: 1 };
    if (second % HISTOGRAM_S === 0) yield histogramOf(run, second, operation, 1 + noise() / 100);
  }
  yield {
    kind: 'generator-second',
    ...at,
    offered: 20,
    achieved: 20,
    lagP50Ms: 0.1,
    lagP99Ms: 1,
    loopDelayMs: 1,
    cpuPct: 10,
    rssBytes: 50e6,
    inFlight: 1,
    queued: 0,
    opened: 0,
    saturated: second === 50,
  };
}

/** Once warm `read` takes 1 … 100 ms, evenly; `write` 5 ms; each within a hundredth. The first five minutes are far slower. */
function histogramOf(run: number, second: number, operation: number, scatter: number): StoreRecord {
  const latency = new Histogram();
  const service = new Histogram();
  for (let part = 1; part <= 100; part += 1) {
    const ms = scatter * (operation === 0 ? part : 5);
    latency.record(second < SOAK_S - HISTOGRAM_S ? 1000 + ms : ms);
    service.record(ms / 2);
  }
  return {
    kind: 'histogram',
    run,
    operation,
    monoMs: second * 1000,
    spanMs: HISTOGRAM_S * 1000,
    latency: latency.encode(),
    service: service.encode(),
  };
}

/** Between -1 and 1; Park and Miller's generator. */
function noiseFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (2 * state) / 2_147_483_647 - 1;
  };
}
