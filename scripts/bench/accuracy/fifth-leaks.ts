/** The leaks of the fifth set that are more than a line on a noise or a bend, by name. */
import { blueGreen } from './fifth-bend.ts';
import { trading, windows } from './fifth-cycle.ts';
import {
  asRoot,
  byBatch,
  byExtents,
  clumped,
  ofTwoSizes,
  whileFailedOver,
  withReleases,
  withTrades,
} from './fifth-leak.ts';
import {
  DAY,
  EIGHT_DAYS,
  EVENING,
  halved,
  hum,
  kept,
  NINE_HOURS,
  owned,
  ROUND,
  run,
  TILL_NOON,
  unread,
  waiting,
} from './fifth-noises.ts';
import { broken, forked, graceful, inFlight, walked } from './fifth-stay.ts';
import { HOUR, lateFrom, MINUTE } from './noise.ts';
import type { LeakRecipe, Recipe } from './synthesise.ts';
import { DESCRIPTORS, LATENCY, THREADS, THROUGHPUT } from './unit.ts';

export const leaks: readonly (readonly [name: string, recipe: Recipe & Partial<LeakRecipe>])[] = [
  ['leak of two sizes', { ...NINE_HOURS, noises: [unread, hum], leak: ofTwoSizes([600, 2000]) }],
  ['late leak of two sizes', { ...TILL_NOON, noises: [kept], leak: ofTwoSizes([1000, 3000], [0.15, 0.45]) }],
  [
    'leak by the size of each batch',
    { ...NINE_HOURS, noises: [windows([10, 50], [HOUR / 5, HOUR / 5]), hum], leak: byBatch(HOUR / 5) },
  ],
  ['leak while failed over', { ...TILL_NOON, noises: [kept, hum], leak: whileFailedOver([80, 200]) }],
  [
    'leak with what is traded, 8 days',
    {
      ...EIGHT_DAYS,
      noises: [trading([25, 100], [DAY, DAY]), graceful([2, 8], [HOUR / 4, HOUR])],
      leak: withTrades(DAY),
    },
  ],
  [
    'leak since blue is green',
    {
      ...ROUND,
      noises: [halved],
      bends: [blueGreen([-10, 20], [20, 60], [0.3, 0.3], [8 * MINUTE, 8 * MINUTE])],
      leak: lateFrom(0.3, 0.3),
    },
  ],
  [
    'late leak beneath jobs',
    { ...NINE_HOURS, noises: [run, hum], leak: lateFrom(0.15, 0.45), ambiguous: true },
  ],
  ['leak with each release', { ...EVENING, noises: [unread], leak: withReleases([1.4, 2.4]) }],
  [
    'leak with each release beneath jobs',
    { ...TILL_NOON, noises: [run, hum], leak: withReleases([1.4, 2.4]) },
  ],
  [
    'leak that goes as a root',
    { ...NINE_HOURS, noises: [owned, hum], leak: asRoot([4, 30]), ambiguous: true },
  ],
  ['leak by extents', { ...EVENING, noises: [hum], leak: byExtents([16, 50]) }],
  ['a few large extents', { ...NINE_HOURS, noises: [hum], leak: byExtents([6, 9]), ambiguous: true }],
  [
    'watches never taken back',
    {
      ...NINE_HOURS,
      unit: DESCRIPTORS,
      noises: [walked([1, 1], [3 * MINUTE, 20 * MINUTE])],
      leak: clumped([300, 900]),
    },
  ],
  [
    'children never waited for',
    { ...EVENING, unit: THREADS, noises: [forked([1, 1], [20, 100])], leak: byExtents([20, 60]) },
  ],
  [
    'latency rises with each segment',
    { ...EVENING, unit: LATENCY, relative: true, noises: [waiting], leak: byExtents([20, 80]) },
  ],
  [
    'latency rises since a release',
    {
      ...EVENING,
      unit: LATENCY,
      relative: true,
      noises: [waiting],
      leak: lateFrom(0.2, 0.4),
      ambiguous: true,
    },
  ],
  [
    'throughput falls with each trip',
    {
      ...TILL_NOON,
      unit: THROUGHPUT,
      relative: true,
      noises: [broken([0.03, 0.09], [2 * MINUTE, 8 * MINUTE]), inFlight([0.003, 0.008], [35, 120])],
      leak: clumped([400, 1200]),
    },
  ],
];
