/** What the verbs ask of a control socket, one request on a connection. */
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { SoakdError } from '../error.ts';
import { codeOf } from '../proc/failure.ts';
import type { Overview, StartedRun, StartRequest, StoppedRun } from './controlled.ts';
import { LIMITS } from './limits.ts';

export interface ControlClient {
  readonly socket: string;
  overview(): Promise<Overview>;
  start(request: StartRequest): Promise<StartedRun>;
  stop(run: string, reason: string): Promise<StoppedRun>;
  pause(run: string): Promise<ChangedRun>;
  resume(run: string): Promise<ChangedRun>;
  note(run: string, text: string): Promise<ChangedRun>;
}

export interface ChangedRun {
  readonly run: string;
}

/** There is no socket, or nobody listens at it any more. */
export class NobodyThere extends SoakdError {}

/** What a running soak does at once; a soakd that takes longer hangs. */
const PROMPT_MS = 15_000;
/** What waits for a report or for targets: some time beyond that within which the server answers whatever happens. */
const PATIENT_MS = LIMITS.actionMs + 10_000;
/** A status of 64 soaks with 64 targets each has 700 KB. */
const ANSWER_BYTES = 8 << 20;
/** The server's queue is full, or many others crowded us out: both pass within milliseconds. */
const TRIES = 5;
const TRY_AGAIN_MS = 100;

const changed = z.object({ run: z.string() });
const started = changed.extend({ name: z.string() });
const stopped = changed.extend({ verdict: z.enum(['pass', 'fail', 'inconclusive']) });
const refused = z.object({ error: z.string(), hint: z.string().nullable() });
/** Of another version this one knows nothing; of its own it is as Overview says. */
const overview = z.custom<Overview>(
  (answer) => typeof answer === 'object' && answer !== null && 'version' in answer && answer.version === 1,
);

/** Nothing is sent before one of its functions is called. All reject with a SoakdError. */
export function controlClient(socket: string): ControlClient {
  const act = (run: string, action: string, body: object = {}, withinMs = PROMPT_MS) =>
    ask(socket, { method: 'POST', path: `/runs/${encodeURIComponent(run)}/${action}`, body, withinMs });
  return {
    socket,
    overview: async () =>
      read(overview, await ask(socket, { method: 'GET', path: '/status', withinMs: PROMPT_MS }), socket),
    start: async (body) =>
      read(started, await ask(socket, { method: 'POST', path: '/runs', body, withinMs: PATIENT_MS }), socket),
    stop: async (run, reason) => read(stopped, await act(run, 'stop', { reason }, PATIENT_MS), socket),
    pause: async (run) => read(changed, await act(run, 'pause'), socket),
    resume: async (run) => read(changed, await act(run, 'resume'), socket),
    note: async (run, text) => read(changed, await act(run, 'notes', { text }), socket),
  };
}

interface Question {
  readonly method: 'GET' | 'POST';
  /** Percent-encoded. */
  readonly path: string;
  readonly body?: object;
  readonly withinMs: number;
}

async function ask(socket: string, question: Question): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return answerOf(await exchange(socket, question), socket);
    } catch (error) {
      if (error instanceof SoakdError) throw error;
      if (tries === TRIES || !isWorthAnother(codeOf(error), question)) throw explained(error, socket);
    }
    await delay(TRY_AGAIN_MS);
  }
}

/**
 * EAGAIN, EPIPE: it never got there whole, and only what is whole is done. After a reset connection nobody knows whether
 * it was done, which a question may be twice.
 */
function isWorthAnother(code: string, { method }: Question): boolean {
  return code === 'EAGAIN' || code === 'EPIPE' || (method === 'GET' && code === 'ECONNRESET');
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function exchange(socketPath: string, { method, path, body, withinMs }: Question): Promise<Answer> {
  const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body));
  if (bytes !== null && bytes.length > LIMITS.bodyBytes) {
    throw new SoakdError(
      `the request has ${bytes.length} bytes, more than the ${LIMITS.bodyBytes} that soakd takes`,
    );
  }
  const headers =
    bytes === null ? {} : { 'content-type': 'application/json', 'content-length': bytes.length };
  const signal = AbortSignal.timeout(withinMs);
  return new Promise<Answer>((resolve, reject) => {
    const asked = request(
      { socketPath, path, method, headers, signal, agent: false, host: 'soakd' },
      (answer) => {
        readAnswer(answer).then((text) => resolve({ status: answer.statusCode ?? 0, text }), reject);
      },
    );
    asked.once('error', reject);
    asked.end(bytes ?? undefined);
  });
}

async function readAnswer(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    length += chunk.length;
    if (length > ANSWER_BYTES) throw new SoakdError(`the answer is longer than ${ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answerOf({ status, text }: Answer, socket: string): unknown {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw noSoakd(socket, cause);
  }
  if (status === 200) return document;
  const { error, hint } = read(refused, document, socket);
  throw new SoakdError(error, hint === null ? {} : { hint });
}

function read<T>(shape: z.ZodType<T>, document: unknown, socket: string): T {
  const result = shape.safeParse(document);
  if (result.success) return result.data;
  throw noSoakd(socket, result.error);
}

function noSoakd(socket: string, cause: unknown): SoakdError {
  return new SoakdError(`what answers at ${socket} is no soakd of this version`, {
    hint: 'Name another socket with --socket, or use the soakd that it belongs to.',
    cause,
  });
}

function explained(error: unknown, socket: string): unknown {
  const code = codeOf(error);
  const options = (hint: string) => ({ hint, cause: error });
  if (code === 'ENOENT') return new NobodyThere(`there is no control socket at ${socket}`, { cause: error });
  if (code === 'ECONNREFUSED')
    return new NobodyThere(`nobody listens at ${socket} any more`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM')
    return new SoakdError(
      `you may not use the control socket ${socket}`,
      options(
        'It is for its owner and its group: join that group (usermod -aG soakd NAME, then log in anew).',
      ),
    );
  if (code === 'ENOTSOCK' || code === 'EPROTOTYPE')
    return new SoakdError(`${socket} is no control socket`, { cause: error });
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'EAGAIN')
    return new SoakdError(
      `${socket} cut the connection (${code})`,
      options('"soakd status" shows what became of it.'),
    );
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return new SoakdError(`${socket} does not answer`, options('Its soakd is stopped or hangs.'));
  return error;
}
