/** Shapes written after all others, and not looked at. How they were chosen: test/accuracy/README.md. */

import type { LabelledShape } from './labelled-series.ts';
import { steadily } from './noise.ts';
import { benign, type LeakRecipe, leaking, type Recipe } from './synthesise.ts';
import { DESCRIPTORS } from './unit.ts';
import { toldBends } from './unseen-bends.ts';
import { leaks } from './unseen-leaks.ts';
import { worstShard } from './unseen-noise.ts';
import {
  AFTERNOON,
  buffered,
  full,
  LATE_SHIFT,
  LONG_NIGHT,
  led,
  murmur,
  NIGHT,
  noises,
  slowWaves,
} from './unseen-noises.ts';
import { untoldBends } from './unseen-untold-bends.ts';

const MULTIPLES = [1.5, 2, 3, 5];

const sound = (name: string, recipe: Recipe): LabelledShape => benign('unseen', name, recipe);
const leak = (name: string, recipe: Recipe & Partial<LeakRecipe>): LabelledShape =>
  leaking('unseen', name, {
    leak: steadily(),
    steepness: { of: 'detectable', times: MULTIPLES },
    ...recipe,
  });

const missing: Recipe = {
  ...NIGHT,
  noises: [buffered, murmur],
  missing: [
    [0.05, 0.09],
    [0.3, 0.31],
    [0.47, 0.55],
    [0.78, 0.81],
    [0.94, 0.95],
  ],
};
const paused: Recipe = {
  ...AFTERNOON,
  noises: [full],
  missing: [[0.66, 0.69]],
  excluded: [
    [0.22, 0.26],
    [0.5, 0.53],
    [0.64, 0.7],
  ],
};
/** Beside some of the bends a rival explains the leak as well (`rival.ts`). */
const leakyBends: Readonly<Record<string, Pick<LeakRecipe, 'ambiguous'>>> = {
  'classes of endpoints': {},
  'buffers that double': { ambiguous: true },
  'pages of the start purged': { ambiguous: true },
  'clock set, cache emptied': {},
  'pool that shrinks': { ambiguous: true },
  flag: {},
  'statements prepared': {},
  'pages of a mapping touched': {},
  'second start': {},
};

export const unseenShapes: readonly LabelledShape[] = [
  ...[...noises, ...slowWaves, ...toldBends, ...untoldBends].map(([name, recipe]) => sound(name, recipe)),
  sound('holes', missing),
  sound('pauses and holes', paused),
  sound('growth within the budget', {
    ...LATE_SHIFT,
    noises: [worstShard([0.3, 0.8], [16, 60])],
    growth: 0.28,
  }),
  sound('shrinking a little', { ...LONG_NIGHT, noises: [led], growth: -0.55 }),
  sound('descriptors, no noise', { ...AFTERNOON, unit: DESCRIPTORS }),

  ...noises.map(([name, recipe]) => leak(`leak, ${name}`, recipe)),
  ...toldBends
    .filter(([name]) => name in leakyBends)
    .map(([name, recipe]) => leak(`leak, ${name}`, { ...recipe, ...leakyBends[name] })),
  leak('leak, holes', missing),
  leak('leak, pauses and holes', paused),
  ...leaks.map(([name, recipe]) => leak(name, recipe)),
];
