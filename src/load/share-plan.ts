/** What of a load each of several processes does, beside its share of the arrivals. */

import type { LoadPlan } from '../plan/load/load-plan.ts';
import type { OperationPlan } from '../plan/operation/operation-plan.ts';
import type { WsDeed } from '../plan/operation/ws-operation-plan.ts';

/** Connections, pools and channels are divided, so that together they are as many as the plan says. */
export function planOfShare(plan: LoadPlan, part: number, of: number): LoadPlan {
  if (of === 1) return plan;
  return {
    ...plan,
    connections: Math.max(1, shareOf(plan.connections, part, of)),
    operations: plan.operations.map((operation) => operationOfShare(operation, part, of)),
  };
}

function operationOfShare(operation: OperationPlan, part: number, of: number): OperationPlan {
  if (operation.kind !== 'ws' || operation.does.kind !== 'publish') return operation;
  return { ...operation, does: poolOfShare(operation.does, part, of) };
}

type Pool = Extract<WsDeed, { kind: 'publish' }>;

/**
 * Each process publishes on channels of its own to subscribers of its own. Where there are too few channels for that,
 * all processes have all of them, and each looks after its own messages and subscribers.
 */
function poolOfShare(pool: Pool, part: number, of: number): Pool {
  const connections = Math.max(1, shareOf(pool.connections, part, of));
  const divided = Math.floor(pool.channels / of) >= pool.channelsEach;
  const channels = divided ? shareOf(pool.channels, part, of) : pool.channels;
  return {
    ...pool,
    connections,
    openPerSecond: pool.openPerSecond / of,
    // Every channel needs a subscriber.
    channels: Math.min(channels, connections * pool.channelsEach),
    firstChannel: divided ? firstOf(pool.channels, part, of) : 0,
  };
}

/** Of so many, the first shares have one more where they cannot be equal. */
function shareOf(total: number, part: number, of: number): number {
  return Math.ceil((total - part) / of);
}

/** As many as the shares before it have. */
function firstOf(total: number, part: number, of: number): number {
  let first = 0;
  for (let earlier = 0; earlier < part; earlier++) first += shareOf(total, earlier, of);
  return first;
}
