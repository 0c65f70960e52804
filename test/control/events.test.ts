import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { News, StreamMessage } from '../../src/control/controlled.ts';
import { alreadyPaused, controlSocket, runStatus } from './controlled-runs.ts';

interface Message {
  readonly id: string | null;
  readonly event: string;
  readonly data: StreamMessage;
}

/** A client as HTML's server-sent events describe it. */
class Follower {
  readonly messages: Message[] = [];
  comments = 0;
  readonly answer: IncomingMessage;
  #more = Promise.withResolvers<void>();
  #rest = '';

  constructor(answer: IncomingMessage) {
    this.answer = answer;
    answer.on('error', () => {});
    answer.on('data', (chunk: Buffer) => this.#read(chunk.toString()));
  }

  async until(enough: () => boolean): Promise<void> {
    while (!enough()) await this.#more.promise;
  }

  #read(chunk: string): void {
    const blocks = `${this.#rest}${chunk}`.split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) {
      if (block.startsWith(':')) this.comments += 1;
      const field = (name: string): string | null =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2) ?? null;
      const data = field('data');
      if (data !== null)
        this.messages.push({ id: field('id'), event: field('event') ?? '', data: JSON.parse(data) });
    }
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }
}

async function follow(socketPath: string, headers: Record<string, string> = {}): Promise<Follower> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({ socketPath, path: '/events', agent: false, headers }, resolve);
    asked.once('error', reject);
    asked.end();
  });
  return new Follower(answer);
}

function note(text: string): News {
  return {
    kind: 'event',
    run: 'k7m2q9xd',
    event: 'note',
    monoMs: 1,
    wallMs: 2,
    target: null,
    text,
    durationMs: null,
  };
}

const texts = (follower: Follower): string[] =>
  follower.messages.flatMap(({ data }) => (data.kind === 'event' ? [data.text] : []));

test('a follower gets the status of each run first, then the news as it comes, numbered', async (context) => {
  const { controlled, server, socket } = await controlSocket(context);
  const follower = await follow(socket);
  await follower.until(() => follower.messages.length === 2);
  controlled.tell(note('one'));
  controlled.tell({ kind: 'status', status: runStatus('k7m2q9xd', 'nightly', { paused: true }) });
  controlled.tell({ kind: 'ended', run: 'k7m2q9xd', state: 'completed', verdict: 'pass' });
  await follower.until(() => follower.messages.length === 5);
  assert.deepEqual(
    follower.messages.map(({ event }) => event),
    ['status', 'status', 'event', 'status', 'ended'],
  );
  const ids = follower.messages.map(({ id }) => id);
  assert.deepEqual(ids.slice(0, 2), [null, null]);
  assert.deepEqual(
    ids.slice(2).map((id) => id?.split('-')[1]),
    ['1', '2', '3'],
  );
  assert.equal(follower.answer.headers['content-type'], 'text/event-stream');
  assert.equal(server.clients().streams, 1);
});

test('a line break in a text does not end a message', async (context) => {
  const { controlled, socket } = await controlSocket(context);
  const follower = await follow(socket);
  controlled.tell(note('a\n\nevent: ended\ndata: {}\n\n'));
  await follower.until(() => texts(follower).length === 1);
  assert.deepEqual(texts(follower), ['a\n\nevent: ended\ndata: {}\n\n']);
});

test('who comes back after a cut gets the events it missed, and is told when some are gone', async (context) => {
  const { controlled, socket } = await controlSocket(context, { keptEvents: 3 });
  const first = await follow(socket);
  controlled.tell(note('seen'));
  await first.until(() => texts(first).length === 1);
  const lastId = first.messages.at(-1)?.id ?? '';
  first.answer.destroy();
  for (const text of ['a', 'b']) controlled.tell(note(text));
  const second = await follow(socket, { 'last-event-id': lastId });
  await second.until(() => texts(second).length === 2);
  assert.deepEqual(texts(second), ['a', 'b']);
  for (const text of ['c', 'd']) controlled.tell(note(text));
  const third = await follow(socket, { 'last-event-id': lastId });
  await third.until(() => texts(third).length === 3);
  assert.deepEqual(
    [third.messages[0]?.data, texts(third)],
    [{ kind: 'dropped', count: null }, ['b', 'c', 'd']],
  );
  for (const strange of ['0-1', 'x', '', '-', `${lastId.split('-')[0]}-99999999999999999999`]) {
    const other = await follow(socket, { 'last-event-id': strange });
    await other.until(() => other.messages.length === 2);
    assert.deepEqual(texts(other), [], strange);
  }
});

test('a silent stream has heartbeats', async (context) => {
  const { socket } = await controlSocket(context, { heartbeatMs: 10 });
  const follower = await follow(socket);
  await follower.until(() => follower.comments >= 3);
});

test('news for a client that does not read are dropped and counted, and the others get all of them', async (context) => {
  const { controlled, socket } = await controlSocket(context, { backlogBytes: 4096 });
  const slow = connect(socket);
  slow.write('GET /events HTTP/1.1\r\nhost: a\r\n\r\n');
  await once(slow, 'data');
  slow.pause();
  const quick = await follow(socket);
  // More than the kernel keeps for a unix socket, 208 KiB.
  const count = 500;
  for (let sent = 0; sent < count; sent += 1) {
    controlled.tell(note(`${sent} ${'x'.repeat(2000)}`));
    await quick.until(() => texts(quick).length === sent + 1);
  }
  assert.ok(slow.writable);
  let said = '';
  slow.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  slow.resume();
  // The next one after it has caught up tells how many it lost.
  while (!said.includes('event: dropped')) {
    controlled.tell(note('after'));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const dropped = Number(/"kind":"dropped","count":(\d+)/.exec(said)?.[1]);
  const got = said.match(/"text":"\d+ x/g)?.length ?? 0;
  assert.ok(dropped > 0 && dropped >= count - got, `${dropped} dropped, ${got} of ${count} came`);
  slow.destroy();
});

test('a client that does not read at all is cut off', async (context) => {
  const { controlled, server, socket } = await controlSocket(context, {
    backlogBytes: 4096,
    wedgedMs: 50,
    heartbeatMs: 10,
  });
  const wedged = connect(socket);
  wedged.on('error', () => {});
  wedged.write('GET /events HTTP/1.1\r\nhost: a\r\n\r\n');
  await once(wedged, 'data');
  wedged.pause();
  while (server.clients().streams > 0) {
    controlled.tell(note('x'.repeat(2000)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  wedged.destroy();
});

test('so many may follow; the place of one that leaves is free again', async (context) => {
  const { controlled, server, socket } = await controlSocket(context, { streams: 2 });
  const [first] = [await follow(socket), await follow(socket)];
  const refused = await follow(socket);
  assert.equal(refused.answer.statusCode, 503);
  first?.answer.destroy();
  while (server.clients().streams === 2) {
    controlled.tell(note('anyone?'));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await follow(socket)).answer.statusCode, 200);
});

test('the end of the server ends the streams after the last news', async (context) => {
  const { controlled, server, socket } = await controlSocket(context);
  const follower = await follow(socket);
  const over = once(follower.answer, 'end');
  controlled.tell({ kind: 'ended', run: 'k7m2q9xd', state: 'completed', verdict: 'pass' });
  await server.close();
  await over;
  assert.equal(follower.messages.at(-1)?.event, 'ended');
});

test('an error of a request does not disturb those who follow', async (context) => {
  const { client, controlled, socket } = await controlSocket(context);
  const follower = await follow(socket);
  controlled.trouble = alreadyPaused;
  await assert.rejects(client.pause('latest'), /paused already/);
  controlled.tell(note('still here'));
  await follower.until(() => texts(follower).length === 1);
});
