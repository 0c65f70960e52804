/** The noises that unseen shapes have alone and with a leak, by name. */
import { type Range, within } from './chance.ts';
import { HOUR, MINUTE } from './noise.ts';
import type { Draw, Noise } from './part.ts';
import type { Scaled } from './recurring.ts';
import type { Recipe } from './synthesise.ts';
import { DESCRIPTORS, LATENCY, THREADS, THROUGHPUT } from './unit.ts';
import { charged, commuters, daylight, dumps, weeks } from './unseen-clock.ts';
import { codeCache, memtables, rebuilt, twoTimers, writeBehind } from './unseen-cycle.ts';
import { fullness, hedged, leading, retries, sluggish, worstShard } from './unseen-noise.ts';
import { decaying, hugePages, keptAlive, leases, names, receiveBuffers, spikes } from './unseen-stay.ts';

export const NIGHT = { hours: 11, intervalS: 22 };
export const LATE_SHIFT = { hours: 7, intervalS: 16 };
export const AFTERNOON = { hours: 4.5, intervalS: 8 };
export const MEETING = { hours: 1.75, intervalS: 6 };
export const LONG_NIGHT = { hours: 16, intervalS: 40 };
export const THIRTY_HOURS = { hours: 30, intervalS: 75 };
export const FIVE_DAYS = { hours: 120, intervalS: 240 };
export const FIVE_WEEKS = { hours: 840, intervalS: 1800 };

const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

export const murmur = worstShard([0.3, 1.2], [30, 200]);
export const held = sluggish([1, 4], [100, 500]);
export const full = fullness([1.2, 7], [60, 400]);
export const led = leading([3, 15], [2 * MINUTE, 12 * MINUTE]);
export const decayed = decaying([2, 8], [3 * MINUTE, 20 * MINUTE]);
export const buffered = receiveBuffers([0.4, 3], [2 * MINUTE, 10 * MINUTE]);
export const slowMurmur = worstShard([1, 4], [4 * MINUTE, 15 * MINUTE]);
export const slowlyQueued = writeBehind([10, 60], [15 * MINUTE, 90 * MINUTE]);
export const queued = writeBehind([10, 60], [4 * MINUTE, 25 * MINUTE]);
export const tables = memtables([20, 120], [5 * MINUTE, 35 * MINUTE]);
export const code = codeCache([15, 60], [5 * MINUTE, 30 * MINUTE]);
export const answered = hedged([0.1, 0.4], [30, 200]);

export const noises: readonly (readonly [name: string, recipe: Recipe])[] = [
  ['arenas closed late', { ...NIGHT, noises: [held, murmur] }],
  ['how full a buffer is', { ...LATE_SHIFT, noises: [full] }],
  ['worst of five shards', { ...AFTERNOON, noises: [worstShard([1, 5], [20, 150])] }],
  ['leader by turns', { ...LONG_NIGHT, noises: [led, murmur] }],
  ['pages that decay', { ...NIGHT, noises: [decayed, murmur] }],
  ['receive buffers', { ...LATE_SHIFT, noises: [buffered, murmur] }],
  ['write-behind queue', { ...NIGHT, noises: [queued, murmur] }],
  ['tables with one budget', { ...LONG_NIGHT, noises: [tables, murmur] }],
  ['filter rebuilt', { ...NIGHT, noises: [rebuilt([15, 60], [20 * MINUTE, HOUR]), murmur] }],
  ['code cache flushed', { ...LATE_SHIFT, noises: [code, murmur] }],
  ['two timers', { ...THIRTY_HOURS, noises: [twoTimers([4, 20], [2 * HOUR, 6 * HOUR]), slowMurmur] }],
  ['huge pages', { ...LONG_NIGHT, quantum: 2, noises: [hugePages([2, 2], [2 * MINUTE, 20 * MINUTE])] }],
  [
    'dumps that come seldom, 105 min',
    { ...MEETING, noises: [spikes([5, 30], [20, 90]), worstShard([0.3, 1], [6, 30])] },
  ],
  ['names with three lifetimes', { ...NIGHT, noises: [names([0.5, 2.4], [80, 700])] }],
  [
    'dumps each night, 5 days',
    { ...FIVE_DAYS, noises: [dumps([40, 160], [DAY, DAY]), worstShard([1, 4], [600, 2400])] },
  ],
  [
    'weeks of an office, 35 days',
    { ...FIVE_WEEKS, noises: [weeks([150, 600], [WEEK, WEEK]), worstShard([4, 20], [HOUR, 4 * HOUR])] },
  ],
  ['leases', { ...NIGHT, unit: DESCRIPTORS, noises: [leases([1, 1], [90, 600])] }],
  ['threads kept alive', { ...AFTERNOON, unit: THREADS, noises: [keptAlive([1, 1], [30, 200])] }],
  ['hedged requests', { ...LATE_SHIFT, unit: LATENCY, relative: true, noises: [answered] }],
  [
    'throughput in retry storms',
    {
      ...NIGHT,
      unit: THROUGHPUT,
      relative: true,
      noises: [retries([-0.04, -0.015], [60, 400]), worstShard([0.01, 0.03], [22, 60])],
    },
  ],
];

/** So slow that the span sees only so many of them. */
function slowly(wave: Scaled, heights: Range, cycles: Range): Draw<Noise> {
  return (random, spanS, intervalS) => {
    const periodS = spanS / within(random, cycles);
    return wave(heights, [periodS, periodS])(random, spanS, intervalS);
  };
}

/** What no run tells from a leak, alone; of less than 0.8 cycles hardly more is seen than a line. */
export const slowWaves: readonly (readonly [name: string, recipe: Recipe])[] = [
  ['slow commuters', { ...LATE_SHIFT, noises: [slowly(commuters, [10, 50], [0.8, 2.5]), murmur] }],
  ['slow daylight', { ...LONG_NIGHT, noises: [slowly(daylight, [10, 50], [0.8, 2.5]), held] }],
  ['slow charging', { ...NIGHT, noises: [slowly(charged, [8, 40], [0.8, 2.5]), murmur] }],
];
