/** What a plan asks for that it leaves itself too little time for, told before hours are spent on it. */
import { plannedMs } from './extent.ts';
import type { Plan } from './plan.ts';
import { formatDuration } from './quantity/quantity.ts';

/** A trend needs 30 samples of the steady state; a warm-up takes a quarter of the run easily. */
const LEAST_SAMPLES = 40;
const MS_PER_HOUR = 3_600_000;

/** The level at the end of the drain is the median of its last tenth. */
const LEAST_DRAIN_SAMPLES = 30;

/** One sentence each; empty for a plan that can be decided. */
export function shortfalls(plan: Plan): string[] {
  return [...slopeShortfalls(plan), ...drainShortfalls(plan), ...levelShortfalls(plan)];
}

function drainShortfalls({ drain, sample }: Plan): string[] {
  const shortestMs = Math.min(
    drain?.durationMs ?? Number.POSITIVE_INFINITY,
    drain?.reloadMs ?? Number.POSITIVE_INFINITY,
  );
  if (!(shortestMs < LEAST_DRAIN_SAMPLES * sample.everyMs)) return [];
  const neededMs = LEAST_DRAIN_SAMPLES * sample.everyMs;
  return [
    `${formatDuration(shortestMs)} of drain or reload is too short to tell what came back: ${formatDuration(neededMs)} have ${LEAST_DRAIN_SAMPLES} samples`,
  ];
}

function slopeShortfalls(plan: Plan): string[] {
  const durationMs = plannedMs(plan);
  const slopes = plan.criteria.map(({ rule }) => rule).filter(({ statistic }) => statistic?.kind === 'slope');
  if (durationMs === null || slopes.length === 0) return [];
  const samples = Math.floor(durationMs / plan.sample.everyMs);
  const found: string[] = [];
  if (samples < LEAST_SAMPLES) {
    const every = formatDuration(Math.max(20, Math.floor(durationMs / 240 / 10) * 10));
    found.push(`${samples} samples are too few for a trend: sample every ${every}, or run longer`);
  }
  // A count that never moved may be about to move by one: only over 1/limit is that less than the limit.
  const slow = slopes
    .filter(({ limit }) => limit.dimension === 'count' && limit.per === 'hour')
    .map(({ text, limit }) => ({ text, neededMs: MS_PER_HOUR / Math.abs(limit.value) }))
    .filter(({ neededMs }) => neededMs > durationMs);
  const longestMs = Math.max(...slow.map(({ neededMs }) => neededMs));
  if (slow.length > 0) {
    const rules = slow.map(({ text }) => text).join(' and ');
    found.push(
      `${rules} cannot pass in less than ${formatDuration(longestMs)}: even a count that never moves leaves room`,
    );
  }
  return found;
}

/** What lies beyond the end is not run. */
function levelShortfalls({ load, ending }: Plan): string[] {
  if (load?.model.kind !== 'sweep' || ending.kind !== 'duration') return [];
  const { levels, durationMs } = load.model;
  const fitting = Math.floor(ending.durationMs / (durationMs ?? 0));
  if (durationMs === null || fitting >= levels.length) return [];
  return [
    `${levels.length} levels of ${formatDuration(durationMs)} do not fit: the last ${levels.length - fitting} will not be run to their end`,
  ];
}
