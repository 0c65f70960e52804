/** One proxy: listens, connects each client with the upstream, and has the faults that are in force. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProxyActPlan, ProxyPlan } from '../../plan/fault/fault-plan.ts';
import { ProxyConnection } from './connection.ts';
import { isChosen } from './delay.ts';
import type { ProxyFault } from './fault.ts';
import { type Figures, noFigures } from './figures.ts';
import type { Held } from './lane.ts';

/** Somebody else may hold the port for a moment. */
const LISTEN_TRIES = 20;
const LISTEN_APART_MS = 100;

export interface ProxyOptions {
  readonly plan: ProxyPlan;
  readonly held: Held;
  /** One more connection may be had: each takes two descriptors. */
  readonly hasRoom: () => boolean;
  /** It had to be turned away. */
  readonly onNoRoom: () => void;
  /** The number of live connections has changed by this. */
  readonly onCount: (change: number) => void;
}

export class TcpProxy {
  readonly #options: ProxyOptions;
  readonly #live = new Set<ProxyConnection>();
  readonly #faults = new Map<string, ProxyFault>();
  #server: Server | null = null;
  #accepted = 0;
  /** Listening follows what was asked, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: ProxyOptions) {
    this.#options = options;
  }

  get live(): number {
    return this.#live.size;
  }

  /** Listens unless a fault has it refuse. @throws Error what the system says */
  follow(): Promise<void> {
    const done = this.#turn.then(() => this.#follow());
    this.#turn = done.catch(() => {});
    return done;
  }

  /** In force when it resolves, for the connections that are there and for new ones. */
  async add(id: string, plan: ProxyActPlan, seed: number): Promise<Figures> {
    const figures = noFigures();
    const fault: ProxyFault = { id, plan, seed, figures };
    this.#faults.set(id, fault);
    for (const connection of [...this.#live]) connection.add(fault);
    for (const toxic of plan.toxics) if (toxic.kind === 'drop') this.#drop(fault, toxic.share);
    await this.follow();
    return { ...figures };
  }

  /** What it has done so far; null: it is not in force. */
  look(id: string): Figures | null {
    const fault = this.#faults.get(id);
    return fault === undefined ? null : { ...fault.figures };
  }

  /** What it held back goes on. null: it was not in force. @throws Error when its port cannot be had again */
  async remove(id: string): Promise<Figures | null> {
    const fault = this.#faults.get(id);
    this.#faults.delete(id);
    for (const connection of this.#live) connection.remove(id);
    await this.follow();
    return fault === undefined ? null : { ...fault.figures };
  }

  /** All of them: it passes everything on. */
  async heal(): Promise<void> {
    for (const id of [...this.#faults.keys()]) await this.remove(id);
  }

  /** Whether a client is refused at this moment, as one sees it. */
  async refuses(): Promise<boolean> {
    if (this.#server !== null) return false;
    const { listen } = this.#options.plan;
    return new Promise((resolve) => {
      const client = connect(listen);
      client.once('connect', () => {
        client.destroy();
        resolve(false);
      });
      client.once('error', () => resolve(true));
    });
  }

  /** Nobody new, and those that are there end. */
  close(): void {
    this.#server?.close();
    this.#server = null;
    for (const connection of this.#live) connection.reset();
  }

  async #follow(): Promise<void> {
    const isRefusing = [...this.#faults.values()].some(({ plan }) =>
      plan.toxics.some(({ kind }) => kind === 'refuse'),
    );
    if (isRefusing) {
      this.#server?.close();
      this.#server = null;
      return;
    }
    for (let tries = 1; this.#server === null; tries += 1) {
      try {
        this.#server = await listenAt(this.#options.plan, (client) => this.#accept(client));
      } catch (error) {
        if (tries >= LISTEN_TRIES) throw this.#explain(error);
        await delay(LISTEN_APART_MS);
      }
    }
  }

  #explain(error: unknown): Error {
    const { name, listen } = this.#options.plan;
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const taken = why === 'EADDRINUSE' ? 'something else listens there' : why;
    return new Error(`the proxy ${name} cannot listen at ${listen.host}:${listen.port}: ${taken}`);
  }

  #accept(client: Socket): void {
    const { plan, held, hasRoom, onNoRoom, onCount } = this.#options;
    const number = this.#accepted;
    this.#accepted += 1;
    if (!hasRoom()) {
      client.on('error', () => {});
      client.resetAndDestroy();
      onNoRoom();
      return;
    }
    const connection: ProxyConnection = new ProxyConnection(client, plan.upstream, {
      number,
      held,
      onClosed: () => {
        this.#live.delete(connection);
        onCount(-1);
      },
    });
    this.#live.add(connection);
    onCount(1);
    for (const fault of this.#faults.values()) connection.add(fault);
  }

  #drop(fault: ProxyFault, share: number): void {
    for (const connection of [...this.#live]) {
      if (!isChosen(fault.seed, 'drop', connection.number, share)) continue;
      fault.figures.connectionsReset += 1;
      connection.reset();
    }
  }
}

function listenAt({ listen }: ProxyPlan, onClient: (client: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, onClient);
    server.once('error', reject);
    server.listen({ ...listen, backlog: 1024 }, () => {
      server.off('error', reject);
      // Of one client, at accept: the others go on.
      server.on('error', () => {});
      resolve(server);
    });
  });
}
