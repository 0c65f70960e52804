/**
 * The clients that are connected, bounded. When there are too many, the one that has waited longest without having asked
 * anything goes: clients that stall cannot keep out one that speaks. Those that come all at once have a moment to speak,
 * unless they are far too many: they are accepted before any of them is read.
 */
import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';

/**
 * asking: its request is not whole yet. served: what it asked for is being done, or it follows the events; it may be
 * silent for as long as it takes. answered: it only has to read.
 */
type Stage = 'asking' | 'served' | 'answered';

type ConnectionLimits = Pick<Limits, 'connections' | 'burst' | 'graceMs' | 'idleMs'>;

export class Connections {
  readonly #limits: ConnectionLimits;
  /** In the order they came. */
  readonly #stages = new Map<Socket, Stage>();
  #evicted = 0;
  #trimming: NodeJS.Timeout | null = null;

  constructor(limits: ConnectionLimits) {
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
    if (this.#stages.size > this.#limits.burst) this.#evict();
    if (this.#stages.size > this.#limits.connections) {
      // The event loop reads between a timer and an immediate: nobody goes whose request is there already.
      this.#trimming ??= setTimeout(() => setImmediate(() => this.#trim()), this.#limits.graceMs);
    }
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

  /** Of a server that takes no more. */
  destroyAsking(): void {
    if (this.#trimming !== null) clearTimeout(this.#trimming);
    for (const [socket, stage] of this.#stages) if (stage === 'asking') socket.destroy();
  }

  destroyAll(): void {
    for (const socket of this.#stages.keys()) socket.destroy();
  }

  #trim(): void {
    this.#trimming = null;
    while (this.#stages.size > this.#limits.connections && this.#evict());
  }

  /** False when all are served: then they are fewer than `actions` and `streams` together. */
  #evict(): boolean {
    for (const [socket, stage] of this.#stages) {
      if (stage === 'served') continue;
      // Its close event comes later; until then it must not be counted or chosen again.
      this.#stages.delete(socket);
      this.#evicted += 1;
      socket.destroy();
      return true;
    }
    return false;
  }
}
