import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openStoreReader } from '../../src/store/reader.ts';
import { servicePlan, startDaemon, startSoak } from '../fixture/daemon.ts';
import { type Follower, follow } from '../fixture/follow.ts';
import { startSoakd, temporaryFolder } from '../fixture/soakd.ts';

const SHORT = /short of descriptors: \d+ are open, \d+ are allowed/;
const AGAIN = /descriptors again/;

function allow(pid: number | undefined, fds: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${fds}:`]);
}

/** Leaves it a few, and takes those away, by clients of its socket that ask for nothing. */
async function exhaust(context: TestContext, pid: number | undefined, socket: string): Promise<Socket[]> {
  const open = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  let limit = 0;
  for (let free = 0; free < LEFT; limit++) if (!open.has(limit)) free++;
  allow(pid, limit);
  const clients = Array.from({ length: CLIENTS }, () => connect(socket).on('error', () => {}));
  context.after(() => {
    for (const client of clients) client.destroy();
  });
  await Promise.all(clients.map((client) => Promise.race([once(client, 'connect'), once(client, 'close')])));
  return clients;
}

/** Fewer than the clients that come. */
const LEFT = 10;
const CLIENTS = 24;

async function hears(news: Follower, run: string, pattern: RegExp): Promise<void> {
  while (!news.messages.some((message) => message.kind === 'event' && pattern.test(message.text)))
    await news.nextStatus(run);
}

/** It goes on sampling and storing without a gap, and told each once. */
async function assertUntouched(database: string): Promise<void> {
  using reader = await openStoreReader(database);
  const { run, state } = reader.findRun('latest');
  assert.equal(state, 'interrupted');
  const told = reader.events(run).map(({ text }) => text);
  for (const pattern of [SHORT, AGAIN])
    assert.equal(told.filter((text) => pattern.test(text)).length, 1, `${pattern}`);
  const times = reader.sampleTimes(run, 0);
  const longestMs = times.reduce((longest, time, at) => Math.max(longest, time - (times[at - 1] ?? time)), 0);
  assert.ok(longestMs < 2000, `${longestMs} ms between two samples`);
  const { values } = reader.sampleColumn(run, 0, 'rssBytes');
  // The target may have ended just before the last tick.
  assert.ok(values.length >= times.length - 1, `${values.length} of ${times.length} could be read`);
}

/** The socket of the one foreground run of this folder. */
async function socketIn(folder: string): Promise<string> {
  for (;;) {
    const [socket] = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sock')) : [];
    if (socket !== undefined) return join(folder, socket);
    await delay(50);
  }
}

async function startForeground(context: TestContext) {
  const folder = temporaryFolder(context);
  const plan = join(folder, 'plan.yaml');
  writeFileSync(plan, await servicePlan('foreground'));
  const database = join(folder, 'soakd.db');
  const running = startSoakd(['run', plan, '--json'], { database, environment: { XDG_RUNTIME_DIR: folder } });
  context.after(() => running.child.kill('SIGKILL'));
  return { ...running, database, socket: await socketIn(join(folder, 'soakd')) };
}

test('a foreground run that has no descriptor left samples and stores on, says so once, and recovers', async (context) => {
  const { child, finished, database, socket } = await startForeground(context);
  const news = await follow(socket);
  while (!news.messages.some(({ kind }) => kind === 'status')) await delay(50);
  const [run = ''] = news.messages.flatMap((message) =>
    message.kind === 'status' ? [message.status.run] : [],
  );
  await news.loaded(run);
  await exhaust(context, child.pid, socket);
  await hears(news, run, SHORT);
  const before = await news.nextStatus(run);
  const after = await news.nextStatus(run);
  assert.ok(after.observedMs > before.observedMs && after.load !== null && after.load.achieved > 0);
  allow(child.pid, 1024);
  await hears(news, run, AGAIN);
  child.kill('SIGINT');
  const { code, stderr } = await finished;
  assert.equal(code, 130, stderr);
  await assertUntouched(database);
});

test('so does the daemon, and its socket answers again', async (context) => {
  const daemon = await startDaemon(context);
  const run = await startSoak(daemon, await servicePlan('served'));
  const news = await follow(daemon.socket);
  await news.loaded(run);
  const clients = await exhaust(context, daemon.child.pid, daemon.socket);
  await daemon.says(SHORT);
  await news.nextStatus(run);
  allow(daemon.child.pid, 1024);
  for (const client of clients) client.destroy();
  await daemon.says(AGAIN);
  assert.equal((await daemon.client.overview()).soakd.degraded, null);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
  await assertUntouched(daemon.database);
});
