/** The noises that held-out shapes have alone and with a leak, by name. */
import { expiring, heldLevels, returningJumps, telegraphs } from './held-out-event.ts';
import { laplacian, logNormal, oscillating, slidingMean, spiked, twoRegimes } from './held-out-noise.ts';
import {
  adaptiveCollections,
  compactions,
  convexCollections,
  logNormalCollections,
  plateauWaves,
  pulses,
  skewedWaves,
  slowly,
  triangles,
  twoCollectors,
  workingDays,
} from './held-out-wave.ts';
import { HOUR, MINUTE } from './noise.ts';
import type { Recipe } from './synthesise.ts';
import { DESCRIPTORS, LATENCY, THROUGHPUT } from './unit.ts';

export const TEN_HOURS = { hours: 10, intervalS: 15 };
export const SIX_HOURS = { hours: 6, intervalS: 10 };
export const THREE_HOURS = { hours: 3, intervalS: 3 };
export const FORTY_MINUTES = { hours: 2 / 3, intervalS: 1 };
export const DAY_AND_HALF = { hours: 36, intervalS: 90 };
const TEN_DAYS = { hours: 240, intervalS: 600 };

export const rustle = laplacian([0.2, 0.8], [30, 150]);
export const jumps = returningJumps([1, 3], [3 * MINUTE, 15 * MINUTE], [MINUTE, 10 * MINUTE]);
export const regimes = twoRegimes([0.5, 2], [MINUTE, 5 * MINUTE], 4, [10 * MINUTE, 40 * MINUTE], [300, 900]);
export const adaptive = adaptiveCollections([15, 60], [5 * MINUTE, 30 * MINUTE]);
export const uneven = logNormalCollections([15, 60], [3 * MINUTE, 20 * MINUTE]);

export const noises: readonly (readonly [name: string, recipe: Recipe])[] = [
  [
    'oscillating memory',
    { ...TEN_HOURS, noises: [oscillating([1, 5], [3 * MINUTE, 12 * MINUTE], [300, 1200])] },
  ],
  ['Laplace, coarse', { ...TEN_HOURS, quantum: 4, noises: [laplacian([1.5, 4], [30, 300])] }],
  ['jumps that come back', { ...TEN_HOURS, noises: [jumps, rustle] }],
  ['two regimes', { ...TEN_HOURS, noises: [regimes] }],
  ['telegraphs', { ...TEN_HOURS, noises: [telegraphs(5, [1, 8], [60, 900], [120, 1200]), rustle] }],
  ['sliding mean', { ...SIX_HOURS, noises: [slidingMean([1, 4], [MINUTE, 8 * MINUTE])] }],
  ['held levels', { ...TEN_HOURS, noises: [heldLevels([5, 25], [60, 660])] }],
  ['spikes, 40 min', { ...FORTY_MINUTES, noises: [spiked([0.5, 2], [5, 30], 0.02)] }],
  ['cache with expiry', { ...TEN_HOURS, noises: [expiring([50, 300], 0.2, [120, 900]), rustle] }],
  ['sessions, 36 h', { ...DAY_AND_HALF, unit: DESCRIPTORS, noises: [expiring([30, 120], 1, [600, 3000])] }],
  ['adaptive collections', { ...TEN_HOURS, noises: [adaptive, rustle] }],
  ['log-normal collections', { ...TEN_HOURS, noises: [uneven, rustle] }],
  ['convex collections', { ...TEN_HOURS, noises: [convexCollections([10, 60], [300, 2400]), rustle] }],
  ['two collectors', { ...TEN_HOURS, noises: [twoCollectors([10, 50], [10 * MINUTE, 50 * MINUTE]), rustle] }],
  ['compaction', { ...DAY_AND_HALF, noises: [compactions([20, 80], [HOUR, 5 * HOUR]), laplacian([0.5, 2])] }],
  ['pulses of jobs', { ...SIX_HOURS, noises: [pulses([10, 60], [5 * MINUTE, 25 * MINUTE]), rustle] }],
  [
    'pool and working days, 10 days',
    {
      ...TEN_DAYS,
      unit: DESCRIPTORS,
      noises: [workingDays([10, 40], [86_400, 86_400]), expiring([10, 40], 1, [1200, 3600])],
    },
  ],
  [
    'log-normal latency',
    { ...SIX_HOURS, unit: LATENCY, relative: true, noises: [logNormal(1, [0.05, 0.35], [20, 240])] },
  ],
  [
    'throughput in two regimes',
    {
      ...TEN_HOURS,
      unit: THROUGHPUT,
      relative: true,
      noises: [twoRegimes([0.01, 0.03], [30, 240], 3, [900, 2400], [300, 900])],
    },
  ],
];

/** What no run tells from a leak, alone. */
export const slowWaves: readonly (readonly [name: string, recipe: Recipe])[] = [
  ['slow triangle', { ...TEN_HOURS, noises: [slowly(triangles, [10, 50], [0.4, 2.5]), rustle] }],
  ['slow plateaus', { ...SIX_HOURS, noises: [slowly(plateauWaves, [5, 25], [0.4, 2.5]), rustle] }],
  [
    'slow skewed wave',
    { ...DAY_AND_HALF, noises: [slowly(skewedWaves, [5, 25], [0.4, 2.5]), laplacian([0.5, 2])] },
  ],
];
