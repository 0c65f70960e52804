import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { controlClient } from '../../src/control/client.ts';
import { LIMITS } from '../../src/control/limits.ts';
import { dice } from '../fixture/mutate.ts';
import type { Counts } from '../fixture/program/control-server.ts';
import { type HostileRequest, hostileRequest } from './hostile-request.ts';

const REQUESTS = 10_000;
/** More than the server takes, so that it has to choose all the time. */
const AT_ONCE = 48;
const HELD = 64;
/** A well-behaved client speaks after so many. */
const BETWEEN = 250;
const SEED = 4;

const program = fileURLToPath(new URL('../fixture/program/control-server.ts', import.meta.url));

async function startServer(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-hostile-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const socket = join(folder, 'soakd.sock');
  const child = fork(program, [socket], { execArgv: ['--expose-gc'] });
  context.after(() => child.disconnect());
  await once(child, 'message');
  return { child, socket };
}

async function countsOf(child: ChildProcess): Promise<Counts & { readonly fds: number }> {
  child.send('count');
  const [counts]: Counts[] = await once(child, 'message');
  assert.ok(counts !== undefined);
  return { ...counts, fds: readdirSync(`/proc/${child.pid}/fd`).length };
}

/** Clients that stay, in silence; the oldest goes when there are too many. */
class Held {
  readonly #sockets = new Set<Socket>();

  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const [oldest] = this.#sockets;
    if (this.#sockets.size > HELD) oldest?.destroy();
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** Resolves when the client has done its worst. */
async function attack(path: string, { pieces, end }: HostileRequest, held: Held): Promise<void> {
  const socket = connect({ path, allowHalfOpen: true });
  // Whatever becomes of it is what it deserves.
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const connected = new Promise((resolve) => socket.once('connect', resolve));
  for (const piece of pieces) if (piece.length > 0) socket.write(piece);
  if (end === 'wait' || end === 'half') {
    if (end === 'half') socket.end();
    socket.resume();
    socket.once('end', () => socket.destroy());
    await closed;
    return;
  }
  await Promise.race([connected, closed]);
  if (end === 'hold') held.add(socket);
  else socket.destroy();
}

test(`${REQUESTS.toLocaleString('en')} hostile requests: no crash, no growth, and a client that speaks is answered`, async (context) => {
  const { child, socket } = await startServer(context);
  const client = controlClient(socket);
  const roll = dice(SEED);
  const held = new Held();
  const kinds = new Map<string, number>();
  const before = await countsOf(child);
  let sent = 0;
  let notes = 0;
  const halfway = Promise.withResolvers<Counts>();

  const speak = async (): Promise<void> => {
    assert.equal((await client.overview()).runs.length, 4);
    await client.note('run0', `after ${sent}`);
    notes += 1;
    const counts = await countsOf(child);
    assert.ok(counts.open <= LIMITS.burst, `${counts.open} are open`);
    assert.ok(counts.streams <= LIMITS.streams, `${counts.streams} streams`);
    // The one being accepted is open for a moment before another goes.
    assert.ok(counts.fds <= before.fds + LIMITS.burst + 1, `${before.fds} descriptors, then ${counts.fds}`);
    if (sent >= REQUESTS / 2) halfway.resolve(counts);
  };
  const attacker = async (): Promise<void> => {
    while (sent < REQUESTS) {
      sent += 1;
      const request = hostileRequest(roll);
      kinds.set(request.kind, (kinds.get(request.kind) ?? 0) + 1);
      const turn = sent % BETWEEN === 0;
      await attack(socket, request, held);
      if (turn) await speak();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, attacker));
  held.destroy();

  assert.equal(child.exitCode, null);
  let after = await countsOf(child);
  while (after.open > 0) after = await countsOf(child);
  assert.deepEqual(
    [...kinds.values()].filter((count) => count < REQUESTS / kinds.size / 2),
    [],
  );
  assert.deepEqual(after.troubles, []);
  assert.equal(after.done, notes, 'nothing was done but what the well-behaved client asked for');
  assert.equal(after.fds, before.fds);
  assert.ok(after.evicted > 0);
  assert.ok(after.ticks > before.ticks, 'its own work went on');
  const grown = after.heapBytes - (await halfway.promise).heapBytes;
  assert.ok(grown < 2e6, `the second half left ${grown} bytes`);
  // 25 MB are usual; where all that clients send is parsed it is 300.
  const resident = after.rssBytes - before.rssBytes;
  assert.ok(resident < 100e6, `${resident} more bytes are resident`);
  context.diagnostic(
    `heap ${before.heapBytes} → ${after.heapBytes}, RSS ${before.rssBytes} → ${after.rssBytes}, descriptors ${before.fds} → ${after.fds}, ${after.evicted} evicted`,
  );
});
