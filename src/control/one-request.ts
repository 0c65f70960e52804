/** A connection as Node.js's server gets it: one request to read, and the client to answer. */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { linger } from './linger.ts';

export class OneRequest extends Duplex {
  readonly socket: Socket;

  constructor(socket: Socket, request: Buffer) {
    super({ allowHalfOpen: true });
    this.socket = socket;
    socket.once('close', () => this.destroy());
    this.push(request);
  }

  override _read(): void {}

  /** Done when the kernel has it, so that what a slow client has not taken is counted here. */
  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    linger(this.socket);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}
