/** The bends of unseen shapes that a run can tell, by name. */
import { HOUR, MINUTE } from './noise.ts';
import type { Recipe } from './synthesise.ts';
import { DESCRIPTORS, LATENCY, THREADS } from './unit.ts';
import {
  emptied,
  firstUses,
  flagged,
  halved,
  lifetimes,
  prepared,
  purged,
  shrinking,
  slowStart,
} from './unseen-bend.ts';
import {
  AFTERNOON,
  answered,
  buffered,
  code,
  decayed,
  full,
  held,
  LATE_SHIFT,
  LONG_NIGHT,
  led,
  murmur,
  NIGHT,
  slowlyQueued,
  slowMurmur,
  THIRTY_HOURS,
  tables,
} from './unseen-noises.ts';
import { imported, touched } from './unseen-slow-bend.ts';
import { keptAlive, leases } from './unseen-stay.ts';

export const toldBends: readonly (readonly [name: string, recipe: Recipe])[] = [
  [
    'classes of endpoints',
    { ...NIGHT, noises: [code, murmur], bends: [firstUses([15, 60], [12, 40], [10 * MINUTE, HOUR])] },
  ],
  [
    'buffers that double',
    { ...AFTERNOON, noises: [full], bends: [slowStart([10, 60], [0.05, 0.3], [2, 4])] },
  ],
  ['pages of the start purged', { ...LATE_SHIFT, noises: [decayed], bends: [purged([15, 60], [0.05, 0.3])] }],
  [
    'sessions of all lifetimes',
    { ...LONG_NIGHT, noises: [held], bends: [lifetimes([15, 60], [0.08, 0.32])] },
  ],
  [
    'clock set, cache emptied',
    {
      ...NIGHT,
      noises: [buffered, murmur],
      bends: [emptied([20, 60], [0.15, 0.6], [5 * MINUTE, 30 * MINUTE])],
    },
  ],
  [
    'pool that shrinks',
    {
      ...NIGHT,
      unit: DESCRIPTORS,
      noises: [leases([1, 1], [90, 400])],
      bends: [shrinking(1, [8, 30], [0.1, 0.3])],
    },
  ],
  [
    'flag',
    { ...LONG_NIGHT, noises: [led], bends: [flagged([10, 50], [0.1, 0.5], [5 * MINUTE, 40 * MINUTE])] },
  ],
  [
    'statements prepared',
    { ...LATE_SHIFT, noises: [murmur], bends: [prepared([20, 80], [0.08, 0.32], [3, 20])] },
  ],
  [
    'import at the beginning',
    {
      ...NIGHT,
      noises: [tables, murmur],
      bends: [imported([20, 80], [0.02, 0.1], [0.05, 0.2], [4 * MINUTE, 20 * MINUTE])],
    },
  ],
  [
    'workers started by halves',
    {
      ...AFTERNOON,
      unit: THREADS,
      noises: [keptAlive([1, 1], [30, 120])],
      bends: [halved(1, [2, 4], [4 * MINUTE, 25 * MINUTE])],
    },
  ],
  [
    'pages of a mapping touched',
    {
      ...THIRTY_HOURS,
      noises: [slowlyQueued, slowMurmur],
      bends: [touched([20, 80], [20 * MINUTE, 4 * HOUR])],
    },
  ],
  [
    'second start',
    { ...LONG_NIGHT, restart: [0.2, 0.5], noises: [held], bends: [lifetimes([10, 60], [0.05, 0.25])] },
  ],
  [
    'latency until pages are touched',
    {
      ...LATE_SHIFT,
      unit: LATENCY,
      relative: true,
      noises: [answered],
      bends: [touched([-1, -0.3], [4 * MINUTE, 40 * MINUTE])],
    },
  ],
];
