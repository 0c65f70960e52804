import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { openStoreReader } from '../../src/store/reader.ts';
import { type DaemonProcess, servicePlan, startDaemon, startSoak } from '../fixture/daemon.ts';
import { follow } from '../fixture/follow.ts';

/** Longer than what the kernel keeps for a pipe (64 KiB) and what soakd keeps for its reader (1 MiB) together. */
const NOTES = 2500;
const NOTE = 'x'.repeat(900);

/** Each note is a line of the log and an event of the stream. */
async function makeNoise(daemon: DaemonProcess, run: string): Promise<void> {
  for (let left = NOTES; left > 0; left--) await daemon.client.note(run, NOTE);
}

function rssBytes({ child }: DaemonProcess): number {
  const [, kilobytes] = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** A busy machine holds up a tick now and then; what waits for a reader that never comes is held up for good. */
const HELD_UP_MS = 5000;

/** What the sampler did not see, as the database has it. */
async function missed(daemon: DaemonProcess, id: string): Promise<string[]> {
  using reader = await openStoreReader(daemon.database);
  return reader
    .events(reader.findRun(id).run)
    .filter(
      ({ event, durationMs }) => event === 'gap' || (event === 'stall' && (durationMs ?? 0) > HELD_UP_MS),
    )
    .map(({ event, text }) => `${event}: ${text}`);
}

test('nobody reads the log: the soak goes on, soakd does not grow, and it ends when asked to', async (context) => {
  const daemon = await startDaemon(context);
  const run = await startSoak(daemon, await servicePlan('quiet'));
  const news = await follow(daemon.socket);
  daemon.child.stdout?.pause();
  await makeNoise(daemon, run);
  const before = rssBytes(daemon);
  await makeNoise(daemon, run);
  const grown = rssBytes(daemon) - before;
  assert.ok(grown < 64 * 2 ** 20, `${grown} bytes more after ${NOTES} lines that nobody took`);
  const first = await news.nextStatus(run);
  const second = await news.nextStatus(run);
  assert.ok(second.observedMs > first.observedMs);
  daemon.child.stdout?.resume();
  await daemon.says(/\d+ lines of this log were lost here: nobody took them/);
  // And so it ends, too.
  daemon.child.stdout?.pause();
  await makeNoise(daemon, run);
  const exited = new Promise((resolve) => daemon.child.once('exit', resolve));
  daemon.child.kill('SIGTERM');
  assert.equal(await exited, 0);
  assert.deepEqual(await missed(daemon, run), []);
});

test('who read the log is gone: the soak goes on, and ends when asked to', async (context) => {
  const daemon = await startDaemon(context);
  const run = await startSoak(daemon, await servicePlan('alone'));
  daemon.child.stdout?.destroy();
  daemon.child.stderr?.destroy();
  const news = await follow(daemon.socket);
  await daemon.client.note(run, 'nobody reads this');
  await news.loaded(run);
  const exited = new Promise((resolve) => daemon.child.once('exit', resolve));
  daemon.child.kill('SIGTERM');
  assert.equal(await exited, 0);
  assert.deepEqual(await missed(daemon, run), []);
});

test('a client that follows the events and never reads them holds up nobody', async (context) => {
  const daemon = await startDaemon(context);
  const run = await startSoak(daemon, await servicePlan('followed'));
  const wedged = connect(daemon.socket);
  wedged.pause();
  wedged.write('GET /events HTTP/1.1\r\nhost: soakd\r\n\r\n');
  wedged.on('error', () => {});
  context.after(() => wedged.destroy());
  const news = await follow(daemon.socket);
  await makeNoise(daemon, run);
  const before = rssBytes(daemon);
  await makeNoise(daemon, run);
  const grown = rssBytes(daemon) - before;
  assert.ok(grown < 64 * 2 ** 20, `${grown} bytes more after ${NOTES} events that nobody took`);
  const first = await news.nextStatus(run);
  assert.ok((await news.nextStatus(run)).observedMs > first.observedMs);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
  assert.deepEqual(await missed(daemon, run), []);
});
