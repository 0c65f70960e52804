/**
 * The clients that are connected, bounded. When one too many comes, the one that has waited longest without having
 * asked anything goes: clients that stall cannot keep out one that speaks.
 */
import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';

/**
 * asking: its request is not whole yet. served: what it asked for is being done, or it follows the events; it may be
 * silent for as long as it takes. answered: it only has to read.
 */
type Stage = 'asking' | 'served' | 'answered';

export class Connections {
  readonly #limits: Pick<Limits, 'connections' | 'idleMs'>;
  /** In the order they came. */
  readonly #stages = new Map<Socket, Stage>();
  #evicted = 0;

  constructor(limits: Pick<Limits, 'connections' | 'idleMs'>) {
    this.#limits = limits;
  }

  get open(): number {
    return this.#stages.size;
  }

  /** Clients that had to go for others, since the begin. */
  get evicted(): number {
    return this.#evicted;
  }

  add(socket: Socket): void {
    this.#stages.set(socket, 'asking');
    socket.once('close', () => this.#stages.delete(socket));
    socket.once('timeout', () => socket.destroy());
    if (this.#stages.size > this.#limits.connections) this.#evict();
  }

  serve(socket: Socket): void {
    if (!this.#stages.has(socket)) return;
    this.#stages.set(socket, 'served');
    socket.setTimeout(0);
  }

  answered(socket: Socket): void {
    if (!this.#stages.has(socket)) return;
    this.#stages.set(socket, 'answered');
    socket.setTimeout(this.#limits.idleMs);
  }

  destroyAsking(): void {
    for (const [socket, stage] of this.#stages) if (stage === 'asking') socket.destroy();
  }

  destroyAll(): void {
    for (const socket of this.#stages.keys()) socket.destroy();
  }

  /** The newcomer is not served yet: there is always one. */
  #evict(): void {
    for (const [socket, stage] of this.#stages) {
      if (stage === 'served') continue;
      // Its close event comes later; until then it must not be counted or chosen again.
      this.#stages.delete(socket);
      this.#evicted += 1;
      socket.destroy();
      return;
    }
  }
}
