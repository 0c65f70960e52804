/** The shapes that the analysis was tuned on from the first; `tuning-more-shapes.ts` came later. */
import { boundedSteps, fillingUp, logCreep, ramp, slowingStairs, step } from './bend.ts';
import type { LabelledShape } from './labelled-series.ts';
import { HOUR, inStairs, lateFrom, MINUTE, sawtooth, sine, steadily, wander, white } from './noise.ts';
import type { Draw, Noise } from './part.ts';
import { benign, type LeakRecipe, leaking, type Recipe } from './synthesise.ts';
import { DESCRIPTORS, LATENCY, THROUGHPUT } from './unit.ts';

const LONG = { hours: 8, intervalS: 20 };
const FINE = { hours: 8, intervalS: 5 };
const DAY = { hours: 24, intervalS: 60 };
const TWO_HOURS = { hours: 2, intervalS: 5 };
const SHORT = { hours: 1, intervalS: 1 };
const HALF_HOUR = { hours: 0.5, intervalS: 1 };

const quiet = wander(1, MINUTE);
const middling = wander(2, 5 * MINUTE);

const sound = (name: string, recipe: Recipe): LabelledShape => benign('tuning', name, recipe);

/** Leaks on a noise, from hard to see to plain. */
const MULTIPLES = [0.5, 1, 1.5, 2, 4, 8];
const leak = (name: string, recipe: Recipe & Partial<LeakRecipe>): LabelledShape =>
  leaking('tuning', name, {
    leak: steadily(),
    steepness: { of: 'detectable', times: MULTIPLES },
    ...recipe,
  });

/** Each noise alone and with a leak. */
const noises: readonly (readonly [string, Recipe, Draw<Noise>])[] = [
  ['white noise', LONG, white(2)],
  ['white noise, 1 h', SHORT, white(2)],
  ['noise of 1 min', FINE, wander(2, MINUTE)],
  ['noise of 5 min', LONG, middling],
  ['noise of 20 min', LONG, wander(2, 20 * MINUTE)],
  ['noise of 20 min, 24 h', DAY, wander(4, 20 * MINUTE)],
  ['noise of 60 min', LONG, wander(2, 60 * MINUTE)],
  ['noise of 60 min, 24 h', DAY, wander(4, 60 * MINUTE)],
  ['noise of 2 min, 2 h', TWO_HOURS, wander(2, 2 * MINUTE)],
  ['noise of 20 s, 30 min', HALF_HOUR, wander(1, 20)],
  ['sawtooth of 10 min', LONG, sawtooth(40, 10 * MINUTE)],
  ['sawtooth of 45 min', LONG, sawtooth(40, 45 * MINUTE)],
  ['sawtooth of 10 s, 30 min', HALF_HOUR, sawtooth(20, 10)],
];

export const tuningShapes: readonly LabelledShape[] = [
  ...noises.map(([name, span, noise]) => sound(name, { ...span, noises: [noise, wander(0.5, MINUTE)] })),
  sound('warm-up of 20 min', { ...LONG, noises: [quiet], bends: [fillingUp(40, 20 * MINUTE)] }),
  sound('warm-up of 5 min, 1 h', { ...SHORT, noises: [white(1)], bends: [fillingUp(30, 5 * MINUTE)] }),
  sound('warm-up of 90 min', { ...LONG, noises: [quiet], bends: [fillingUp(40, 90 * MINUTE)] }),
  sound('warm-up of 90 min, 24 h', { ...DAY, noises: [quiet], bends: [fillingUp(40, 90 * MINUTE)] }),
  sound('warm-up of 4 h', { ...LONG, noises: [quiet], bends: [fillingUp(40, 4 * HOUR)] }),
  sound('log creep', { ...LONG, noises: [quiet], bends: [logCreep(4, 5 * MINUTE)] }),
  sound('slowing stairs', { ...LONG, noises: [wander(0.5, MINUTE)], bends: [slowingStairs(3)] }),
  sound('step', { ...LONG, noises: [middling], bends: [step(10, 0.1, 0.75)] }),
  sound('late step', { ...LONG, noises: [middling], bends: [step(10, 0.75, 0.95)] }),
  sound('bounded steps', { ...LONG, noises: [quiet], bends: [boundedSteps(5, 4, 0.7)] }),
  sound('warm-up and step', {
    ...LONG,
    noises: [wander(1, 5 * MINUTE)],
    bends: [fillingUp(40, 20 * MINUTE), step(10, 0.2, 0.75)],
  }),
  ...[0.5, 1, 2, 4, 10].map((cycles) =>
    sound(`sine of ${cycles} cycles`, { ...LONG, noises: [sine(10, cycles), quiet] }),
  ),
  sound('load ramp', { ...LONG, noises: [quiet], bends: [ramp(40, 0.25)] }),
  sound('long load ramp', { ...LONG, noises: [quiet], bends: [ramp(40, 0.5)] }),
  sound('restart', {
    ...LONG,
    restart: [0.1, 0.45],
    noises: [middling],
    bends: [fillingUp(40, 10 * MINUTE)],
  }),
  sound('gaps', {
    ...LONG,
    noises: [middling],
    missing: [
      [0.2, 0.3],
      [0.6, 0.62],
    ],
    excluded: [[0.45, 0.5]],
  }),
  sound('growth within the budget', { ...LONG, noises: [wander(0.5, MINUTE)], growth: 0.3 }),
  sound('quantised constant', LONG),
  sound('lazy descriptor', { ...LONG, unit: DESCRIPTORS, bends: [step(1, 0.05, 0.75)] }),
  sound('descriptors that come and go', { ...FINE, unit: DESCRIPTORS, noises: [wander(4, 2 * MINUTE)] }),
  sound('latency', { ...FINE, unit: LATENCY, relative: true, noises: [wander(0.05, 2 * MINUTE)] }),
  sound('throughput', { ...FINE, unit: THROUGHPUT, relative: true, noises: [wander(0.03, 2 * MINUTE)] }),

  ...noises.map(([name, span, noise]) =>
    leak(`leak, ${name}`, { ...span, noises: [noise, wander(0.5, MINUTE)] }),
  ),
  leak('late leak', { ...LONG, noises: [middling], leak: lateFrom(0.25, 0.5) }),
  leak('warm-up and leak', { ...LONG, noises: [middling], bends: [fillingUp(40, 20 * MINUTE)] }),
  leak('step and leak', { ...LONG, noises: [middling], bends: [step(10, 0.1, 0.75)] }),
  leak('leak in stairs', { ...LONG, noises: [wander(0.5, MINUTE)], leak: inStairs(30 * MINUTE) }),
  leak('leak, no noise', { ...LONG, steepness: { of: 'budget', times: [1.5, 2, 4] } }),
  leak('leak after a restart', {
    ...LONG,
    restart: [0.1, 0.45],
    noises: [middling],
    bends: [fillingUp(40, 10 * MINUTE)],
  }),
  leak('leak with gaps', {
    ...LONG,
    noises: [middling],
    missing: [[0.2, 0.3]],
    excluded: [[0.45, 0.5]],
  }),
  leak('a descriptor every 30 min', {
    ...LONG,
    unit: DESCRIPTORS,
    leak: inStairs(30 * MINUTE),
    steepness: { of: 'budget', times: [4] },
  }),
  leak('latency creeps', {
    ...FINE,
    unit: LATENCY,
    relative: true,
    noises: [wander(0.05, 2 * MINUTE)],
  }),
  leak('throughput sinks', {
    ...FINE,
    unit: THROUGHPUT,
    relative: true,
    noises: [wander(0.03, 2 * MINUTE)],
  }),
];
