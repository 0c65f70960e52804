/** What a soak comes to by its plan: the end of its warm-up, and a rule that ends it. Pure. */
import type { Plan } from '../plan/plan.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';

/** With `warmup: auto` the phase is for the eye and for abort rules alone: trends find their steady state themselves. */
const AUTO_WARMUP_SHARE = 0.25;

export function isWarm({ warmup, ending }: Plan, observedMs: number, operationsDue: number): boolean {
  if (warmup.kind === 'fixed') return observedMs >= warmup.durationMs;
  if (ending.kind === 'duration') return observedMs >= ending.durationMs * AUTO_WARMUP_SHARE;
  return operationsDue >= ending.operations * AUTO_WARMUP_SHARE;
}

/** The text of the first abort rule that has failed; null: none has. */
export function brokenAbortRule(plan: Plan, verdicts: readonly CriterionVerdict[]): string | null {
  const failed = new Set(verdicts.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => rule));
  return plan.criteria.find(({ abort, rule }) => abort && failed.has(rule.text))?.rule.text ?? null;
}
