/** Shapes that the analysis was not tuned on: other forms, other noises, other sizes. */

import { loading } from './held-out-bend.ts';
import { toldBends, untoldBends } from './held-out-bends.ts';
import { expiring } from './held-out-event.ts';
import { atHours, inPieces, inSteps, perConnection, quickening, withLoad } from './held-out-leak.ts';
import { laplacian, logNormal } from './held-out-noise.ts';
import {
  adaptive,
  DAY_AND_HALF,
  jumps,
  noises,
  regimes,
  rustle,
  SIX_HOURS,
  slowWaves,
  TEN_HOURS,
  THREE_HOURS,
  uneven,
} from './held-out-noises.ts';
import type { LabelledShape } from './labelled-series.ts';
import { lateFrom, MINUTE, steadily } from './noise.ts';
import { benign, type LeakRecipe, leaking, type Recipe } from './synthesise.ts';
import { DESCRIPTORS, LATENCY, THROUGHPUT } from './unit.ts';

const MULTIPLES = [1.5, 2, 3, 5];

const sound = (name: string, recipe: Recipe): LabelledShape => benign('held-out', name, recipe);
const leak = (name: string, recipe: Recipe & Partial<LeakRecipe>): LabelledShape =>
  leaking('held-out', name, {
    leak: steadily(),
    steepness: { of: 'detectable', times: MULTIPLES },
    ...recipe,
  });

const missing: Recipe = {
  ...TEN_HOURS,
  noises: [jumps, rustle],
  missing: [
    [0.12, 0.14],
    [0.2, 0.21],
    [0.44, 0.56],
    [0.9, 0.92],
  ],
};
const paused: Recipe = {
  ...SIX_HOURS,
  noises: [adaptive],
  missing: [[0.6, 0.63]],
  excluded: [
    [0.3, 0.36],
    [0.58, 0.65],
  ],
};
/** Beside some of the bends half a wave explains the leak as well (`rival.ts`). */
const leakyBends: Readonly<Record<string, Pick<LeakRecipe, 'ambiguous'>>> = {
  'stretched warm-up': {},
  'compressed warm-up, 40 min': { ambiguous: true },
  'Gompertz warm-up': {},
  overshoot: {},
  'fill in two paces': { ambiguous: true },
  'load in plateaus': {},
  'log rotation': { ambiguous: true },
  'teeth that shrink': {},
  'second life': {},
};

/** Leaks that are not straight need a quiet ground: here their unevenness is most of the noise. */
const calm: Recipe = { ...TEN_HOURS, noises: [rustle] };

export const heldOutShapes: readonly LabelledShape[] = [
  ...[...noises, ...slowWaves, ...toldBends, ...untoldBends].map(([name, recipe]) => sound(name, recipe)),
  sound('holes', missing),
  sound('pauses and holes', paused),
  sound('growth within the budget', { ...SIX_HOURS, noises: [laplacian([0.2, 0.6])], growth: 0.25 }),
  sound('shrinking a little', { ...TEN_HOURS, noises: [regimes], growth: -0.5 }),
  sound('index loaded, no noise', { ...TEN_HOURS, bends: [loading([2, 8], [0.1, 0.65], [300, 1800])] }),

  ...noises.map(([name, recipe]) => leak(`leak, ${name}`, recipe)),
  ...toldBends
    .filter(([name]) => name in leakyBends)
    .map(([name, recipe]) => leak(`leak, ${name}`, { ...recipe, ...leakyBends[name] })),
  leak('leak, holes', missing),
  leak('leak, pauses and holes', paused),
  leak('leak in pieces', { ...TEN_HOURS, noises: [jumps, rustle], leak: inPieces([400, 1500]) }),
  leak('leak in pieces beneath collections', { ...TEN_HOURS, noises: [uneven], leak: inPieces([300, 1200]) }),
  leak('late leak in pieces', { ...TEN_HOURS, noises: [regimes], leak: inPieces([500, 1500], [0.2, 0.5]) }),
  leak('late leak beneath adaptive collections', {
    ...TEN_HOURS,
    noises: [adaptive, rustle],
    leak: lateFrom(0.1, 0.4),
    ambiguous: true,
  }),
  leak('late leak, 36 h', {
    ...DAY_AND_HALF,
    noises: [laplacian([1, 4], [120, 900])],
    leak: lateFrom(0.3, 0.6),
  }),
  leak('leak with the load', { ...TEN_HOURS, noises: [jumps, rustle], leak: withLoad([6, 15]) }),
  leak('leak at some hours beneath collections', {
    ...TEN_HOURS,
    noises: [uneven, rustle],
    leak: atHours([7, 12], [0.3, 0.6]),
  }),
  leak('quickening leak', {
    ...SIX_HOURS,
    noises: [laplacian([1, 3], [20, 200])],
    leak: quickening([1.4, 2]),
  }),
  leak('quickening leak beneath adaptive collections', {
    ...TEN_HOURS,
    noises: [adaptive, rustle],
    leak: quickening([1.4, 2]),
  }),
  leak('slowing leak', { ...TEN_HOURS, noises: [jumps], leak: quickening([0.3, 0.5]), ambiguous: true }),
  leak('leak in steps', { ...calm, leak: inSteps([8, 30]) }),
  leak('leak in steps beneath collections', {
    ...TEN_HOURS,
    noises: [uneven, rustle],
    leak: inSteps([12, 30]),
  }),
  leak('a few steps', { ...calm, leak: inSteps([3, 5]), ambiguous: true }),
  leak('leak per connection', {
    ...TEN_HOURS,
    unit: DESCRIPTORS,
    noises: [expiring([20, 60], 1, [120, 700])],
    leak: perConnection([100, 600]),
  }),
  leak('descriptors leak in steps', {
    ...SIX_HOURS,
    unit: DESCRIPTORS,
    noises: [expiring([4, 12], 1, [60, 400])],
    leak: inSteps([12, 30]),
  }),
  leak('latency rises in working hours', {
    ...TEN_HOURS,
    unit: LATENCY,
    relative: true,
    noises: [logNormal(1, [0.03, 0.15], [30, 300])],
    leak: withLoad([6, 12]),
  }),
  leak('late rise of latency', {
    ...SIX_HOURS,
    unit: LATENCY,
    relative: true,
    noises: [logNormal(1, [0.03, 0.15], [20, 120])],
    leak: lateFrom(0.15, 0.35),
    ambiguous: true,
  }),
  leak('throughput falls ever faster', {
    ...THREE_HOURS,
    unit: THROUGHPUT,
    relative: true,
    noises: [laplacian([0.01, 0.05], [10, 100])],
    leak: quickening([1.4, 2]),
  }),
  leak('throughput falls in pieces', {
    ...TEN_HOURS,
    unit: THROUGHPUT,
    relative: true,
    noises: [laplacian([0.01, 0.04], [MINUTE, 8 * MINUTE])],
    leak: inPieces([800, 2500]),
  }),
];
