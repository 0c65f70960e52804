import type { Socket } from 'node:net';

/** For a client that is still sending what nobody reads: as long as it takes to notice the answer. */
const LINGER_MS = 1000;

/**
 * Ends a connection so that the client can read its answer: closed at once with bytes of its own unread, it would be cut
 * off (ECONNRESET) before that. What it still sends is thrown away.
 */
export function linger(socket: Socket, last?: string): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.once('end', () => socket.destroy());
  if (last !== undefined) socket.write(last);
  socket.end();
  socket.resume();
}
