/** How the generations of a target ended, by who is to blame. */
import type { GenerationRow } from '../store/event-record.ts';
import type { RunState } from '../store/run-record.ts';
import type { Gap } from './assessed-run.ts';

export interface UnplannedEnds {
  /** Though nobody planned it. */
  readonly seen: number;
  /** While soakd was down: perhaps it was killed with it, as by whoever ended the service. */
  readonly unseen: number;
}

/**
 * An end that no new generation followed counts too, unless it ended the run: then the target is lost, which the run's
 * state says. That a machine was restarted is not the target's doing.
 */
export function unplannedEnds(
  generations: readonly GenerationRow[],
  state: RunState,
  gaps: readonly Gap[],
): UnplannedEnds {
  const last = generations.length - 1;
  const ends = generations.flatMap(({ endedMs, planned, bootId }, index) => {
    const isByReboot = index < last && generations[index + 1]?.bootId !== bootId;
    const isLoss = state === 'lost' && index === last;
    return endedMs === null || planned || isByReboot || isLoss ? [] : [endedMs / 1000];
  });
  const isUnseen = (endedS: number): boolean =>
    gaps.some(({ kind, fromS, toS }) => kind === 'gap' && endedS >= fromS && endedS <= toS);
  const unseen = ends.filter(isUnseen).length;
  return { seen: ends.length - unseen, unseen };
}
