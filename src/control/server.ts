/**
 * The control socket: HTTP/1.1 with JSON over a unix socket, one request on each connection. What a client may take of
 * us is in limits.ts.
 */
import { randomBytes } from 'node:crypto';
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { SoakdError } from '../error.ts';
import { rawRefusal, refusalOf, send, sendRefusal, unreadable } from './answer.ts';
import { Connections } from './connections.ts';
import type { Controlled } from './controlled.ts';
import { EventStream } from './event-stream.ts';
import { Intake } from './intake.ts';
import { readJsonBody } from './json-body.ts';
import { LIMITS, type Limits } from './limits.ts';
import { linger } from './linger.ts';
import { frameOf, NewsFeed } from './news-feed.ts';
import { OneRequest } from './one-request.ts';
import { type Change, perform } from './perform.ts';
import { Refused } from './refused.ts';
import { routeOf } from './route.ts';
import type { SocketAccess } from './socket-access.ts';
import { listenAt } from './socket-file.ts';

export interface ControlOptions {
  readonly controlled: Controlled;
  /** Absolute. */
  readonly socket: string;
  readonly access: SocketAccess;
  /** An error of ours that a client brought to light; clients' own errors are for them alone. */
  readonly onTrouble: (message: string) => void;
  readonly limits?: Partial<Limits>;
}

export interface ControlServer {
  readonly socket: string;
  /** Clients that are connected, and how many had to go for others since the begin. */
  clients(): { readonly open: number; readonly streams: number; readonly evicted: number };
  /** No new clients; what is being done is still answered. The socket's file is gone after it. Never takes long. */
  close(): Promise<void>;
}

/** For clients that read their answer; a wedged one does not keep soakd from ending. */
const FAREWELL_MS = 1000;
/** Often enough for whoever reads the log. */
const TOLD_EVERY_MS = 10_000;

/** @throws SoakdError when the socket cannot be put there */
export async function openControl(options: ControlOptions): Promise<ControlServer> {
  const control = new Control(options);
  await control.listen();
  return control;
}

class Control implements ControlServer {
  readonly socket: string;
  readonly #options: ControlOptions;
  readonly #limits: Limits;
  readonly #server: Server;
  /** Reads and answers what the server has received; listens nowhere itself. */
  readonly #http: HttpServer;
  readonly #connections: Connections;
  readonly #feed: NewsFeed;
  readonly #streams = new Set<EventStream>();
  #actions = 0;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(options: ControlOptions) {
    this.socket = options.socket;
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#connections = new Connections(this.#limits);
    this.#feed = new NewsFeed(options.controlled, randomBytes(4).toString('hex'), this.#limits);
    this.#http = createHttpServer(
      { maxHeaderSize: this.#limits.headerBytes },
      (request, response) => void this.#answer(request, response),
    );
    this.#http.on('clientError', (error, client) => client.end(rawRefusal(unreadable(error))));
    this.#http.on('connect', (_request, socket) => socket.destroy());
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#receive(socket));
  }

  async listen(): Promise<void> {
    await listenAt(this.#server, this.socket, this.#options.access);
    this.#server.on('error', (error) => this.#tellTrouble(error));
  }

  clients(): ReturnType<ControlServer['clients']> {
    const { open, evicted } = this.#connections;
    return { open, streams: this.#streams.size, evicted };
  }

  async close(): Promise<void> {
    this.#feed[Symbol.dispose]();
    for (const stream of this.#streams) stream.end();
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => closed.resolve());
    this.#connections.destroyAsking();
    const farewell = setTimeout(() => this.#connections.destroyAll(), FAREWELL_MS);
    await closed.promise;
    clearTimeout(farewell);
  }

  #receive(socket: Socket): void {
    // Clients that break off are none of our trouble.
    socket.on('error', () => {});
    this.#connections.add(socket);
    new Intake(socket, {
      limits: this.#limits,
      onRequest: (bytes) => {
        // For what the parser neither refuses nor takes for a request, as HTTP/2's greeting.
        socket.setTimeout(this.#limits.idleMs);
        this.#http.emit('connection', new OneRequest(socket, bytes));
      },
      onRefused: (refused) => {
        linger(socket, rawRefusal(refused));
        this.#connections.answered(socket);
      },
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let explained: 409 | 422 = 409;
    try {
      const route = routeOf(request.method ?? '', request.url ?? '');
      if (route.kind === 'start') explained = 422;
      if (route.kind === 'events') {
        this.#follow(request, response);
        return;
      }
      const { controlled } = this.#options;
      send(response, 200, route.kind === 'status' ? controlled.overview() : await this.#act(route, request));
    } catch (error) {
      if (!(error instanceof SoakdError)) this.#tellTrouble(error);
      sendRefusal(response, refusalOf(error, explained));
    }
    this.#connections.answered(clientOf(request));
  }

  async #act(change: Change, request: IncomingMessage): Promise<object> {
    const body = await readJsonBody(request, this.#limits);
    if (this.#actions >= this.#limits.actions) throw busy(`${this.#actions} requests are being done already`);
    this.#actions += 1;
    this.#connections.serve(clientOf(request));
    const acting = perform(this.#options.controlled, change, body).finally(() => {
      this.#actions -= 1;
    });
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(stillAtIt(change, this.#limits)), this.#limits.actionMs);
    try {
      return await Promise.race([acting, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #follow(request: IncomingMessage, response: ServerResponse): void {
    if (this.#streams.size >= this.#limits.streams)
      throw busy(`${this.#streams.size} clients follow the events already`);
    const lastId = request.headers['last-event-id'];
    const { runs } = this.#options.controlled.overview();
    const stream = new EventStream(response, this.#limits);
    this.#connections.serve(clientOf(request));
    this.#streams.add(stream);
    response.once('close', () => {
      this.#feed.leave(stream.send);
      this.#streams.delete(stream);
    });
    const missed = this.#feed.follow(typeof lastId === 'string' ? lastId : null, stream.send);
    for (const frame of missed) stream.send(frame);
    for (const status of runs) stream.send(frameOf({ kind: 'status', status }, null));
  }

  /** Out of descriptors, every connection is the same error. */
  #tellTrouble(error: unknown): void {
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < TOLD_EVERY_MS) return;
    this.#toldMs = nowMs;
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#options.onTrouble(`control socket: ${what}`);
  }
}

function busy(why: string): Refused {
  return new Refused(503, why, { hint: 'Try again when one of them has ended.' });
}

function stillAtIt(change: Change, { actionMs }: Limits): Refused {
  return new Refused(504, `after ${actionMs / 1000} s the ${change.kind} is still under way; it goes on`, {
    hint: 'soakd status shows how far it is.',
  });
}

function clientOf({ socket }: IncomingMessage): Socket {
  return socket instanceof OneRequest ? socket.socket : socket;
}
