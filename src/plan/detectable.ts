/** How small a slope a plan's length lets one tell, by what is assumed of the noise; for people, before any run of it. */
import { plannedMs } from './extent.ts';
import type { Plan } from './plan.ts';
import { metricFacts } from './rule/metric.ts';
import type { Rule } from './rule/rule.ts';

export interface Assumed {
  /** Its text. */
  readonly rule: string;
  /** By how much a slope must exceed its budget to be found in four runs of five: per hour, as `of` says. */
  readonly excessPerHour: number;
  /** level: a share of the series' own level. step: one whole step, of a count. */
  readonly of: 'level' | 'step';
}

interface Noise {
  /** Standard deviation, as a share of the level. */
  readonly deviation: number;
  /** How long a deviation is remembered, in hours. */
  readonly memoryHours: number;
}

/** Twelve of the thirteen sound programs recorded in test/accuracy/traces scatter less, and forget as fast or faster. */
export const MEMORY_NOISE: Noise = { deviation: 0.002, memoryHours: 2 / 60 };
/** The p95 of the same programs, on a machine with two busy cores. */
export const TIME_NOISE: Noise = { deviation: 0.45, memoryHours: 3 / 60 };

/** Of the planned time, what is left to the trend after a warm-up of the usual length. */
const STEADY_SHARE = 3 / 4;
const MS_PER_HOUR = 3_600_000;

/** Of the slope rules whose noise can be assumed; none for a plan whose length is not known. */
export function assumeDetectable(plan: Plan): Assumed[] {
  const hours = (STEADY_SHARE * (plannedMs(plan) ?? 0)) / MS_PER_HOUR;
  if (hours === 0) return [];
  return plan.criteria.flatMap(({ rule }): Assumed[] => {
    if (rule.statistic?.kind !== 'slope' || rule.limit.per !== 'hour') return [];
    const noise = noiseOf(rule);
    if (noise === null) return [];
    if (noise === 'steps') return [{ rule: rule.text, excessPerHour: 1 / hours, of: 'step' }];
    return [{ rule: rule.text, excessPerHour: detectable(noise, hours), of: 'level' }];
  });
}

/** test/accuracy/README.md: what 80 % of tests at the usual error rate find, in noise with a memory. */
export function detectable({ deviation, memoryHours }: Noise, hours: number): number {
  return 3.1 * deviation * Math.sqrt((24 * memoryHours) / hours ** 3);
}

/** A count that never moved may be about to move by one. null: it depends on the program alone. */
function noiseOf({ metric }: Rule): Noise | 'steps' | null {
  if (metric.kind === 'path' || metric.kind === 'scrape') return null;
  const { dimension } = metricFacts(metric);
  if (dimension === 'bytes') return MEMORY_NOISE;
  if (dimension === 'count') return 'steps';
  return metric.kind === 'load' && dimension === 'duration' ? TIME_NOISE : null;
}
