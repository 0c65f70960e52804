/** Where the ticks of an axis stand, and what they are called: round numbers in one unit, told apart by their digits. */

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** Of the labels, such as `MB`; empty: a count. */
  readonly unit: string;
}

/** Levels closer than this share of themselves are one: a flat line is drawn flat, and not as the noise that it is. */
const LEAST_SHARE = 0.005;
/** Counts of descriptors or threads come and go by one or two. */
const LEAST_COUNT = 4;
const MARGIN = 0.06;

/**
 * An axis around the values, and not from 0: a slow leak of a large process would be a flat line then.
 * `mostTicks`: so many labels fit.
 */
export function axisOf(
  values: readonly number[],
  unit: string,
  { mostTicks, binary }: { readonly mostTicks: number; readonly binary: boolean },
): Axis {
  const seen = values.filter(Number.isFinite);
  let low = seen.length === 0 ? 0 : Math.min(...seen);
  let high = seen.length === 0 ? 1 : Math.max(...seen);
  const isCount = unit === 'count';
  const least = Math.max(LEAST_SHARE * Math.max(Math.abs(low), Math.abs(high)), isCount ? LEAST_COUNT : 1e-9);
  if (high - low < least) {
    const middle = (low + high) / 2;
    [low, high] = [middle - least / 2, middle + least / 2];
  }
  const margin = MARGIN * (high - low);
  const floor = seen.every((value) => value >= 0) ? 0 : Number.NEGATIVE_INFINITY;
  [low, high] = [Math.max(floor, low - margin), high + margin];
  const { factor, name } = scaleOf(Math.max(Math.abs(low), Math.abs(high)), unit, binary);
  const step = Math.max(stepOf((high - low) / factor, mostTicks), isCount ? 1 : 0);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = [];
  for (let tick = Math.ceil(low / factor / step); tick * step <= high / factor; tick += 1)
    ticks.push({ value: tick * step * factor, label: (tick * step).toFixed(Math.min(digits, 9)) });
  return { low, high, ticks, unit: name };
}

/** 1, 2 or 5 times a power of ten: at most so many of them. */
function stepOf(span: number, most: number): number {
  const rough = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
}

function scaleOf(largest: number, unit: string, binary: boolean): { factor: number; name: string } {
  if (unit === 'bytes') {
    const names = binary ? ['B', 'KiB', 'MiB', 'GiB', 'TiB'] : ['B', 'KB', 'MB', 'GB', 'TB'];
    const base = binary ? 1024 : 1000;
    const power = Math.min(
      names.length - 1,
      Math.max(0, Math.floor(Math.log(Math.max(1, largest)) / Math.log(base))),
    );
    return { factor: base ** power, name: names[power] ?? 'B' };
  }
  if (unit === 'ms' && largest >= 10_000) return { factor: 1000, name: 's' };
  if (unit === 'ratio') return { factor: 0.01, name: '%' };
  return { factor: 1, name: unit === 'count' ? '' : unit };
}
