/** How late the messages of a connection are: computed from the seed, not drawn, so that anybody can say what was due. */
import { type HashKey, hashFraction, hashKey } from '../../hash.ts';
import type { ToxicPlan } from '../../plan/fault/fault-plan.ts';

export type Direction = 'down' | 'up';
export type LatencyPlan = Extract<ToxicPlan, { kind: 'latency' }>;

/** `connection`: as the proxy counts those it has accepted, from 0. */
export function delayKey(seed: number, direction: Direction, connection: number): HashKey {
  return hashKey(seed, `delay ${direction} ${connection}`);
}

/** Of the message of this number, from 0. */
export function delayMs(
  { meanMs, jitterMs, distribution }: LatencyPlan,
  key: HashKey,
  message: number,
): number {
  const deviation =
    distribution === 'uniform' ? 2 * hashFraction(key, message) - 1 : standardNormal(key, message);
  return Math.max(0, meanMs + jitterMs * deviation);
}

/** Of the connections that a fault is about: a share of them all, or all. */
export function isChosen(seed: number, stream: string, connection: number, share: number): boolean {
  return share >= 1 || hashFraction(hashKey(seed, stream), connection) < share;
}

/** Box and Muller's transform: two uniform numbers make a normal one. */
function standardNormal(key: HashKey, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - hashFraction(key, 2 * index)));
  return radius * Math.cos(2 * Math.PI * hashFraction(key, 2 * index + 1));
}
