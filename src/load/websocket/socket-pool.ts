/**
 * Connections that are kept open for the operations to use: opened at a bounded pace, and opened again when they drop.
 */
import { performance } from 'node:perf_hooks';
import { hashFraction } from '../../hash.ts';
import { ClientSocket, type SocketAddress, type SocketEvents } from './client-socket.ts';
import { HeldBytes } from './held-bytes.ts';

export interface PoolOptions {
  readonly address: SocketAddress;
  readonly connections: number;
  /** Opened per second, at first and again. */
  readonly openPerSecond: number;
  /** From connecting until `settle` was called. */
  readonly openTimeoutMs: number;
}

export interface PoolEvents {
  /** It is open; what more it needs before it can be used is the owner's to do, who then calls `settle`. */
  onOpen(socket: ClientSocket): void;
  onMessage(socket: ClientSocket, bytes: Buffer): void;
  onPong(socket: ClientSocket): void;
  /** It did not open or settle. `refused`, `timeout`, `status-503`, … */
  onFailed(socket: ClientSocket, failure: string): void;
  /** A settled one is gone. */
  onDropped(socket: ClientSocket, failure: string): void;
}

/** Handshakes at once: few enough for the smallest backlog in use (128), many enough for thousands per second. */
const MOST_OPENING = 100;
/** Often enough for an even pace. */
const TICK_MS = 10;
/** Between attempts at one connection; doubles up to the longest, less up to a half by chance. */
const FIRST_REST_MS = 250;
const LONGEST_REST_MS = 10_000;

type State = 'closed' | 'opening' | 'settled';

interface Place {
  socket: ClientSocket | null;
  state: State;
  /** When it began to open, or may be opened again. */
  sinceMs: number;
  attempts: number;
}

export class SocketPool {
  readonly #options: PoolOptions;
  readonly #events: PoolEvents;
  readonly #held = new HeldBytes();
  readonly #places: readonly Place[];
  readonly #socketEvents: SocketEvents;
  #timer: NodeJS.Timeout | null = null;
  #opening = 0;
  #settled = 0;
  #credit = 1;
  #tickedAtMs = performance.now();
  #closed = false;

  constructor(options: PoolOptions, events: PoolEvents) {
    this.#options = options;
    this.#events = events;
    this.#places = Array.from({ length: options.connections }, () => ({
      socket: null,
      state: 'closed' as State,
      sinceMs: 0,
      attempts: 0,
    }));
    this.#socketEvents = {
      onOpen: (socket) => events.onOpen(socket),
      onMessage: (socket, bytes) => events.onMessage(socket, bytes),
      onPong: (socket) => events.onPong(socket),
      onClosed: (socket, failure) => this.#onClosed(socket, failure),
    };
    this.#tick();
  }

  /** Connections that can be used. */
  get settledCount(): number {
    return this.#settled;
  }

  /** The connection of a place, while it can be used. */
  settledAt(place: number): ClientSocket | null {
    const { state, socket = null } = this.#places[place] ?? {};
    return state === 'settled' ? socket : null;
  }

  settle(socket: ClientSocket): void {
    const place = this.#places[socket.place];
    if (place?.socket !== socket || place.state !== 'opening') return;
    place.state = 'settled';
    place.attempts = 0;
    this.#opening--;
    this.#settled++;
  }

  /** Gives a connection up, and opens another in its place. */
  drop(socket: ClientSocket, failure: string): void {
    socket.destroy();
    this.#onClosed(socket, failure);
  }

  /** Says goodbye on every connection, and opens no more; nothing is said to the events. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const { socket } of this.#places) socket?.close();
  }

  #onClosed(socket: ClientSocket, failure: string): void {
    const place = this.#places[socket.place];
    if (this.#closed || place?.socket !== socket) return;
    const wasSettled = place.state === 'settled';
    if (wasSettled) this.#settled--;
    else this.#opening--;
    place.socket = null;
    place.state = 'closed';
    const longestMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(place.attempts, 10));
    const restMs = longestMs * (1 - hashFraction(socket.place, place.attempts) / 2);
    place.sinceMs = performance.now() + (wasSettled ? 0 : restMs);
    place.attempts = wasSettled ? 0 : place.attempts + 1;
    if (wasSettled) this.#events.onDropped(socket, failure);
    else this.#events.onFailed(socket, failure);
    this.#arm();
  }

  #arm(): void {
    if (this.#timer === null && !this.#closed) this.#timer = setTimeout(() => this.#tick(), TICK_MS);
  }

  /** Opens what is due, and gives up what has been opening for too long. Rests while all are open. */
  #tick(): void {
    this.#timer = null;
    const nowMs = performance.now();
    const { openPerSecond, openTimeoutMs, connections } = this.#options;
    // What was not used is not saved up, beyond the length of a few ticks.
    const most = Math.max(1, (openPerSecond * 5 * TICK_MS) / 1000);
    this.#credit = Math.min(most, this.#credit + ((nowMs - this.#tickedAtMs) * openPerSecond) / 1000);
    this.#tickedAtMs = nowMs;
    for (const [number, place] of this.#places.entries()) {
      if (place.state === 'opening' && nowMs - place.sinceMs > openTimeoutMs && place.socket !== null)
        this.drop(place.socket, 'timeout');
      const mayOpen = this.#credit >= 1 && this.#opening < MOST_OPENING;
      if (place.state === 'closed' && place.sinceMs <= nowMs && mayOpen) this.#open(number, place, nowMs);
    }
    if (this.#settled < connections) this.#arm();
  }

  #open(number: number, place: Place, nowMs: number): void {
    this.#credit--;
    this.#opening++;
    place.state = 'opening';
    place.sinceMs = nowMs;
    place.socket = new ClientSocket(number, this.#options.address, this.#held, this.#socketEvents);
  }
}
