/** The bends that held-out shapes have, by name. */
import {
  arctangent,
  arenas,
  gompertz,
  growingByHalf,
  kept,
  loading,
  overshoot,
  pieces,
  settledMean,
  stretched,
  visit,
} from './held-out-bend.ts';
import { laplacian } from './held-out-noise.ts';
import {
  adaptive,
  DAY_AND_HALF,
  FORTY_MINUTES,
  jumps,
  regimes,
  rustle,
  SIX_HOURS,
  TEN_HOURS,
  uneven,
} from './held-out-noises.ts';
import { settling } from './held-out-wave.ts';
import { HOUR, MINUTE } from './noise.ts';
import type { Recipe } from './synthesise.ts';

export const toldBends: readonly (readonly [name: string, recipe: Recipe])[] = [
  [
    'stretched warm-up',
    { ...TEN_HOURS, noises: [regimes], bends: [stretched([10, 60], [3 * MINUTE, 15 * MINUTE], [0.6, 1])] },
  ],
  [
    'compressed warm-up, 40 min',
    {
      ...FORTY_MINUTES,
      noises: [laplacian([0.5, 2], [2, 20])],
      bends: [stretched([10, 60], [60, 400], [1.2, 1.8])],
    },
  ],
  ['Gompertz warm-up', { ...SIX_HOURS, noises: [rustle], bends: [gompertz([10, 60], [120, 1500], [3, 12])] }],
  [
    'overshoot',
    {
      ...TEN_HOURS,
      noises: [jumps],
      bends: [overshoot([15, 60], [MINUTE, 6 * MINUTE], [10 * MINUTE, 40 * MINUTE])],
    },
  ],
  [
    'fill in two paces',
    {
      ...TEN_HOURS,
      noises: [uneven, rustle],
      bends: [
        pieces(
          [20, 80],
          [
            [0.05, 0.6],
            [0.2, 1],
          ],
          [0.7, 1.6],
        ),
      ],
    },
  ],
  [
    'fill with a pause',
    {
      ...SIX_HOURS,
      noises: [rustle],
      bends: [
        pieces(
          [20, 80],
          [
            [0.06, 0.5],
            [0.12, 0.5],
            [0.2, 1],
          ],
          [0.7, 1.6],
        ),
      ],
    },
  ],
  [
    'load in plateaus',
    {
      ...DAY_AND_HALF,
      noises: [laplacian([1, 3], [120, 900])],
      bends: [
        pieces(
          [20, 60],
          [
            [0.02, 0.4],
            [0.1, 0.4],
            [0.12, 0.8],
            [0.2, 0.8],
            [0.22, 1],
          ],
          [0.8, 1.4],
        ),
      ],
    },
  ],
  [
    'load that goes',
    {
      ...TEN_HOURS,
      noises: [adaptive, rustle],
      bends: [
        pieces(
          [20, 60],
          [
            [0.04, 1],
            [0.2, 1],
            [0.25, 0.3],
          ],
          [0.7, 1.3],
        ),
      ],
    },
  ],
  [
    'index loaded',
    { ...TEN_HOURS, noises: [jumps, rustle], bends: [loading([5, 40], [0.1, 0.65], [120, 1800])] },
  ],
  [
    'log rotation',
    { ...TEN_HOURS, noises: [uneven, laplacian([0.3, 1])], bends: [kept([1, 5], [3, 9], [0.05, 0.18])] },
  ],
  [
    'teeth that shrink',
    { ...TEN_HOURS, noises: [settling(uneven, 2.5, 0.03), rustle], bends: [settledMean(0.03)] },
  ],
  [
    'limit reached, then reclaimed in bits',
    {
      ...SIX_HOURS,
      noises: [settling(adaptive, 0.2, 0.05), rustle],
      bends: [
        settledMean(0.05),
        pieces(
          [40, 120],
          [
            [0.1, 0.75],
            [0.25, 1],
          ],
          [0.5, 1],
        ),
      ],
    },
  ],
  [
    'second life',
    { ...TEN_HOURS, restart: [0.2, 0.55], noises: [regimes], bends: [gompertz([10, 60], [60, 400], [3, 8])] },
  ],
];

export const untoldBends: readonly (readonly [name: string, recipe: Recipe])[] = [
  [
    'slow stretched warm-up',
    { ...TEN_HOURS, noises: [rustle], bends: [stretched([10, 60], [HOUR, 5 * HOUR], [0.5, 0.9])] },
  ],
  ['arctangent warm-up', { ...SIX_HOURS, noises: [rustle], bends: [arctangent([10, 60], [300, 5400])] }],
  [
    'late Gompertz warm-up',
    { ...TEN_HOURS, noises: [jumps], bends: [gompertz([10, 60], [1.5 * HOUR, 3 * HOUR], [4, 12])] },
  ],
  ['table that grows by half', { ...SIX_HOURS, noises: [rustle], bends: [growingByHalf(1, 8, [0.3, 0.9])] }],
  ['arenas', { ...TEN_HOURS, noises: [rustle], bends: [arenas(8, [1, 6], 0.2)] }],
  ['visit', { ...TEN_HOURS, noises: [uneven, rustle], bends: [visit([10, 40], [0.1, 0.4], [0.1, 0.4])] }],
  ['late index', { ...SIX_HOURS, noises: [rustle], bends: [loading([5, 40], [0.78, 0.93], [120, 900])] }],
];
