/**
 * Runs of a minute of one plan in a real database, made of rows that are known but for a little noise from a seed: a
 * service of about 80 MB answers 50 operations a second in 2 ms and one in twenty of them in 8 ms.
 */
import { Histogram } from '../../src/load/figure/histogram.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import type { StoreRecord } from '../../src/store/record.ts';
import type { RunState } from '../../src/store/run-record.ts';
import { openStoreWriter } from '../../src/store/writer.ts';

export interface Night {
  /** Of its memory: 1.2 is a fifth more. */
  readonly memory?: number;
  /** Added to so large a share of the operations. */
  readonly sleep?: { readonly ms: number; readonly share: number };
  /** Operations a second. */
  readonly rate?: number;
  readonly failedPerS?: number;
  readonly state?: RunState;
  readonly verdict?: 'pass' | 'fail' | 'inconclusive';
  readonly saturated?: boolean;
  /** So many times as late is the generator, and as slow the service, because the machine is busy. */
  readonly busier?: number;
  readonly seconds?: number;
  /** The service is only watched. */
  readonly watched?: boolean;
  readonly planComment?: string;
  /** Name of the target; default api. */
  readonly target?: string;
  readonly host?: Readonly<Record<string, unknown>>;
}

export const HOST = { hostname: 'rig', kernel: '6.1', cores: 2, cpuModel: 'one', memoryBytes: 8e9 };
const STARTED_WALL_MS = Date.UTC(2026, 10, 1, 22);
const DAY_MS = 86_400_000;
const RATE = 50;
const SECONDS = 60;

const PLAN = `name: nightly
duration: 60s
warmup: 5s
target: { name: api, pid: 1 }
sample: { every: 1s }
load:
  model: closed
  users: 4
  operations: [{ name: read, http: { get: "http://127.0.0.1:9/" } }]
criteria: [success >= 99%]
`;

/** In the order of time, a night each. The answer is their ids, n1, n2 and so on. */
export async function storeNights(file: string, nights: readonly Night[]): Promise<string[]> {
  const writer = await openStoreWriter(file);
  const ids: string[] = [];
  for (const [index, night] of nights.entries()) {
    const id = `n${index + 1}`;
    ids.push(id);
    const { planComment = '', target = 'api' } = night;
    const { watched = false } = night;
    const whole = watched ? PLAN.replace(/^load:[\s\S]*?^criteria:.*\n/m, '') : PLAN;
    const written = `${whole.replace('name: api', `name: ${target}`)}# ${planComment}\n`;
    const { plan, text, sha256 } = parsePlan(written, { file: 'plan.yaml' });
    const startedWallMs = STARTED_WALL_MS + index * DAY_MS;
    const run = await writer.createRun({
      id,
      name: plan.name,
      planText: text,
      planSha256: sha256,
      planJson: JSON.stringify(plan),
      startedWallMs,
      bootId: 'boot',
      monotonicOriginMs: 0,
      hostJson: JSON.stringify({ ...HOST, ...night.host }),
      targets: [target],
      operations: watched ? [] : [{ name: 'read', kind: 'http', weight: 1, target: 0 }],
    });
    for (const record of recordsOf(run, night, noiseFrom(index + 1), startedWallMs)) writer.write(record);
    await writer.flush();
  }
  await writer.close();
  return ids;
}

function* recordsOf(
  run: number,
  night: Night,
  noise: () => number,
  startedWallMs: number,
): Generator<StoreRecord> {
  const { seconds = SECONDS, state = 'completed', verdict = 'pass' } = night;
  const event = (atS: number, text: string): StoreRecord => ({
    kind: 'event',
    run,
    event: 'phase',
    monoMs: 1000 * atS,
    wallMs: startedWallMs + 1000 * atS,
    target: null,
    text,
    durationMs: null,
  });
  yield event(0, 'warm-up');
  yield event(5, 'soak');
  // What differs between two nights though nobody changed anything: 1 % of memory, 2 % of times.
  const ofNight = { memory: 1 + noise() / 100, time: 1 + noise() / 50 };
  for (let second = 0; second < seconds; second += 1)
    yield* secondOf(run, second, night, noise, ofNight, startedWallMs);
  yield event(seconds, 'ended');
  yield {
    kind: 'run-update',
    run,
    state,
    verdict,
    phase: 'ended',
    observedMs: 1000 * seconds,
    heartbeatWallMs: startedWallMs + 1000 * seconds,
    endedWallMs: startedWallMs + 1000 * seconds,
  };
}

function* secondOf(
  run: number,
  second: number,
  night: Night,
  noise: () => number,
  ofNight: { readonly memory: number; readonly time: number },
  startedWallMs: number,
): Generator<StoreRecord> {
  const { memory = 1, rate = RATE, failedPerS = 0, saturated = false, busier = 1 } = night;
  const { sleep = { ms: 0, share: 0 } } = night;
  const at = { run, monoMs: 1000 * second, wallMs: startedWallMs + 1000 * second };
  const anonBytes = Math.round(80e6 * memory * ofNight.memory + 2e5 * noise());
  yield {
    kind: 'sample',
    ...at,
    target: 0,
    generation: 1,
    skewMs: 0,
    rssBytes: anonBytes + 20e6,
    anonBytes,
    swapBytes: 0,
    pssBytes: null,
    vszBytes: 1e9,
    fds: 24,
    threads: 7,
    connections: null,
    cpuPct: 10,
    readBytes: 0,
    writtenBytes: 0,
    processes: 1,
  };
  yield { kind: 'self', ...at, rssBytes: 60e6, fds: 30, cpuPct: 2, loopLagMs: 1, missedTicks: 0 };
  if (night.watched === true) return;
  const latency = new Histogram();
  for (let part = 0; part < rate; part += 1) {
    const ms = (part % 20 === 0 ? 8 : 2) * busier * ofNight.time * (1 + noise() / 10);
    latency.record(ms + (part < sleep.share * rate ? sleep.ms : 0));
  }
  const quantiles = {
    p50: latency.percentileMs(50),
    p95: latency.percentileMs(95),
    p99: latency.percentileMs(99),
  };
  const plain = {
    latencyP50Ms: quantiles.p50,
    latencyP95Ms: quantiles.p95,
    latencyP99Ms: quantiles.p99,
    latencyMaxMs: latency.maxMs,
    serviceP50Ms: quantiles.p50,
    serviceP95Ms: quantiles.p95,
    serviceP99Ms: quantiles.p99,
    serviceMaxMs: latency.maxMs,
  };
  const counts = {
    due: rate,
    sent: rate,
    ok: rate - failedPerS,
    failed: failedPerS,
    blocked: 0,
    bypassed: 0,
    overblocked: 0,
    undecided: 0,
    skipped: 0,
  };
  yield { kind: 'operation-second', ...at, operation: 0, ...counts, ...plain };
  const encoded = { latency: latency.encode(), service: latency.encode() };
  yield { kind: 'histogram', ...at, operation: 0, spanMs: 1000, ...encoded };
  yield {
    kind: 'generator-second',
    ...at,
    offered: rate,
    achieved: rate,
    lagP50Ms: 0.1 * busier,
    lagP99Ms: 4 * busier * (1 + noise() / 10),
    loopDelayMs: 1,
    cpuPct: 10,
    rssBytes: 50e6,
    inFlight: 1,
    queued: 0,
    opened: 0,
    saturated,
  };
}

/** About normal with deviation 1: the sum of twelve even numbers of Park and Miller's generator. */
export function noiseFrom(seed: number): () => number {
  let state = 16_807 * seed;
  const even = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  for (let warm = 0; warm < 10; warm += 1) even();
  return () => {
    let sum = -6;
    for (let term = 0; term < 12; term += 1) sum += even();
    return sum;
  };
}
