/** Faults that come and go while bytes are on their way: whatever they do, nothing is lost, doubled or out of order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { hashFraction, hashKey } from '../../src/hash.ts';
import type { ToxicPlan } from '../../src/plan/fault/fault-plan.ts';
import { client, proxied, read } from './proxied.ts';

const MESSAGE_BYTES = 3_000_000;
const CHANGES = 60;
const KINDS: readonly ToxicPlan[] = [
  { kind: 'latency', meanMs: 8, jitterMs: 8, distribution: 'uniform' },
  { kind: 'latency', meanMs: 20, jitterMs: 10, distribution: 'normal' },
  { kind: 'bandwidth', bytesPerSecond: 3_000_000 },
  { kind: 'blackhole' },
  { kind: 'slow-close', delayMs: 30 },
];

for (const seed of [1, 2, 3]) {
  test(`faults that come and go as seed ${seed} has it leave every byte as it is`, async (context) => {
    const wan = await proxied(context);
    const key = hashKey(seed, 'changes');
    let draws = 0;
    const draw = (below: number): number => Math.floor(hashFraction(key, draws++) * below);
    const message = Buffer.from(Array.from({ length: MESSAGE_BYTES }, (_, index) => (index * 31) % 253));
    const sockets = await Promise.all(Array.from({ length: 4 }, () => client(context, wan)));
    const back = sockets.map((socket) => read(socket, MESSAGE_BYTES));
    for (const socket of sockets) {
      // In pieces of any size.
      for (let from = 0; from < MESSAGE_BYTES; ) {
        const to = Math.min(MESSAGE_BYTES, from + 1 + draw(200_000));
        socket.write(message.subarray(from, to));
        from = to;
      }
      socket.end();
    }
    const inForce: string[] = [];
    for (let change = 0; change < CHANGES; change += 1) {
      const kind = KINDS[draw(KINDS.length)] ?? assert.fail();
      const direction = (['down', 'up', 'both'] as const)[draw(3)] ?? 'both';
      inForce.push(`fault-${change}`);
      await wan.add(`fault-${change}`, [kind], { direction, share: draw(2) === 0 ? 1 : 0.5, seed: change });
      await delay(draw(5));
      if (inForce.length > 3) await wan.remove(inForce.splice(draw(inForce.length), 1)[0] ?? '');
    }
    for (const id of inForce) await wan.remove(id);
    for (const came of await Promise.all(back)) assert.ok(came.equals(message));
  });
}
