/** The bends that final shapes have, by name. */
import {
  canary,
  compiled,
  critical,
  deploy,
  givenBack,
  lateStart,
  pooled,
  rareKeys,
  resizedMean,
  ringing,
  tenants,
} from './final-bend.ts';
import { pacedHeap, ttlSweeps } from './final-cycle.ts';
import { fewThreads, latencyBursts, resized, stale } from './final-noise.ts';
import {
  cached,
  FOUR_HOURS,
  files,
  grain,
  HALF_SHIFT,
  held,
  LUNCH,
  mixed,
  OVERNIGHT,
  queued,
  shown,
  TWENTY_HOURS,
} from './final-noises.ts';
import { highWater, hyperbolic, morning, nightJob } from './final-untold-bend.ts';
import { MINUTE } from './noise.ts';
import type { Recipe } from './synthesise.ts';
import { LATENCY, THREADS } from './unit.ts';

export const toldBends: readonly (readonly [name: string, recipe: Recipe])[] = [
  [
    'methods compiled',
    {
      ...OVERNIGHT,
      noises: [mixed, grain],
      bends: [compiled([15, 60], [20, 60], [4 * MINUTE, 40 * MINUTE])],
    },
  ],
  [
    'cache of rare keys',
    { ...OVERNIGHT, noises: [grain], bends: [rareKeys([20, 80], [0.08, 0.32], [0.5, 0.8])] },
  ],
  [
    'autoscaler that rings',
    { ...TWENTY_HOURS, noises: [held], bends: [ringing([10, 50], [15 * MINUTE, 90 * MINUTE], [0.3, 0.9])] },
  ],
  [
    'two stores in a row',
    { ...FOUR_HOURS, noises: [shown], bends: [critical([10, 60], [2 * MINUTE, 15 * MINUTE])] },
  ],
  [
    'load begins late',
    {
      ...HALF_SHIFT,
      noises: [queued],
      bends: [lateStart([10, 60], [0.03, 0.15], [2 * MINUTE, 20 * MINUTE])],
    },
  ],
  ['canary stages', { ...OVERNIGHT, noises: [queued, grain], bends: [canary([20, 80], [0.08, 0.3])] }],
  [
    'deploy',
    {
      ...TWENTY_HOURS,
      noises: [files],
      bends: [deploy([-20, 40], [20, 60], [0.1, 0.7], [2 * MINUTE, 10 * MINUTE])],
    },
  ],
  [
    'garbage of the start given back',
    {
      ...OVERNIGHT,
      noises: [pacedHeap([8, 40], [5 * MINUTE, 30 * MINUTE]), grain],
      bends: [givenBack([15, 60], [0.05, 0.3])],
    },
  ],
  [
    'threads until the pool is full',
    {
      ...FOUR_HOURS,
      unit: THREADS,
      noises: [fewThreads([1, 1], [30, 150])],
      bends: [pooled(1, [4, 16], [0.05, 0.3])],
    },
  ],
  [
    'young generation resized',
    { ...OVERNIGHT, noises: [resized(cached, 0.5, 0.22), grain], bends: [resizedMean(0.22)] },
  ],
  [
    'tenants moved in',
    {
      ...TWENTY_HOURS,
      noises: [ttlSweeps([10, 50], [8 * MINUTE, 40 * MINUTE]), grain],
      bends: [tenants([30, 120], [5, 20], [0.1, 0.3])],
    },
  ],
  [
    'second run',
    {
      ...OVERNIGHT,
      restart: [0.25, 0.6],
      noises: [held],
      bends: [critical([10, 60], [2 * MINUTE, 12 * MINUTE])],
    },
  ],
  [
    'latency with cold caches',
    {
      ...HALF_SHIFT,
      unit: LATENCY,
      relative: true,
      noises: [latencyBursts([0.05, 0.15], [0.1, 0.3], [300, 1500], [40, 180])],
      bends: [lateStart([-1, -0.3], [0, 0], [2 * MINUTE, 20 * MINUTE])],
    },
  ],
];

export const untoldBends: readonly (readonly [name: string, recipe: Recipe])[] = [
  ['hyperbolic warm-up', { ...OVERNIGHT, noises: [queued], bends: [hyperbolic([10, 60], [0.03, 0.3])] }],
  [
    'rare keys, cache hardly full',
    { ...HALF_SHIFT, noises: [grain], bends: [rareKeys([20, 80], [0.4, 0.85], [0.4, 0.7])] },
  ],
  [
    'tenants ever more seldom',
    { ...TWENTY_HOURS, noises: [grain], bends: [tenants([10, 60], [4, 12], null)] },
  ],
  [
    'late deploy',
    {
      ...OVERNIGHT,
      noises: [held],
      bends: [deploy([5, 40], [20, 60], [0.78, 0.93], [2 * MINUTE, 10 * MINUTE])],
    },
  ],
  [
    'job of the night',
    { ...OVERNIGHT, noises: [mixed, grain], bends: [nightJob([10, 60], [0.1, 0.45], [0.15, 0.4])] },
  ],
  [
    'morning',
    { ...TWENTY_HOURS, noises: [queued, grain], bends: [morning([10, 60], [0.4, 0.7], [0.85, 1])] },
  ],
  ['high water', { ...LUNCH, noises: [stale([0.3, 1], [4, 20])], bends: [highWater([4, 15], [60, 300])] }],
];
