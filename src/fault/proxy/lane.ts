/**
 * One direction of one connection: from the source through the toxics to the sink, in order, nothing lost, and never
 * more than a bound held back. Chunks are handed on as they came; only what is to go on in pieces is sliced, not copied.
 */
import type { Socket } from 'node:net';
import { Stage } from './stage.ts';
import type { Toxic } from './toxic.ts';

/** Held back in this direction: beyond it the source is not read. At 500 ms of latency it bounds a stream to 2 MiB/s. */
export const MOST_HELD_BYTES = 2 ** 20;
/** Of all lanes of the process: a lane that holds anything waits then. */
export const MOST_HELD_IN_ALL_BYTES = 256 * 2 ** 20;

/** Of one process. */
export class Held {
  bytes = 0;
}

export interface LaneEnds {
  readonly source: Socket;
  readonly sink: Socket;
  readonly held: Held;
  /** A toxic wants the connection to end here; what has gone on is still sent. */
  readonly onCut: (fault: string) => void;
  /** The end of the stream was held back by the toxic of this fault. */
  readonly onLateEnd: (fault: string) => void;
}

export class Lane {
  readonly #ends: LaneEnds;
  #stages: Stage[] = [];
  #sinkIsFull = false;
  #heldBytes = 0;
  #over = false;

  constructor(ends: LaneEnds) {
    this.#ends = ends;
    const { source, sink } = ends;
    source.on('data', (chunk: Buffer) => this.#pass(0, chunk));
    source.on('end', () => this.#pass(0, null));
    sink.on('drain', () => {
      this.#sinkIsFull = false;
      this.#regulate();
    });
  }

  /** Behind those that are there. */
  add(fault: string, toxic: Toxic): void {
    const stage: Stage = new Stage(fault, toxic, {
      onHeld: (bytes) => this.#hold(bytes),
      onPass: (chunk) => this.#pass(this.#stages.indexOf(stage) + 1, chunk),
      onCut: () => this.#ends.onCut(fault),
      onLateEnd: () => this.#ends.onLateEnd(fault),
    });
    this.#stages.push(stage);
  }

  /** What they held back goes on at once, in order. */
  remove(fault: string): void {
    for (const stage of this.#stages.filter((one) => one.fault === fault)) {
      stage.release();
      this.#stages = this.#stages.filter((one) => one !== stage);
    }
  }

  /** The connection is gone: nothing is sent any more. */
  close(): void {
    this.#over = true;
    for (const stage of this.#stages) stage.drop();
    this.#stages = [];
  }

  /** `chunk`: null is the end of the stream. */
  #pass(index: number, chunk: Buffer | null): void {
    if (this.#over) return;
    const stage = this.#stages[index];
    if (stage !== undefined) {
      stage.take(chunk);
      return;
    }
    const { sink } = this.#ends;
    if (sink.destroyed || sink.writableEnded) return;
    if (chunk === null) sink.end();
    else if (!sink.write(chunk)) this.#sinkIsFull = true;
    this.#regulate();
  }

  #hold(bytes: number): void {
    this.#heldBytes += bytes;
    this.#ends.held.bytes += bytes;
    this.#regulate();
  }

  /** Reads on only while there is room for what comes. */
  #regulate(): void {
    const { source, held } = this.#ends;
    const crowded = held.bytes >= MOST_HELD_IN_ALL_BYTES && this.#heldBytes > 0;
    const isFull = this.#sinkIsFull || crowded || this.#heldBytes >= MOST_HELD_BYTES;
    if (isFull !== source.isPaused()) {
      if (isFull) source.pause();
      else source.resume();
    }
  }
}
