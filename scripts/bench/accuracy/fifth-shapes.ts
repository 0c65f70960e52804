/** Shapes written when the fourth set had been looked at. How they were chosen: test/accuracy/README.md. */

import { toldBends } from './fifth-bends.ts';
import { leaks } from './fifth-leaks.ts';
import {
  EVENING,
  hum,
  kept,
  MORNING,
  NINE_HOURS,
  noises,
  paged,
  ROUND,
  slowWaves,
  TILL_NOON,
  unread,
} from './fifth-noises.ts';
import { inFlight } from './fifth-stay.ts';
import { untoldBends } from './fifth-untold-bends.ts';
import type { LabelledShape } from './labelled-series.ts';
import { steadily } from './noise.ts';
import { benign, type LeakRecipe, leaking, type Recipe } from './synthesise.ts';
import { THROUGHPUT } from './unit.ts';

const MULTIPLES = [1.5, 2, 3, 5];

const sound = (name: string, recipe: Recipe): LabelledShape => benign('fifth', name, recipe);
const leak = (name: string, recipe: Recipe & Partial<LeakRecipe>): LabelledShape =>
  leaking('fifth', name, {
    leak: steadily(),
    steepness: { of: 'detectable', times: MULTIPLES },
    ...recipe,
  });

const missing: Recipe = {
  ...TILL_NOON,
  noises: [unread, hum],
  missing: [
    [0.02, 0.03],
    [0.14, 0.19],
    [0.38, 0.47],
    [0.58, 0.59],
    [0.86, 0.9],
  ],
};
const paused: Recipe = {
  ...EVENING,
  noises: [kept],
  missing: [[0.52, 0.55]],
  excluded: [
    [0.11, 0.13],
    [0.5, 0.56],
    [0.7, 0.75],
  ],
};
/** Beside some of the bends a rival explains the leak as well (`rival.ts`). */
const leakyBends: Readonly<Record<string, Pick<LeakRecipe, 'ambiguous'>>> = {
  'pages read ahead': { ambiguous: true },
  'workers replaced in turn': {},
  'blue and green': {},
  'until the first full collection': {},
  'users invited in lots': {},
  'shards handed over': {},
  'scans that find half': { ambiguous: true },
  'ring of traces': {},
  'start anew': { ambiguous: true },
};

export const fifthShapes: readonly LabelledShape[] = [
  ...[...noises, ...slowWaves, ...toldBends, ...untoldBends].map(([name, recipe]) => sound(name, recipe)),
  sound('holes', missing),
  sound('pauses and holes', paused),
  sound('growth within the budget', {
    ...NINE_HOURS,
    noises: [inFlight([0.06, 0.16], [18, 60])],
    growth: 0.32,
  }),
  sound('shrinking a little', { ...ROUND, noises: [paged], growth: -0.5 }),
  sound('throughput, no noise', { ...MORNING, unit: THROUGHPUT }),

  ...noises.map(([name, recipe]) => leak(`leak, ${name}`, recipe)),
  ...toldBends
    .filter(([name]) => name in leakyBends)
    .map(([name, recipe]) => leak(`leak, ${name}`, { ...recipe, ...leakyBends[name] })),
  leak('leak, holes', missing),
  leak('leak, pauses and holes', paused),
  ...leaks.map(([name, recipe]) => leak(name, recipe)),
];
