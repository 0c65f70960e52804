/** The noises that shapes of the fifth set have alone and with a leak, by name. */
import { carried, dirty, jobs, regions, restocked, setAside, trading, windows } from './fifth-cycle.ts';
import { ballooned, halvedWindows, shared, slowClients, swapped, throttled } from './fifth-noise.ts';
import { backingOff, broken, forked, graceful, inFlight, slabs, walked } from './fifth-stay.ts';
import { slowly } from './held-out-wave.ts';
import { HOUR, MINUTE } from './noise.ts';
import type { Recipe } from './synthesise.ts';
import { DESCRIPTORS, LATENCY, THREADS, THROUGHPUT } from './unit.ts';

export const NINE_HOURS = { hours: 9, intervalS: 18 };
export const EVENING = { hours: 5.5, intervalS: 14 };
export const MORNING = { hours: 3.5, intervalS: 7 };
export const BREAK = { hours: 2.25, intervalS: 9 };
export const TILL_NOON = { hours: 14, intervalS: 35 };
export const ROUND = { hours: 18, intervalS: 50 };
export const TWO_DAYS = { hours: 48, intervalS: 100 };
export const EIGHT_DAYS = { hours: 192, intervalS: 400 };

export const DAY = 24 * HOUR;

export const hum = inFlight([0.06, 0.22], [40, 250]);
export const kept = graceful([4, 14], [40, 4 * MINUTE]);
export const paged = swapped([4, 18], [2 * MINUTE, 8 * MINUTE]);
export const halved = halvedWindows([1.2, 6], [MINUTE, 8 * MINUTE]);
export const owned = shared([8, 32], [90, 500]);
export const unread = slowClients([4, 20], [3 * MINUTE, 15 * MINUTE]);
export const aside = setAside([5, 16], [100, 500]);
export const inSlabs = slabs([2.5, 10], [80, 400]);
export const written = dirty([15, 80], [4 * MINUTE, 25 * MINUTE]);
export const run = jobs([20, 90], [8 * MINUTE, 40 * MINUTE]);
export const waiting = throttled([0.06, 0.28], [40, 400]);

export const noises: readonly (readonly [name: string, recipe: Recipe])[] = [
  ['slow clients cut off', { ...NINE_HOURS, noises: [unread, hum] }],
  ['buffers set aside', { ...TILL_NOON, noises: [aside, hum] }],
  ['kept for old readers', { ...EVENING, noises: [kept] }],
  ['halved windows', { ...NINE_HOURS, noises: [halved, hum] }],
  ['pages swapped out', { ...ROUND, noises: [paged, hum] }],
  ['slabs not empty', { ...NINE_HOURS, noises: [inSlabs, hum] }],
  [
    'tries that back off, 135 min',
    { ...BREAK, noises: [backingOff([5, 25], [60, 240]), inFlight([0.06, 0.2], [15, 50])] },
  ],
  ['cache of two tenants', { ...TILL_NOON, noises: [owned, hum] }],
  ['requests in flight', { ...MORNING, noises: [inFlight([0.2, 1], [20, 150])] }],
  ['balloon, coarse', { ...NINE_HOURS, quantum: 2.5, noises: [ballooned([20, 80], [60, 360])] }],
  ['dirty pages', { ...NINE_HOURS, noises: [written, hum] }],
  [
    'stock handed out',
    {
      ...EVENING,
      noises: [restocked([10, 50], [3 * MINUTE, 15 * MINUTE]), inFlight([0.05, 0.15], [30, 120])],
    },
  ],
  ['map, shuffle, reduce', { ...TILL_NOON, noises: [run, hum] }],
  ['windows of a stream', { ...NINE_HOURS, noises: [windows([8, 40], [5 * MINUTE, 30 * MINUTE]), hum] }],
  [
    'runs merged as carries, 48 h',
    {
      ...TWO_DAYS,
      noises: [carried([60, 240], [2 * HOUR, 8 * HOUR]), graceful([1.5, 5], [5 * MINUTE, HOUR / 3])],
    },
  ],
  [
    'trading days, 8 days',
    { ...EIGHT_DAYS, noises: [trading([30, 120], [DAY, DAY]), graceful([2, 8], [HOUR / 4, HOUR])] },
  ],
  [
    'walks through directories',
    { ...NINE_HOURS, unit: DESCRIPTORS, noises: [walked([1, 1], [4 * MINUTE, 30 * MINUTE])] },
  ],
  ['children forked', { ...MORNING, unit: THREADS, noises: [forked([1, 1], [20, 150])] }],
  ['latency under a quota', { ...EVENING, unit: LATENCY, relative: true, noises: [waiting] }],
  [
    'throughput behind a breaker',
    {
      ...TILL_NOON,
      unit: THROUGHPUT,
      relative: true,
      noises: [broken([0.03, 0.09], [2 * MINUTE, 10 * MINUTE]), inFlight([0.003, 0.008], [35, 120])],
    },
  ],
];

/** What no run tells from a leak, alone; of less than 0.8 cycles hardly more is seen than a line. */
export const slowWaves: readonly (readonly [name: string, recipe: Recipe])[] = [
  ['slow trading', { ...NINE_HOURS, noises: [slowly(trading, [10, 50], [0.8, 2.5]), hum] }],
  ['slow regions', { ...ROUND, noises: [slowly(regions, [10, 50], [0.8, 2.5]), kept] }],
  ['slow restocking', { ...EVENING, noises: [slowly(restocked, [6, 30], [0.8, 2.5]), hum] }],
];
