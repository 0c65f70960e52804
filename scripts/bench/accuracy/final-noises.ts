/** The noises that final shapes have alone and with a leak, by name. */
import type { Range } from './chance.ts';
import { aliasedTimer, copiesOnWrite, crontab, homeDays, shifts, tides } from './final-clock.ts';
import {
  logBuffer,
  mixedCollections,
  pacedHeap,
  pageCache,
  trimmedArenas,
  ttlSweeps,
  walSegments,
} from './final-cycle.ts';
import {
  backlog,
  dips,
  fewThreads,
  gammaLike,
  latencyBursts,
  mappedFiles,
  reapedPool,
  spells,
  stale,
} from './final-noise.ts';
import { HOUR, MINUTE } from './noise.ts';
import type { Draw, Noise } from './part.ts';
import type { Scaled } from './recurring.ts';
import type { Recipe } from './synthesise.ts';
import { DESCRIPTORS, LATENCY, THREADS, THROUGHPUT } from './unit.ts';

export const OVERNIGHT = { hours: 13, intervalS: 25 };
export const HALF_SHIFT = { hours: 5, intervalS: 12 };
export const FOUR_HOURS = { hours: 4, intervalS: 4 };
export const LUNCH = { hours: 1.25, intervalS: 2 };
export const TWENTY_HOURS = { hours: 20, intervalS: 45 };
export const WEEKEND = { hours: 60, intervalS: 120 };
export const SIX_DAYS = { hours: 144, intervalS: 300 };

export const grain = gammaLike([0.2, 0.8], [30, 200]);
export const queued = backlog([1, 4], [100, 600]);
export const held = spells([1, 4], [100, 540]);
export const shown = stale([1, 4], [20, 180]);
export const files = mappedFiles([2, 10], [4 * MINUTE, 18 * MINUTE]);
export const paced = pacedHeap([8, 40], [2 * MINUTE, 10 * MINUTE]);
export const mixed = mixedCollections([20, 120], [8 * MINUTE, 40 * MINUTE]);
export const cached = pageCache([20, 100], [4 * MINUTE, 25 * MINUTE]);
export const swept = ttlSweeps([10, 50], [2 * MINUTE, 10 * MINUTE]);

export const noises: readonly (readonly [name: string, recipe: Recipe])[] = [
  ['gamma noise', { ...HALF_SHIFT, noises: [gammaLike([1, 4], [40, 300])] }],
  ['backlog of a queue', { ...OVERNIGHT, noises: [queued, grain] }],
  ['spells of many lengths', { ...OVERNIGHT, noises: [held, grain] }],
  ['stale exporter', { ...FOUR_HOURS, noises: [shown] }],
  ['mapped files', { ...TWENTY_HOURS, noises: [files, grain] }],
  ['page cache under a limit', { ...OVERNIGHT, noises: [cached, grain] }],
  ['paced heap', { ...HALF_SHIFT, noises: [paced, gammaLike([0.5, 2], [MINUTE, 4 * MINUTE])] }],
  ['mixed collections', { ...OVERNIGHT, noises: [mixed, grain] }],
  [
    'trimmed arenas',
    { ...TWENTY_HOURS, noises: [trimmedArenas([10, 50], [8 * MINUTE, 50 * MINUTE]), grain] },
  ],
  ['log buffer, 75 min', { ...LUNCH, noises: [logBuffer([4, 32], [12, 120]), stale([0.3, 1], [4, 20])] }],
  ['sweeps of what expired', { ...HALF_SHIFT, noises: [swept, grain] }],
  ['crontab', { ...OVERNIGHT, noises: [crontab([15, 60], [HOUR, HOUR]), grain] }],
  [
    'copies on write, 60 h',
    {
      ...WEEKEND,
      noises: [copiesOnWrite([20, 120], [HOUR, 3 * HOUR]), spells([1, 3], [5 * MINUTE, 20 * MINUTE])],
    },
  ],
  [
    'log segments, coarse',
    { ...TWENTY_HOURS, quantum: 16, noises: [walSegments([16, 16], [8 * MINUTE, 60 * MINUTE])] },
  ],
  ['aliased timer', { ...HALF_SHIFT, noises: [aliasedTimer([3, 20], [16, 70]), grain] }],
  ['pool with a reaper', { ...OVERNIGHT, unit: DESCRIPTORS, noises: [reapedPool([1, 1], [90, 600])] }],
  ['few threads', { ...FOUR_HOURS, unit: THREADS, noises: [fewThreads([1, 1], [20, 200])] }],
  [
    'evenings at home, 6 days',
    {
      ...SIX_DAYS,
      noises: [homeDays([15, 60], [24 * HOUR, 24 * HOUR]), mappedFiles([0.5, 2], [15 * MINUTE, HOUR])],
    },
  ],
  [
    'latency that scatters and bursts',
    {
      ...HALF_SHIFT,
      unit: LATENCY,
      relative: true,
      noises: [latencyBursts([0.05, 0.2], [0.1, 0.6], [300, 1500], [40, 240])],
    },
  ],
  [
    'throughput with dips',
    {
      ...OVERNIGHT,
      unit: THROUGHPUT,
      relative: true,
      noises: [dips([0.01, 0.04], [0.05, 0.25], [10 * MINUTE, HOUR], [MINUTE, 12 * MINUTE])],
    },
  ],
];

/** So slow that the span sees only so many of them. */
function slowly(wave: Scaled, heights: Range, cycles: Range): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const periodS = spanS / (cycles[0] + (cycles[1] - cycles[0]) * random.uniform());
    return wave(heights, [periodS, periodS])(random, spanS, intervalS);
  };
}

/** What no run tells from a leak, alone. */
export const slowWaves: readonly (readonly [name: string, recipe: Recipe])[] = [
  ['slow shifts', { ...OVERNIGHT, noises: [slowly(shifts, [10, 50], [0.4, 2.5]), grain] }],
  ['slow tides', { ...TWENTY_HOURS, noises: [slowly(tides, [5, 25], [0.4, 2.5]), held] }],
  ['slow evenings', { ...HALF_SHIFT, noises: [slowly(homeDays, [10, 50], [0.4, 2.5]), grain] }],
];
