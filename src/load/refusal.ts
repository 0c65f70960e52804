/** Whether a reply is a refusal, as the plan says what counts as one. */
import type { RefusalPlan } from '../plan/corpus/corpus-plan.ts';
import { boundedPattern } from './bounded-pattern.ts';

/** `code`: status or exit code; null: the kind has none. */
export type Refusal = (code: number | null, reply: Buffer | string) => boolean;

/** null: nothing counts as one. Any of them will do, all of it. */
export function compileRefusals(plans: readonly RefusalPlan[] | undefined): Refusal | null {
  if (plans === undefined || plans.length === 0) return null;
  const refusals = plans.map(compileOne);
  return (code, reply) => refusals.some((refusal) => refusal(code, reply));
}

/** Whether what the reply says is looked at, or its code alone. */
export function refusalsRead(plans: readonly RefusalPlan[] | undefined): boolean {
  return (plans ?? []).some(({ contains, matches }) => contains !== null || matches !== null);
}

function compileOne({ codes, contains, matches }: RefusalPlan): Refusal {
  const accepted = new Set<number | null>(codes);
  const pattern = matches === null ? null : boundedPattern(matches);
  return (code, reply) => {
    if (accepted.size > 0 && !accepted.has(code)) return false;
    if (contains !== null && !reply.includes(contains)) return false;
    return pattern === null || pattern.test(typeof reply === 'string' ? reply : reply.toString('utf8'));
  };
}
