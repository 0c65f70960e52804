/** Shapes written last, and not looked at: what services do overnight. How they were chosen: test/accuracy/README.md. */

import { deploy } from './final-bend.ts';
import { toldBends, untoldBends } from './final-bends.ts';
import { crontab, homeDays } from './final-clock.ts';
import {
  asPower,
  byArenas,
  eachJob,
  inStorms,
  inTheEvenings,
  joinedByAnother,
  nowAndThen,
  requests,
} from './final-leak.ts';
import { dips, fewThreads, gammaLike, latencyBursts, reapedPool } from './final-noise.ts';
import {
  cached,
  FOUR_HOURS,
  files,
  grain,
  HALF_SHIFT,
  held,
  mixed,
  noises,
  OVERNIGHT,
  paced,
  queued,
  SIX_DAYS,
  shown,
  slowWaves,
  TWENTY_HOURS,
} from './final-noises.ts';
import type { LabelledShape } from './labelled-series.ts';
import { HOUR, lateFrom, MINUTE, steadily } from './noise.ts';
import { benign, type LeakRecipe, leaking, type Recipe } from './synthesise.ts';
import { DESCRIPTORS, LATENCY, THREADS, THROUGHPUT } from './unit.ts';

const MULTIPLES = [1.5, 2, 3, 5];

const sound = (name: string, recipe: Recipe): LabelledShape => benign('final', name, recipe);
const leak = (name: string, recipe: Recipe & Partial<LeakRecipe>): LabelledShape =>
  leaking('final', name, {
    leak: steadily(),
    steepness: { of: 'detectable', times: MULTIPLES },
    ...recipe,
  });

const missing: Recipe = {
  ...OVERNIGHT,
  noises: [held, grain],
  missing: [
    [0.07, 0.08],
    [0.25, 0.33],
    [0.61, 0.64],
    [0.83, 0.88],
  ],
};
const paused: Recipe = {
  ...FOUR_HOURS,
  noises: [shown],
  missing: [[0.36, 0.4]],
  excluded: [
    [0.15, 0.18],
    [0.34, 0.41],
    [0.77, 0.82],
  ],
};
/** Beside some of the bends a rival explains the leak as well (`rival.ts`). */
const leakyBends: Readonly<Record<string, Pick<LeakRecipe, 'ambiguous'>>> = {
  'methods compiled': {},
  'cache of rare keys': {},
  'autoscaler that rings': {},
  'two stores in a row': { ambiguous: true },
  'load begins late': { ambiguous: true },
  deploy: {},
  'young generation resized': {},
  'tenants moved in': { ambiguous: true },
  'second run': {},
};

export const finalShapes: readonly LabelledShape[] = [
  ...[...noises, ...slowWaves, ...toldBends, ...untoldBends].map(([name, recipe]) => sound(name, recipe)),
  sound('holes', missing),
  sound('pauses and holes', paused),
  sound('growth within the budget', {
    ...HALF_SHIFT,
    noises: [gammaLike([0.2, 0.5], [12, 50])],
    growth: 0.3,
  }),
  sound('shrinking a little', { ...TWENTY_HOURS, noises: [files], growth: -0.6 }),
  sound('threads, no noise', { ...OVERNIGHT, unit: THREADS }),

  ...noises.map(([name, recipe]) => leak(`leak, ${name}`, recipe)),
  ...toldBends
    .filter(([name]) => name in leakyBends)
    .map(([name, recipe]) => leak(`leak, ${name}`, { ...recipe, ...leakyBends[name] })),
  leak('leak, holes', missing),
  leak('leak, pauses and holes', paused),
  leak('leak by request', { ...OVERNIGHT, noises: [queued, grain], leak: requests([400, 2000], 0.8) }),
  leak('late leak by request', {
    ...TWENTY_HOURS,
    noises: [held],
    leak: requests([500, 2000], 0.8, [0.15, 0.45]),
  }),
  leak('leak with each job', {
    ...OVERNIGHT,
    noises: [crontab([15, 60], [HOUR, HOUR]), grain],
    leak: eachJob(HOUR / 4),
  }),
  leak('leak in storms', { ...TWENTY_HOURS, noises: [held, grain], leak: inStorms([12, 28]) }),
  leak('leak in the evenings, 6 days', {
    ...SIX_DAYS,
    noises: [homeDays([5, 20], [24 * HOUR, 24 * HOUR]), files],
    leak: inTheEvenings(24 * HOUR),
  }),
  leak('leak since a deploy', {
    ...TWENTY_HOURS,
    noises: [held],
    bends: [deploy([-10, 20], [10, 40], [0.3, 0.3], [5 * MINUTE, 5 * MINUTE])],
    leak: lateFrom(0.3, 0.3),
  }),
  leak('late leak beneath mixed collections', {
    ...OVERNIGHT,
    noises: [mixed, grain],
    leak: lateFrom(0.2, 0.5),
    ambiguous: true,
  }),
  leak('leak joined by another', {
    ...OVERNIGHT,
    noises: [queued],
    leak: joinedByAnother([1.4, 2.2], [0.3, 0.7]),
  }),
  leak('leak joined by another beneath a paced heap', {
    ...HALF_SHIFT,
    noises: [paced, grain],
    leak: joinedByAnother([1.4, 2.2], [0.3, 0.7]),
  }),
  leak('leak that slows down', {
    ...OVERNIGHT,
    noises: [cached, grain],
    leak: asPower([0.4, 0.7]),
    ambiguous: true,
  }),
  leak('leak by arenas', { ...TWENTY_HOURS, noises: [grain], leak: byArenas([16, 50]) }),
  leak('a few large pieces', {
    ...OVERNIGHT,
    noises: [grain],
    leak: nowAndThen([6, 9], 0.1),
    ambiguous: true,
  }),
  leak('a descriptor for each failed request', {
    ...OVERNIGHT,
    unit: DESCRIPTORS,
    noises: [reapedPool([1, 1], [60, 360])],
    leak: requests([150, 700], 0),
  }),
  leak('threads never joined', {
    ...HALF_SHIFT,
    unit: THREADS,
    noises: [fewThreads([1, 1], [20, 120])],
    leak: nowAndThen([12, 40], 0.3),
  }),
  leak('latency rises with a table', {
    ...HALF_SHIFT,
    unit: LATENCY,
    relative: true,
    noises: [latencyBursts([0.05, 0.15], [0.1, 0.4], [300, 1500], [40, 180])],
    leak: nowAndThen([15, 60], 0.3),
  }),
  leak('latency rises since a deploy', {
    ...HALF_SHIFT,
    unit: LATENCY,
    relative: true,
    noises: [latencyBursts([0.05, 0.15], [0.05, 0.2], [300, 1500], [40, 180])],
    leak: lateFrom(0.2, 0.4),
    ambiguous: true,
  }),
  leak('throughput falls in storms', {
    ...OVERNIGHT,
    unit: THROUGHPUT,
    relative: true,
    noises: [dips([0.01, 0.03], [0.05, 0.2], [10 * MINUTE, HOUR], [MINUTE, 8 * MINUTE])],
    leak: inStorms([12, 30]),
  }),
];
