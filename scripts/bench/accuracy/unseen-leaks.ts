/** The leaks of the unseen shapes that are more than a line on a noise or a bend, by name. */
import { HOUR, lateFrom, MINUTE } from './noise.ts';
import type { LeakRecipe, Recipe } from './synthesise.ts';
import { DESCRIPTORS, LATENCY, THREADS, THROUGHPUT } from './unit.ts';
import { flagged } from './unseen-bend.ts';
import { weeks } from './unseen-clock.ts';
import { rebuilt } from './unseen-cycle.ts';
import {
  abandoned,
  bySlabs,
  everSlower,
  inVolleys,
  mostTurns,
  onWeekdays,
  withCustomers,
} from './unseen-leak.ts';
import { retries, worstShard } from './unseen-noise.ts';
import {
  answered,
  buffered,
  code,
  decayed,
  FIVE_WEEKS,
  held,
  LATE_SHIFT,
  LONG_NIGHT,
  murmur,
  NIGHT,
  tables,
  WEEK,
} from './unseen-noises.ts';
import { keptAlive, leases } from './unseen-stay.ts';

export const leaks: readonly (readonly [name: string, recipe: Recipe & Partial<LeakRecipe>])[] = [
  ['uploads given up', { ...NIGHT, noises: [held, murmur], leak: abandoned([400, 2000]) }],
  [
    'late leak of uploads given up',
    { ...LONG_NIGHT, noises: [buffered], leak: abandoned([800, 3000], [0.15, 0.45]) },
  ],
  [
    'leak with most rebuilds',
    { ...NIGHT, noises: [rebuilt([15, 60], [HOUR / 4, HOUR / 4]), murmur], leak: mostTurns(HOUR / 4) },
  ],
  [
    'leak in volleys of retries',
    { ...LATE_SHIFT, noises: [worstShard([1, 5], [20, 200])], leak: inVolleys([300, 1200]) },
  ],
  [
    'leak on weekdays, 35 days',
    {
      ...FIVE_WEEKS,
      noises: [weeks([100, 400], [WEEK, WEEK]), worstShard([4, 20], [HOUR, 4 * HOUR])],
      leak: onWeekdays(WEEK),
    },
  ],
  [
    'leak since a flag',
    {
      ...LONG_NIGHT,
      noises: [held],
      bends: [flagged([10, 40], [0.3, 0.3], [5 * MINUTE, 20 * MINUTE])],
      leak: lateFrom(0.3, 0.3),
    },
  ],
  [
    'late leak beneath a code cache',
    { ...NIGHT, noises: [code, murmur], leak: lateFrom(0.2, 0.5), ambiguous: true },
  ],
  [
    'leak that grows with the customers',
    { ...LATE_SHIFT, noises: [decayed], leak: withCustomers([1.4, 2.4]) },
  ],
  [
    'leak that grows with the customers beneath tables',
    { ...LONG_NIGHT, noises: [tables, murmur], leak: withCustomers([1.4, 2.4]) },
  ],
  [
    'leak that is ever slower',
    { ...NIGHT, noises: [buffered, murmur], leak: everSlower([2, 8]), ambiguous: true },
  ],
  ['leak by slabs', { ...LATE_SHIFT, noises: [murmur], leak: bySlabs([16, 50], 8) }],
  [
    'a class loader for each deploy',
    { ...NIGHT, noises: [murmur], leak: bySlabs([6, 9], 16), ambiguous: true },
  ],
  [
    'leases that are lost',
    { ...NIGHT, unit: DESCRIPTORS, noises: [leases([1, 1], [60, 360])], leak: inVolleys([400, 1200]) },
  ],
  [
    'threads that hang',
    { ...NIGHT, unit: THREADS, noises: [keptAlive([1, 1], [40, 200])], leak: bySlabs([24, 70], 8) },
  ],
  [
    'latency rises with each file',
    { ...LATE_SHIFT, unit: LATENCY, relative: true, noises: [answered], leak: bySlabs([20, 80], 8) },
  ],
  [
    'latency rises since a flag',
    {
      ...LATE_SHIFT,
      unit: LATENCY,
      relative: true,
      noises: [answered],
      leak: lateFrom(0.2, 0.4),
      ambiguous: true,
    },
  ],
  [
    'throughput falls with each retry',
    {
      ...NIGHT,
      unit: THROUGHPUT,
      relative: true,
      noises: [retries([-0.04, -0.015], [60, 300]), worstShard([0.01, 0.03], [22, 60])],
      leak: inVolleys([300, 1200]),
    },
  ],
];
