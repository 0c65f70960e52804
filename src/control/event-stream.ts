/**
 * One client that follows the events. What it does not read in time is dropped and counted, and it is told how much;
 * one that does not read at all is cut off. The soak never waits for it.
 */
import type { ServerResponse } from 'node:http';
import type { Limits } from './limits.ts';
import { type Frame, frameOf } from './news-feed.ts';

/** https://html.spec.whatwg.org/multipage/server-sent-events.html: when to come back after a cut, in ms. */
const COME_BACK_MS = 2000;

export class EventStream {
  readonly #response: ServerResponse;
  readonly #limits: Pick<Limits, 'backlogBytes' | 'wedgedMs' | 'heartbeatMs'>;
  readonly #heart: NodeJS.Timeout;
  #patience: NodeJS.Timeout | null = null;
  #dropped = 0;

  constructor(response: ServerResponse, limits: Pick<Limits, 'backlogBytes' | 'wedgedMs' | 'heartbeatMs'>) {
    this.#response = response;
    this.#limits = limits;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: ${COME_BACK_MS}\n\n`);
    this.#heart = setInterval(() => this.send(': heartbeat\n\n'), limits.heartbeatMs);
    response.once('close', () => this.#stop());
  }

  /** A function of its own, to be handed around. */
  readonly send = (frame: Frame): void => {
    if (this.#response.writableEnded) return;
    if (this.#isBehind()) {
      this.#dropped += 1;
      this.#patience ??= setTimeout(() => this.#lookAgain(), this.#limits.wedgedMs);
      return;
    }
    if (this.#dropped > 0) this.#response.write(frameOf({ kind: 'dropped', count: this.#dropped }, null));
    this.#dropped = 0;
    this.#response.write(frame);
  };

  end(): void {
    this.#stop();
    this.#response.end();
  }

  #isBehind(): boolean {
    return this.#response.writableLength > this.#limits.backlogBytes;
  }

  #lookAgain(): void {
    this.#patience = null;
    if (this.#isBehind()) this.#response.destroy();
  }

  #stop(): void {
    clearInterval(this.#heart);
    if (this.#patience !== null) clearTimeout(this.#patience);
  }
}
