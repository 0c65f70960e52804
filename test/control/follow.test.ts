import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { StreamMessage } from '../../src/control/controlled.ts';
import { followEvents } from '../../src/control/follow.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { controlSocket } from './controlled-runs.ts';

/** Hears all that a socket tells, until the test is over. */
class Hearing {
  readonly messages: StreamMessage[] = [];
  readonly silences: (string | null)[] = [];
  #more = Promise.withResolvers<void>();

  constructor(context: TestContext, socket: string) {
    const over = new AbortController();
    context.after(() => over.abort());
    const wake = (): void => {
      this.#more.resolve();
      this.#more = Promise.withResolvers();
    };
    void followEvents(
      socket,
      {
        onMessage: (message) => {
          this.messages.push(message);
          wake();
        },
        onSilence: (why) => {
          this.silences.push(why);
          wake();
        },
      },
      over.signal,
    );
  }

  async until(enough: () => boolean): Promise<void> {
    while (!enough()) await this.#more.promise;
  }
}

const noted = (text: string) =>
  ({
    kind: 'event',
    run: 'k7m2q9xd',
    event: 'note',
    monoMs: 1,
    wallMs: 2,
    target: null,
    text,
    durationMs: null,
  }) as const;

test('the news of a control socket are heard as they come', async (context) => {
  const { socket, controlled } = await controlSocket(context);
  const hearing = new Hearing(context, socket);
  await hearing.until(() => hearing.messages.some(({ kind }) => kind === 'status'));
  controlled.tell(noted('the backup began'));
  await hearing.until(() => hearing.messages.some(({ kind }) => kind === 'event'));
  assert.deepEqual(hearing.messages.at(-1), noted('the backup began'));
  assert.deepEqual(hearing.silences, [null]);
});

test('after a cut it comes back, with the last that it heard, and says that nothing was heard meanwhile', async (context) => {
  const socket = join(temporaryFolder(context), 'socket');
  const asked: (string | undefined)[] = [];
  const answer = (response: ServerResponse, id: string): void => {
    // In pieces, as a stream may come.
    const text = `retry: 1\n\n: a comment\n\nid: ${id}\nevent: event\ndata: ${JSON.stringify(noted(id))}\n\n`;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of text.match(/[\s\S]{1,7}/g) ?? []) response.write(piece);
  };
  const server = createServer((request, response) => {
    asked.push(request.headers['last-event-id'] as string | undefined);
    answer(response, `life-${asked.length}`);
    if (asked.length === 1) response.end();
    if (asked.length === 2) setImmediate(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const hearing = new Hearing(context, socket);
  await hearing.until(() => asked.length >= 3 && hearing.messages.length >= 2);
  assert.deepEqual(asked[0], undefined);
  assert.deepEqual(asked[1], 'life-1');
  assert.match(hearing.silences[1] ?? '', /ended the stream/);
});

test('where nobody listens it says so', async (context) => {
  const folder = temporaryFolder(context);
  const hearing = new Hearing(context, join(folder, 'none.sock'));
  await hearing.until(() => hearing.silences.length > 0);
  assert.match(hearing.silences[0] ?? '', /none\.sock cannot be followed \(ENOENT\)/);
});
