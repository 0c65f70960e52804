/**
 * Knows the shape of every nuisance (not its size), σ and τ, and so how far any line can be off: what a run of this
 * length can tell at best. Least squares with the known columns; for stationary noise of long-run variance 2τσ² that is
 * as good as generalised least squares in the long run (Grenander 1954).
 */
import { leastSquares } from '../../../src/trend/least-squares.ts';
import { callByInterval, nothingTold } from './baseline-readings.ts';
import type { LabelledSeries } from './labelled-series.ts';
import type { Method } from './method.ts';
import { normalQuantile } from './normal.ts';

/** Nothing is lost by reading no more often than this beside a τ or a bend of minutes. */
const MOST_READINGS = 480;

export const oracle: Method = {
  name: 'oracle',
  spends: true,
  call(labelled, alphas) {
    const { known, sigma, tauS, budgetPerHour, direction } = labelled;
    const { seconds, values, stepS } = averaged(labelled);
    const columns = [
      seconds.map(() => 1),
      ...distinct((known?.nuisances ?? []).map((nuisance) => seconds.map(nuisance))),
      seconds.map((second) => known?.leak(second) ?? 0),
    ];
    const sign = direction === 'rise' ? 1 : -1;
    const fit = leastSquares(
      columns,
      values.map((value) => sign * value),
    );
    if (fit === null) return { ...nothingTold, outcome: 'inconclusive' };
    const error = sigma * Math.sqrt((2 * tauS) / stepS) * fit.slopeScale;
    const low = fit.slope - normalQuantile(1 - alphas.leak) * error;
    const high = fit.slope + normalQuantile(1 - alphas.clean) * error;
    return callByInterval({ hours: seconds, values, sign }, budgetPerHour, fit.slope, low, high);
  },
};

/** A step that has not come yet is no column, and two steps between the same readings are one. */
function distinct(columns: readonly Float64Array[]): Float64Array[] {
  const moving = columns.filter((column) => column.some((value) => value !== column[0]));
  return moving.filter((column, place) => moving.findIndex((other) => sameValues(other, column)) === place);
}

function sameValues(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, index) => value === b[index]);
}

function averaged({ series, intervalS }: LabelledSeries): {
  readonly seconds: Float64Array;
  readonly values: Float64Array;
  readonly stepS: number;
} {
  const perBin = Math.max(1, Math.ceil(series.seconds.length / MOST_READINGS));
  const count = Math.floor(series.seconds.length / perBin);
  const mean = (from: Float64Array): Float64Array =>
    Float64Array.from(
      { length: count },
      (_, bin) =>
        from.subarray(bin * perBin, (bin + 1) * perBin).reduce((sum, each) => sum + each, 0) / perBin,
    );
  return { seconds: mean(series.seconds), values: mean(series.values), stepS: perBin * intervalS };
}
