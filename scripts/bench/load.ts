/**
 * What one HTTP request costs in CPU as the load sends it, beside node:http and fetch, all with 50 connections as fast
 * as they go against one small server process, in interleaved rounds. Trust the ratios: the absolute numbers are this
 * machine's and this minute's. Usage: node scripts/bench/load.ts
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Histogram } from '../../src/load/figure/histogram.ts';
import { Generator } from '../../src/load/generator.ts';

const ROUNDS = 5;
const CONNECTIONS = 50;

interface Contender {
  readonly name: string;
  readonly requests: number;
  /** Sends `requests` and records how long each took. */
  readonly send: (requests: number, service: Histogram) => Promise<void>;
}

interface Cost {
  readonly cpuUs: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const program = new URL('../../test/fixture/program/load-server.ts', import.meta.url).pathname;
const server = spawn(process.execPath, [program, 'fast'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
try {
  const [port] = await once(server.stdout ?? server, 'data');
  report(await measure(contenders(`http://127.0.0.1:${String(port).trim()}/item`)));
} finally {
  server.kill();
}

function contenders(url: string): readonly Contender[] {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return [
    { name: 'the load', requests: 20_000, send: (requests, service) => sendByLoad(url, requests, service) },
    {
      name: 'node:http',
      requests: 20_000,
      send: (requests, service) => inTurns(requests, service, () => sendByHttp(url, agent)),
    },
    {
      name: 'fetch',
      requests: 5_000,
      send: (requests, service) =>
        inTurns(requests, service, async () => void (await (await fetch(url)).text())),
    },
  ];
}

async function measure(list: readonly Contender[]): Promise<Map<string, Cost>> {
  const rounds = new Map<string, Cost[]>(list.map(({ name }) => [name, []]));
  // The first round warms up and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, requests, send } of list) {
      const service = new Histogram();
      const cpu = process.cpuUsage();
      const beganMs = performance.now();
      await send(requests, service);
      const { user, system } = process.cpuUsage(cpu);
      const seconds = (performance.now() - beganMs) / 1000;
      const [p50Ms, p99Ms] = [service.percentileMs(50) ?? 0, service.percentileMs(99) ?? 0];
      const cost = { cpuUs: (user + system) / requests, perSecond: requests / seconds, p50Ms, p99Ms };
      if (round > 0) rounds.get(name)?.push(cost);
    }
  }
  return new Map([...rounds].map(([name, costs]) => [name, medianByCpu(costs)]));
}

function medianByCpu(costs: readonly Cost[]): Cost {
  const sorted = [...costs].sort((a, b) => a.cpuUs - b.cpuUs);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new RangeError('no rounds');
  return middle;
}

function report(costs: Map<string, Cost>): void {
  const [ours] = costs.values();
  process.stdout.write(`CPU a request, median of ${ROUNDS} rounds, ${CONNECTIONS} connections\n`);
  for (const [name, { cpuUs, perSecond, p50Ms, p99Ms }] of costs)
    process.stdout.write(
      `${cpuUs.toFixed(1).padStart(8)} us ${(cpuUs / (ours?.cpuUs ?? 1)).toFixed(2).padStart(6)} x  ${name.padEnd(10)}` +
        `${perSecond.toFixed(0).padStart(8)}/s  p50 ${p50Ms.toFixed(2)} ms  p99 ${p99Ms.toFixed(2)} ms\n`,
    );
}

async function sendByLoad(url: string, requests: number, service: Histogram): Promise<void> {
  const originMs = performance.now();
  const timeoutMs = 10_000;
  const expect = { status: [200], bodyContains: null, bodyMatches: null };
  const operation = {
    kind: 'http',
    name: 'get',
    weight: 1,
    target: null,
    timeoutMs,
    method: 'GET',
    url,
  } as const;
  await new Promise<void>((resolve) => {
    new Generator({
      plan: {
        model: { kind: 'closed', users: CONNECTIONS, thinkTimeMs: 0 },
        connections: CONNECTIONS,
        timeoutMs,
        seed: 1,
        operations: [{ ...operation, headers: {}, body: null, expect }],
      },
      startIndex: 0,
      limitOperations: requests,
      resumed: null,
      nowMs: () => performance.now() - originMs,
      onSecond: ({ histograms }) => {
        for (const part of histograms) service.merge(Histogram.decode(part.service));
      },
      onDone: resolve,
    }).start();
  });
}

/** So many at once as there are connections, each followed by the next. */
async function inTurns(requests: number, service: Histogram, send: () => Promise<void>): Promise<void> {
  let begun = 0;
  const user = async () => {
    while (begun++ < requests) {
      const sentMs = performance.now();
      await send();
      service.record(performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, user));
}

function sendByHttp(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => response.resume().on('end', resolve))
      .on('error', reject)
      .end();
  });
}
