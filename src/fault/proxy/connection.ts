/** One connection through a proxy: a client, the upstream, a lane for each direction, and what faults do to them. */
import { connect, type Socket } from 'node:net';
import type { Endpoint } from '../../plan/fault/fault-plan.ts';
import { isChosen } from './delay.ts';
import type { ProxyFault } from './fault.ts';
import { type Held, Lane } from './lane.ts';
import { makeToxic } from './toxic.ts';

export class ProxyConnection {
  /** Of this proxy, from 0, in the order in which they were accepted. */
  readonly number: number;
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #up: Lane;
  readonly #down: Lane;
  readonly #faults = new Map<string, ProxyFault>();
  #isCut = false;

  constructor(
    client: Socket,
    upstream: Endpoint,
    given: { readonly number: number; readonly held: Held; readonly onClosed: () => void },
  ) {
    this.number = given.number;
    this.#client = client;
    this.#upstream = connect({ ...upstream, allowHalfOpen: true, noDelay: true });
    const events = {
      held: given.held,
      onCut: (fault: string) => this.#cut(fault),
      onLateEnd: (fault: string) => {
        const found = this.#faults.get(fault);
        if (found !== undefined) found.figures.closesDelayed += 1;
      },
    };
    this.#up = new Lane({ source: client, sink: this.#upstream, ...events });
    this.#down = new Lane({ source: this.#upstream, sink: client, ...events });
    let open = 2;
    for (const socket of [client, this.#upstream]) {
      // Whatever went wrong with one side, the other one is told by a reset, as it would be without a proxy.
      socket.on('error', () => this.#break());
      socket.on('close', () => {
        if (!socket.readableEnded) this.#break();
        open -= 1;
        if (open > 0) return;
        this.#up.close();
        this.#down.close();
        given.onClosed();
      });
    }
  }

  /** False: the fault is about others. */
  add(fault: ProxyFault): boolean {
    const { id, seed, plan, figures } = fault;
    if (!isChosen(seed, 'share', this.number, plan.share)) return false;
    this.#faults.set(id, fault);
    figures.connections += 1;
    for (const toxic of plan.toxics) {
      if (toxic.kind === 'reset') {
        figures.connectionsReset += 1;
        this.reset();
      }
      for (const direction of plan.direction === 'both' ? (['up', 'down'] as const) : [plan.direction]) {
        const made = makeToxic(toxic, { seed, direction, connection: this.number, figures });
        if (made !== null) (direction === 'up' ? this.#up : this.#down).add(id, made);
      }
    }
    return true;
  }

  remove(id: string): void {
    if (!this.#faults.delete(id)) return;
    this.#up.remove(id);
    this.#down.remove(id);
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#upstream.resetAndDestroy();
  }

  /** One that is cut still sends what has gone on. */
  #break(): void {
    if (!this.#isCut) this.reset();
  }

  #cut(fault: string): void {
    this.#isCut = true;
    const found = this.#faults.get(fault);
    if (found !== undefined) found.figures.connectionsCut += 1;
    this.#client.destroySoon();
    this.#upstream.destroySoon();
  }
}
