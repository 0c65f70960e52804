/** Tuning shapes of other forms, other noises and other sizes: held out until they were looked at. */

import type { LabelledShape } from './labelled-series.ts';
import { HOUR, inStairs, lateFrom, MINUTE, steadily } from './noise.ts';
import type { Bend, Draw } from './part.ts';
import { benign, type LeakRecipe, leaking, type Recipe } from './synthesise.ts';
import {
  cacheFilling,
  chunksUntilFull,
  doubling,
  logistic,
  powerLaw,
  ratchet,
  trim,
  twoStages,
} from './tuning-more-bend.ts';
import { accelerating, underLoad, unevenStairs } from './tuning-more-leak.ts';
import {
  boundedWalk,
  bursts,
  comingAndGoing,
  heavyTailed,
  heteroscedastic,
  longMemory,
  swinging,
} from './tuning-more-noise.ts';
import {
  cron,
  generationalCollections,
  growing,
  irregularCollections,
  slowTraffic,
  trafficWaves,
} from './tuning-more-wave.ts';
import { DESCRIPTORS, LATENCY, THROUGHPUT } from './unit.ts';

const LONG = { hours: 8, intervalS: 20 };
const FINE = { hours: 8, intervalS: 5 };
const HALF_DAY = { hours: 12, intervalS: 30 };
const DAY = { hours: 24, intervalS: 60 };
const TWO_HOURS = { hours: 2, intervalS: 5 };
const NINETY = { hours: 1.5, intervalS: 1 };
const SHORT = { hours: 0.75, intervalS: 1 };

const sound = (name: string, recipe: Recipe): LabelledShape => benign('tuning', name, recipe);

const MULTIPLES = [1.5, 2, 3, 5];
const leak = (name: string, recipe: Recipe & Partial<LeakRecipe>): LabelledShape =>
  leaking('tuning', name, {
    leak: steadily(),
    steepness: { of: 'detectable', times: MULTIPLES },
    ...recipe,
  });

const murmur = heavyTailed([0.2, 1], [20, 120]);
const tails = heavyTailed([1, 4], [MINUTE, 400]);
const swings = swinging([1, 4], [4 * MINUTE, 15 * MINUTE], [5 * MINUTE, 15 * MINUTE]);
const collections = irregularCollections([10, 50], [6 * MINUTE, 25 * MINUTE]);
const generations = generationalCollections([8, 25], [25 * MINUTE, 60 * MINUTE]);

/** Each noise alone and with a leak. */
const noises: readonly (readonly [string, Recipe])[] = [
  ['swinging noise', { ...LONG, noises: [swings] }],
  [
    'swinging noise, 12 h',
    { ...HALF_DAY, noises: [swinging([2, 6], [10 * MINUTE, 30 * MINUTE], [600, 1800])] },
  ],
  ['long memory', { ...FINE, noises: [longMemory([2, 5], [20, 120, 720])] }],
  ['longer memory', { ...LONG, noises: [longMemory([2, 5], [60, 600, 3600])] }],
  ['long memory, 24 h', { ...DAY, noises: [longMemory([3, 8], [60, 480, 3600])] }],
  ['heavy tails', { ...LONG, noises: [tails] }],
  ['heavy tails, 90 min', { ...NINETY, noises: [heavyTailed([0.5, 2], [5, 60])] }],
  ['scatter that swells', { ...FINE, noises: [heteroscedastic([1, 4], [60, 300], [0.5 * HOUR, 3 * HOUR])] }],
  ['bursts', { ...LONG, noises: [bursts([10, 30], [10 * MINUTE, 40 * MINUTE], [60, 400]), murmur] }],
  ['connections', { ...LONG, noises: [comingAndGoing([20, 60], 0.5, [120, 500]), murmur] }],
  ['descriptors', { ...FINE, unit: DESCRIPTORS, noises: [comingAndGoing([20, 80], 1, [60, 400])] }],
  ['irregular collections', { ...LONG, noises: [collections, murmur] }],
  ['irregular collections, 45 min', { ...SHORT, noises: [irregularCollections([5, 30], [8, 30]), murmur] }],
  ['slow irregular collections', { ...LONG, noises: [irregularCollections([20, 60], [3000, 4500]), murmur] }],
  ['generational collections', { ...LONG, noises: [generations, murmur] }],
  ['generational collections, 2 h', { ...TWO_HOURS, noises: [generationalCollections([8, 25], [240, 600])] }],
  ['traffic', { ...LONG, noises: [trafficWaves([10, 40], [20 * MINUTE, 45 * MINUTE]), murmur] }],
  ['slow traffic', { ...LONG, noises: [slowTraffic([10, 40], [1, 2]), murmur] }],
  ['day and night', { ...DAY, noises: [slowTraffic([20, 60], [1, 1]), tails] }],
  ['jobs each half hour', { ...FINE, noises: [cron([15, 60], 30 * MINUTE, [60, 300]), murmur] }],
  ['jobs each hour, 24 h', { ...DAY, noises: [cron([15, 60], HOUR, [120, 600]), murmur] }],
  ['bounded walk', { ...LONG, noises: [boundedWalk([10, 40], [0.5 * HOUR, 2 * HOUR]), murmur] }],
  ['huge pages', { ...LONG, quantum: 2, noises: [heavyTailed([1, 3], [60, 300])] }],
  [
    'slow traffic and collections',
    { ...LONG, noises: [slowTraffic([10, 30], [1, 2]), irregularCollections([10, 40], [300, 900])] },
  ],
  [
    'latency in bursts',
    {
      ...FINE,
      unit: LATENCY,
      relative: true,
      noises: [
        bursts([0.05, 0.3], [300, 1800], [20, 90]),
        heteroscedastic([0.02, 0.06], [20, 120], [1800, 9000]),
      ],
    },
  ],
  [
    'throughput, heavy tails',
    { ...LONG, unit: THROUGHPUT, relative: true, noises: [heavyTailed([0.02, 0.05], [60, 300])] },
  ],
];

/** Each bend alone and with a leak. */
const bends: readonly (readonly [string, Recipe])[] = [
  [
    'logistic warm-up',
    { ...LONG, noises: [swings], bends: [logistic([10, 60], [0.05, 0.15], [0.01, 0.03])] },
  ],
  [
    'late logistic warm-up',
    { ...LONG, noises: [murmur], bends: [logistic([10, 60], [0.3, 0.6], [0.03, 0.08])] },
  ],
  [
    'warm-up in two stages',
    { ...LONG, noises: [tails], bends: [twoStages([15, 60], [60, 300], [1200, 3600])] },
  ],
  [
    'warm-up in two stages, 90 min',
    {
      ...NINETY,
      noises: [heavyTailed([0.5, 2], [5, 30])],
      bends: [twoStages([15, 60], [20, 90], [240, 720])],
    },
  ],
  ['power-law warm-up', { ...LONG, noises: [tails], bends: [powerLaw([10, 50], [600, 1500], 2)] }],
  ['endless power-law warm-up', { ...LONG, noises: [murmur], bends: [powerLaw([10, 40], [600, 2400], 0.7)] }],
  ['cache fills', { ...LONG, noises: [tails], bends: [cacheFilling([10, 60], [0.05, 0.33])] }],
  ['cache fills late', { ...LONG, noises: [murmur], bends: [cacheFilling([10, 60], [0.35, 0.8])] }],
  ['hash table doubles', { ...LONG, noises: [murmur], bends: [doubling(1, 5, [0.2, 0.6])] }],
  ['ratchet', { ...LONG, noises: [murmur], bends: [ratchet([1, 6], 0.02, 1.7, 0.8)] }],
  ['memory given back', { ...LONG, noises: [swings], bends: [trim([5, 40], [0.1, 0.75])] }],
  ['memory given back late', { ...LONG, noises: [murmur], bends: [trim([5, 40], [0.75, 0.95])] }],
  ['step amid collections', { ...LONG, noises: [collections, murmur], bends: [taken([8, 30])] }],
  [
    'reclaim under pressure',
    {
      ...FINE,
      noises: [generationalCollections([4, 12], [600, 1800])],
      bends: [cacheFilling([20, 60], [0.1, 0.33])],
    },
  ],
  [
    'reclaim under pressure, late',
    {
      ...FINE,
      noises: [generationalCollections([4, 12], [600, 1800])],
      bends: [cacheFilling([20, 60], [0.4, 0.75])],
    },
  ],
  [
    'collections that grow with load',
    { ...LONG, noises: [growing(collections, 0.25), murmur], bends: [cacheFilling([5, 20], [0.25, 0.25])] },
  ],
  [
    'later generation',
    {
      ...LONG,
      restart: [0.15, 0.5],
      noises: [swings],
      bends: [logistic([10, 60], [0.05, 0.1], [0.01, 0.02])],
    },
  ],
  [
    'two-stage warm-up, traffic and a step',
    {
      ...HALF_DAY,
      noises: [trafficWaves([5, 15], [1200, 2400]), murmur],
      bends: [twoStages([15, 60], [60, 300], [600, 2400]), taken([8, 30])],
    },
  ],
];

function taken(heights: readonly [number, number]): Draw<Bend> {
  return trim([-heights[1], -heights[0]], [0.1, 0.7]);
}

const gaps: Recipe = {
  ...LONG,
  noises: [tails],
  missing: [
    [0.05, 0.08],
    [0.31, 0.4],
    [0.55, 0.56],
    [0.8, 0.84],
  ],
};
const pauses: Recipe = {
  ...FINE,
  noises: [swings],
  excluded: [
    [0.2, 0.22],
    [0.5, 0.52],
    [0.7, 0.75],
  ],
};

export const moreTuningShapes: readonly LabelledShape[] = [
  ...[...noises, ...bends].map(([name, recipe]) => sound(name, recipe)),
  sound('missing stretches', gaps),
  sound('pauses', pauses),
  sound('growth within the budget, heavy tails', {
    ...LONG,
    noises: [heavyTailed([0.2, 0.6], [60, 120])],
    growth: 0.3,
  }),
  sound('chunks until full', { ...LONG, bends: [chunksUntilFull(1, [8, 30], [0.05, 0.33])] }),
  sound('chunks until full, late', { ...LONG, bends: [chunksUntilFull(1, [8, 30], [0.35, 0.7])] }),
  sound('one step, no noise', { ...FINE, bends: [trim([-4, -1], [0.1, 0.7])] }),
  sound('constant descriptors', { ...LONG, unit: DESCRIPTORS }),
  sound('descriptor pool', {
    ...LONG,
    unit: DESCRIPTORS,
    bends: [chunksUntilFull(1, [5, 20], [0.1, 0.33])],
  }),

  ...[...noises, ...bends].map(([name, recipe]) => leak(`leak, ${name}`, recipe)),
  leak('leak, missing stretches', gaps),
  leak('leak, pauses', pauses),
  leak('quickening leak', { ...LONG, noises: [tails], leak: accelerating([0.25, 0.75]) }),
  leak('quickening leak beneath collections', {
    ...LONG,
    noises: [collections, murmur],
    leak: accelerating([0.25, 0.75]),
  }),
  leak('late leak, swinging noise', { ...LONG, noises: [swings], leak: lateFrom(0.3, 0.6) }),
  leak('late leak beneath collections', {
    ...LONG,
    noises: [collections, murmur],
    leak: lateFrom(0.3, 0.6),
  }),
  leak('late leak, long memory, 24 h', {
    ...DAY,
    noises: [longMemory([3, 8], [60, 480])],
    leak: lateFrom(0.2, 0.6),
  }),
  leak('leak under load', { ...LONG, noises: [tails], leak: underLoad([8, 14], [0.4, 0.7]) }),
  leak('leak under load beneath collections', {
    ...LONG,
    noises: [collections, murmur],
    leak: underLoad([8, 14], [0.4, 0.7]),
  }),
  leak('leak in uneven stairs', { ...LONG, noises: [murmur], leak: unevenStairs([14, 30]) }),
  leak('leak in even chunks, no noise', {
    ...LONG,
    leak: inStairs(4 * MINUTE),
    steepness: { of: 'budget', times: [1.5, 2, 3, 5] },
  }),
  leak('descriptors leak unevenly', {
    ...FINE,
    unit: DESCRIPTORS,
    leak: unevenStairs([16, 40]),
    steepness: { of: 'budget', times: [2, 3, 5] },
  }),
];
