/** A server behind a real proxy process, and clients that count what comes through. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { Outcome } from '../../src/fault/proxy/message.ts';
import { Proxies } from '../../src/fault/proxy/proxies.ts';
import type { ProxyActPlan, ToxicPlan } from '../../src/plan/fault/fault-plan.ts';
import { freePort } from '../fixture/port.ts';

export interface Proxied {
  readonly port: number;
  readonly proxies: Proxies;
  /** What the process had to say. */
  readonly troubles: string[];
  add(
    id: string,
    toxics: readonly ToxicPlan[],
    more?: Partial<ProxyActPlan> & { seed?: number },
  ): Promise<Outcome>;
  remove(id: string): Promise<Outcome>;
}

/** `serve`: what the server does with each connection; default: it sends back what it gets. */
export async function proxied(
  context: TestContext,
  serve: (client: Socket) => void = (client) => client.pipe(client),
): Promise<Proxied> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    sockets.add(client);
    client.on('error', () => {}).on('close', () => sockets.delete(client));
    serve(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const port = await freePort();
  const troubles: string[] = [];
  const proxies = new Proxies({
    plans: [
      {
        name: 'wan',
        listen: { host: '127.0.0.1', port },
        upstream: { host: '127.0.0.1', port: address.port },
        iKnow: false,
      },
    ],
    onBegin: () => {},
    onTrouble: (text) => troubles.push(text),
  });
  context.after(async () => {
    await proxies.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await proxies.start();
  return {
    port,
    proxies,
    troubles,
    add: (id, toxics, { seed = 7, ...more } = {}) =>
      proxies.add(id, { kind: 'proxy', proxy: 'wan', direction: 'down', share: 1, ...more, toxics }, seed),
    remove: (id) => proxies.remove(id, 'wan'),
  };
}

export async function client(context: TestContext, { port }: Pick<Proxied, 'port'>): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  context.after(() => socket.destroy());
  await once(socket, 'connect');
  // Awaited where it is due.
  socket.on('error', () => {});
  return socket;
}

/** Sends a message and resolves when all of it is back, with the time that it took in ms. */
export async function roundTrip(socket: Socket, message: Buffer | string): Promise<number> {
  const bytes = Buffer.from(message);
  const sentMs = performance.now();
  const back = read(socket, bytes.length);
  socket.write(bytes);
  assert.ok((await back).equals(bytes), 'what comes back is what was sent');
  return performance.now() - sentMs;
}

/** So many bytes. */
export function read(socket: Socket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let got = 0;
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      got += chunk.length;
      if (got < length) return;
      socket.off('data', onData).off('close', onClose);
      resolve(Buffer.concat(chunks));
    };
    const onClose = (): void => reject(new Error(`closed after ${got} of ${length} bytes`));
    socket.on('data', onData).once('close', onClose);
  });
}

/** How the connection ends: its error, or null for an orderly end, and the bytes that came before. */
export async function ending(
  socket: Socket,
): Promise<{ readonly error: string | null; readonly bytes: number }> {
  let bytes = 0;
  let error: string | null = null;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  socket.on('error', (cause: NodeJS.ErrnoException) => {
    error = cause.code ?? cause.message;
  });
  socket.on('end', () => socket.end());
  await new Promise((resolve) => socket.once('close', resolve));
  return { error, bytes };
}
