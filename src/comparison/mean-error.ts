/** The mean of readings that resemble their neighbours, and its standard error. */
import { MOST_COSINES } from '../trend/cosine-variance.ts';
import { leastSquares } from '../trend/least-squares.ts';
import { slopePrecision } from '../trend/precision.ts';
import { tQuantile } from '../trend/student-t.ts';

export interface Mean {
  readonly mean: number;
  /** As if it were known to twelve degrees of freedom, whatever it is known to. */
  readonly error: number;
  /** They never forget: it is off by no more than that, and by how much usually they do not show. */
  readonly isBound: boolean;
}

/** Two-sided 95 %: where errors of few and of many degrees of freedom are made to agree. */
const UPPER = 0.975;

/** Of longer series the means of so many equal stretches say as much, and what remembers for longer is still seen. */
const MOST_STRETCHES = 240;

/**
 * A straight rise or fall over the readings is what they did and not how far their mean is off. Readings that never
 * forget are as good as one, whichever that is: at 95 % their mean is off by as much as the farthest of them. No others
 * are off by more.
 */
export function meanWithError(readings: Float64Array): Mean {
  const mean = meanOf(readings);
  const values = stretchMeans(readings);
  const count = values.length;
  const constant = new Float64Array(count).fill(1);
  const time = Float64Array.from(values, (_, index) => index);
  const fit = leastSquares([constant, time], values);
  if (fit === null) return { mean, error: Number.POSITIVE_INFINITY, isBound: true };
  const farthest = values.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
  const precision = slopePrecision(fit, 0);
  const off =
    precision.kind === 'range'
      ? Number.POSITIVE_INFINITY
      : (tQuantile(UPPER, precision.cosines) * precision.deviation) / Math.sqrt(count);
  return { mean, error: Math.min(farthest, off) / tQuantile(UPPER, MOST_COSINES), isBound: off > farthest };
}

function stretchMeans(readings: Float64Array): Float64Array {
  const count = readings.length;
  if (count <= MOST_STRETCHES) return readings;
  const edge = (stretch: number): number => Math.round((stretch * count) / MOST_STRETCHES);
  return Float64Array.from({ length: MOST_STRETCHES }, (_, stretch) =>
    meanOf(readings.subarray(edge(stretch), edge(stretch + 1))),
  );
}

function meanOf(readings: Float64Array): number {
  return readings.reduce((sum, reading) => sum + reading, 0) / readings.length;
}
