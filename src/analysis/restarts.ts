import type { GenerationRow, RunState } from '../store/record.ts';

/**
 * How often a target ended though nobody planned it. An end that no new generation followed counts too, unless it
 * ended the run: then the target is lost, which the run's state says.
 */
export function unplannedEnds(generations: readonly GenerationRow[], state: RunState): number {
  const last = Math.max(...generations.map(({ generation }) => generation));
  return generations.filter(
    ({ endedMs, planned, generation }) =>
      endedMs !== null && !planned && !(state === 'lost' && generation === last),
  ).length;
}
