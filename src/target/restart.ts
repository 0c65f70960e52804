/** Whether and when a target that ended comes back. Pure: the caller keeps the history. */
import type { TargetPlan } from '../plan/target/target-plan.ts';
import type { End } from './target.ts';

export interface RestartLimits {
  /** Doubles with each restart in a row, up to the longest. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** A process that lived this long was no crash loop: the delay begins anew. */
  readonly steadyAfterMs: number;
  /** More restarts than this within the window: the target is lost. */
  readonly most: number;
  readonly withinMs: number;
}

export const RESTART_LIMITS: RestartLimits = {
  firstDelayMs: 200,
  longestDelayMs: 10_000,
  steadyAfterMs: 60_000,
  most: 20,
  withinMs: 600_000,
};

export interface RestartHistory {
  readonly delayMs: number;
  /** When the restarts of the current window were decided; at most `most` entries. */
  readonly atMs: readonly number[];
}

export const NO_RESTARTS: RestartHistory = { delayMs: 0, atMs: [] };

export type RestartDecision =
  | { readonly kind: 'restart'; readonly afterMs: number; readonly history: RestartHistory }
  | { readonly kind: 'lost'; readonly why: string };

export function decideRestart(
  policy: TargetPlan['restart'],
  end: End,
  livedMs: number,
  nowMs: number,
  history: RestartHistory,
  limits: RestartLimits = RESTART_LIMITS,
): RestartDecision {
  // No end of its own: nothing to wait for, and no sign of a crash loop.
  if (end.planned === true) return { kind: 'restart', afterMs: limits.firstDelayMs, history };
  if (policy === 'never') return { kind: 'lost', why: `${end.why}; it is not restarted` };
  if (policy === 'on-failure' && !end.failed)
    return { kind: 'lost', why: `${end.why}; its restart policy is on-failure` };
  const recent = history.atMs.filter((atMs) => nowMs - atMs < limits.withinMs);
  if (recent.length >= limits.most) {
    const minutes = Math.round(limits.withinMs / 6000) / 10;
    return { kind: 'lost', why: `${end.why}; it was restarted ${recent.length} times within ${minutes} min` };
  }
  const doubled = history.delayMs === 0 ? limits.firstDelayMs : history.delayMs * 2;
  const delayMs =
    livedMs >= limits.steadyAfterMs ? limits.firstDelayMs : Math.min(doubled, limits.longestDelayMs);
  return { kind: 'restart', afterMs: delayMs, history: { delayMs, atMs: [...recent, nowMs] } };
}
