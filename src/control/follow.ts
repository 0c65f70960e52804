/** A client of the events of a control socket: comes back after a cut, where it left off. */
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { SoakdError } from '../error.ts';
import { codeOf } from '../proc/failure.ts';
import type { StreamMessage } from './controlled.ts';

/** As long as the server asks for in its `retry:`. */
const COME_BACK_MS = 2000;
/** A heartbeat comes every 15 s: what is silent for longer hangs. */
const SILENT_MS = 40_000;
/** Of one message; a status of 64 targets has 10 KB. */
const MESSAGE_BYTES = 1 << 20;

export interface Following {
  readonly onMessage: (message: StreamMessage) => void;
  /** Why nothing is heard; null: it is again. */
  readonly onSilence: (why: string | null) => void;
}

/** Until `signal` is aborted; never rejects. */
export async function followEvents(
  socket: string,
  { onMessage, onSilence }: Following,
  signal: AbortSignal,
): Promise<void> {
  let lastId: string | null = null;
  while (!signal.aborted) {
    try {
      const answer = await ask(socket, lastId, signal);
      onSilence(null);
      for await (const { id, data } of messagesOf(answer)) {
        lastId = id ?? lastId;
        onMessage(JSON.parse(data) as StreamMessage);
      }
      onSilence('its control socket ended the stream of events');
    } catch (error) {
      onSilence(`its control socket ${socket} cannot be followed (${reasonOf(error)})`);
    }
    await delay(COME_BACK_MS, undefined, { signal }).catch(() => {});
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof SoakdError) return error.message;
  return codeOf(error) || (error instanceof Error ? error.message : String(error));
}

function ask(socketPath: string, lastId: string | null, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = lastId === null ? {} : { 'last-event-id': lastId };
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath, path: '/events', agent: false, host: 'soakd', headers, signal, timeout: SILENT_MS },
      (answer) => {
        if (answer.statusCode === 200) resolve(answer);
        else {
          answer.resume();
          reject(new SoakdError(`it answers ${answer.statusCode}`));
        }
      },
    );
    asked.once('timeout', () => asked.destroy(new SoakdError('it is silent')));
    asked.once('error', reject);
    asked.end();
  });
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html, as far as the server uses it: one line of data each. */
async function* messagesOf(
  answer: IncomingMessage,
): AsyncGenerator<{ readonly id: string | null; readonly data: string }> {
  let rest = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer as AsyncIterable<string>) {
    const blocks = `${rest}${chunk}`.split('\n\n');
    rest = blocks.pop() ?? '';
    if (rest.length > MESSAGE_BYTES) throw new SoakdError('a message is too long');
    for (const block of blocks) {
      const lines = block.split('\n');
      const field = (name: string) => lines.find((line) => line.startsWith(name))?.slice(name.length) ?? null;
      const data = field('data: ');
      if (data !== null) yield { id: field('id: '), data };
    }
  }
}
