/**
 * How many WebSocket connections the load holds from one machine, how fast it opens them, and what they take: the load
 * process as a soak has it, against the test server as a process of its own. Each connection has five subscriptions, and
 * messages are published all the while, each to every subscriber of its channel.
 *
 *   node scripts/bench/websocket.ts [CONNECTIONS] [SECONDS] [OPENED_PER_SECOND]    default 10000 20 2000
 *
 * Both need as many descriptors as there are connections: ulimit -n.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';
import type { SecondWindow } from '../../src/load/figure/window.ts';
import { startLoad } from '../../src/load/load.ts';
import type { LoadPlan } from '../../src/plan/load/load-plan.ts';
import { PUB_SUB_PROGRAM, type Truth } from '../../test/system/pubsub/start.ts';

const [connections = 10_000, seconds = 20, openPerSecond = 2000] = process.argv.slice(2).map(Number);
const EACH = 5;
/** 50 subscribers to a channel. */
const channels = Math.max(1, Math.round(connections / 10));
const PUBLISHED_PER_SECOND = 100;
const LONGEST_MS = 60_000;

const server = spawn(process.execPath, [PUB_SUB_PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const [text] = await once(server.stdout, 'data');
  await measure(Number(String(text).trim()));
} finally {
  server.kill();
}

async function measure(port: number): Promise<void> {
  const truth = async () => (await (await fetch(`http://127.0.0.1:${port}/truth`)).json()) as Truth;
  const windows: SecondWindow[] = [];
  const beganMs = systemClock.monotonicMs();
  const load = startLoad({
    plan: planFor(port),
    originMonotonicMs: beganMs,
    startIndex: 0,
    limitOperations: null,
    histogramSpanMs: 60_000,
    onSecond: (window) => windows.push(window),
    onHistogram: () => {},
    onExit: (why) => process.stderr.write(`${why}\n`),
    onDone: () => {},
    signal: new AbortController().signal,
  });
  let now = await truth();
  while (now.subscriptions < connections * EACH && systemClock.monotonicMs() - beganMs < LONGEST_MS) {
    await sleep(100);
    now = await truth();
  }
  const openedMs = systemClock.monotonicMs() - beganMs;
  await sleep(seconds * 1000);
  const held = await truth();
  await load.stop({ drainMs: 5000 });
  report(openedMs, held, windows);
}

function planFor(port: number): LoadPlan {
  const channel = '$' + '{channel}';
  return {
    model: {
      kind: 'open',
      stages: [{ durationMs: null, fromPerSecond: PUBLISHED_PER_SECOND, toPerSecond: PUBLISHED_PER_SECOND }],
    },
    connections: 500,
    timeoutMs: 10_000,
    seed: 1,
    operations: [
      {
        kind: 'ws',
        name: 'publish',
        weight: 1,
        target: null,
        timeoutMs: 10_000,
        url: `ws://127.0.0.1:${port}/`,
        headers: {},
        protocols: [],
        does: {
          kind: 'publish',
          connections,
          openPerSecond,
          channels,
          channelsEach: EACH,
          subscribe: `{"subscribe":"${channel}"}`,
          confirmed: `{"subscribed":"${channel}"}`,
          message: `{"publish":"${channel}","data":"$\{stamp(100B)}"}`,
        },
      },
    ],
  };
}

function report(openedMs: number, held: Truth, windows: readonly SecondWindow[]): void {
  const sum = (pick: (window: SecondWindow) => number) =>
    windows.reduce((total, window) => total + pick(window), 0);
  const mark = (name: string) =>
    sum(({ marks = [] }) =>
      marks.filter((each) => each.mark === name).reduce((total, { count }) => total + count, 0),
    );
  const of = (count: 'ok' | 'failed' | 'skipped') =>
    sum(({ operations }) => operations.reduce((total, each) => total + each[count], 0));
  const p99s = windows.flatMap(({ operations }) => operations.flatMap(({ latency }) => latency?.p99Ms ?? []));
  const clientMiB = Math.max(...windows.map(({ generator }) => generator.rssBytes)) / 2 ** 20;
  const serverMiB = held.rssBytes / 2 ** 20;
  const [opened, failed] = [mark('opened'), mark('open-failed')];
  const lines = [
    `connections     ${held.open} of ${connections} held, ${held.subscriptions} subscriptions`,
    `opened          in ${(openedMs / 1000).toFixed(1)} s with all subscriptions; ${((100 * opened) / (opened + failed)).toFixed(2)} % of the attempts succeeded, ${mark('dropped')} dropped`,
    `memory          load ${clientMiB.toFixed(0)} MiB, server ${serverMiB.toFixed(0)} MiB`,
    `published       ${of('ok')} ok, ${of('failed')} failed, ${of('skipped')} skipped; ${mark('arrived')} of ${mark('expected')} arrived`,
    `                ${mark('lost')} lost, ${mark('duplicated')} duplicated, ${mark('reordered')} reordered, ${mark('corrupted')} corrupted`,
    `to the last     p99 of each second: median ${p99s.toSorted((a, b) => a - b)[p99s.length >> 1]?.toFixed(1)} ms`,
    `generator       ${windows.filter(({ generator }) => generator.saturated).length} of ${windows.length} seconds saturated`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
