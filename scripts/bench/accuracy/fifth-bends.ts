/** The bends of the fifth set that a run can tell, by name. */
import {
  bisected,
  blueGreen,
  firstCollection,
  handedOver,
  invited,
  readAhead,
  rolling,
  scanned,
} from './fifth-bend.ts';
import { madeUpFor, ringed, watched } from './fifth-more-bend.ts';
import {
  aside,
  EVENING,
  halved,
  hum,
  kept,
  MORNING,
  NINE_HOURS,
  owned,
  paged,
  ROUND,
  run,
  TILL_NOON,
  waiting,
  written,
} from './fifth-noises.ts';
import { forked, walked } from './fifth-stay.ts';
import { MINUTE } from './noise.ts';
import type { Recipe } from './synthesise.ts';
import { DESCRIPTORS, LATENCY, THREADS } from './unit.ts';

export const toldBends: readonly (readonly [name: string, recipe: Recipe])[] = [
  [
    'pages read ahead',
    {
      ...NINE_HOURS,
      noises: [written, hum],
      bends: [readAhead([15, 60], [10 * MINUTE, 80 * MINUTE], [1.4, 3])],
    },
  ],
  [
    'workers replaced in turn',
    {
      ...TILL_NOON,
      noises: [aside, hum],
      bends: [rolling([20, 80], [4, 12], [0.04, 0.16], [5 * MINUTE, 40 * MINUTE])],
    },
  ],
  [
    'blue and green',
    {
      ...ROUND,
      noises: [paged],
      bends: [blueGreen([-20, 40], [30, 90], [0.1, 0.7], [4 * MINUTE, 20 * MINUTE])],
    },
  ],
  [
    'until the first full collection',
    { ...NINE_HOURS, noises: [run, hum], bends: [firstCollection([20, 80], [0.06, 0.3])] },
  ],
  [
    'threads found by bisection',
    {
      ...MORNING,
      unit: THREADS,
      noises: [forked([1, 1], [20, 90])],
      bends: [bisected(1, [6, 18], [2 * MINUTE, 15 * MINUTE])],
    },
  ],
  [
    'users invited in lots',
    {
      ...TILL_NOON,
      noises: [owned, hum],
      bends: [invited([8, 30], [3, 6], [0.1, 0.3], [10 * MINUTE, 70 * MINUTE], 0.4)],
    },
  ],
  [
    'shards handed over',
    { ...ROUND, noises: [halved, hum], bends: [handedOver([15, 60], [8, 30], [0.03, 0.1], [0.15, 0.32])] },
  ],
  [
    'scans that find half',
    { ...EVENING, noises: [kept], bends: [scanned([15, 60], [6 * MINUTE, 35 * MINUTE])] },
  ],
  [
    'tree watched from its root',
    {
      ...NINE_HOURS,
      unit: DESCRIPTORS,
      noises: [walked([1, 1], [3 * MINUTE, 15 * MINUTE])],
      bends: [watched(1, [15, 60], [0.08, 0.3])],
    },
  ],
  [
    'outage made up for',
    { ...EVENING, noises: [kept], bends: [madeUpFor([10, 50], [0.1, 0.58], [3 * MINUTE, 15 * MINUTE])] },
  ],
  ['ring of traces', { ...ROUND, noises: [paged], bends: [ringed([20, 80], [0.06, 0.27], [2, 5])] }],
  [
    'start anew',
    {
      ...NINE_HOURS,
      restart: [0.2, 0.55],
      noises: [halved],
      bends: [readAhead([10, 60], [12 * MINUTE, 48 * MINUTE], [1.4, 3])],
    },
  ],
  [
    'latency until all is scanned',
    {
      ...EVENING,
      unit: LATENCY,
      relative: true,
      noises: [waiting],
      bends: [scanned([-1, -0.3], [3 * MINUTE, 30 * MINUTE])],
    },
  ],
];
