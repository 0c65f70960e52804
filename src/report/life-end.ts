/** How a life of a target ended, beside why. */
import type { Assessment } from '../analysis/assessment.ts';

type Life = Pick<Assessment['targets'][number]['generations'][number], 'endedS' | 'planned'>;

/**
 * Of an end that nobody planned. One that ended the run is no restart: `restarts.unplanned` does not count it, since the
 * run's state tells that the target was lost.
 */
export function surpriseText(
  lives: readonly Life[],
  index: number,
  state: Assessment['run']['state'],
): string {
  const life = lives[index];
  if (life === undefined || life.endedS === null || life.planned) return '';
  return state === 'lost' && index === lives.length - 1
    ? ' (lost: the run ended with it, which is no restart)'
    : ' (unplanned)';
}
