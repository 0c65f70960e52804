/** How long the axes are, and where their marks stand. */
import type { ChartData } from '../chart-data.ts';
import type { UPlot } from './types.ts';

/** Steps between the marks of the axis of time that people count in: seconds to days. */
export function ticks(): number[] {
  return [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
  ];
}

/** Steps of an axis of sizes in MiB. */
export function doublings(): number[] {
  return Array.from({ length: 50 }, (_, power) => 2 ** power);
}

/** Times from one to thirty-fold are only seen together on a logarithmic axis. */
export function isWide({ unit, lines }: ChartData): boolean {
  if (unit !== 'ms') return false;
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { values } of lines) {
    for (const value of values) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low > 0 && high > 30 * low;
}

/** As long as what was read, with room above and below; from zero only where that is near. */
export function valueRange(_: UPlot, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = high > low ? (high - low) / 8 : Math.max(Math.abs(high) / 50, 1);
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}
