/** The unit of a column, by the end of its name. */
import type { Dimension } from '../plan/quantity/quantity.ts';
import type { Unit } from '../verdict/unit.ts';

export interface ColumnUnit {
  readonly dimension: Exclude<Dimension, 'rate'>;
  /** Base unit of the dimension, in which figures are shown. */
  readonly base: Exclude<Unit, '/s'>;
  /** So much of the base unit is one unit of the column. */
  readonly size: number;
  /** log: its trend is fitted on the logarithm (log-trend.ts). */
  readonly scale: 'linear' | 'log';
}

const PLAIN: ColumnUnit = { dimension: 'count', base: 'count', size: 1, scale: 'linear' };

/** MB is 10⁶ bytes, as in plans: a budget of 2 MB/h on a column in MB is a slope of 2 there. */
const UNITS: readonly (readonly [ending: RegExp, ColumnUnit])[] = [
  // A rate, not a time.
  [/_per_[a-z]+$/i, PLAIN],
  [/_bytes$/i, bytes(1)],
  [/_kb$/i, bytes(1e3)],
  [/_mb$/i, bytes(1e6)],
  [/_gb$/i, bytes(1e9)],
  [/_kib$/i, bytes(2 ** 10)],
  [/_mib$/i, bytes(2 ** 20)],
  [/_gib$/i, bytes(2 ** 30)],
  [/_ns$/i, time(1e-6)],
  [/_us$/i, time(1e-3)],
  [/_ms$/i, time(1)],
  [/_(s|seconds)$/i, time(1e3)],
  [/_ratio$/i, share(1)],
  [/_(pct|percent)$/i, share(0.01)],
];

/** Times that something takes, not those that add up: the sum of pauses grows in a straight line. */
const LATENCY = /latency|_(ms|us|ns)$/i;
const ADDS_UP = /total|sum|cumulative|cpu/i;

/** `_count`, and whatever says nothing of its unit, is plain numbers. */
export function unitOfColumn(name: string): ColumnUnit {
  const unit = UNITS.find(([ending]) => ending.test(name))?.[1] ?? PLAIN;
  const isLatency = unit.dimension === 'duration' && LATENCY.test(name) && !ADDS_UP.test(name);
  return { ...unit, scale: isLatency ? 'log' : 'linear' };
}

function bytes(size: number): ColumnUnit {
  return { dimension: 'bytes', base: 'bytes', size, scale: 'linear' };
}

function time(size: number): ColumnUnit {
  return { dimension: 'duration', base: 'ms', size, scale: 'linear' };
}

function share(size: number): ColumnUnit {
  return { dimension: 'ratio', base: 'ratio', size, scale: 'linear' };
}
