/** A series labelled as sound, to be changed by the test that needs more. */
import type { LabelledSeries } from '../../scripts/bench/accuracy/labelled-series.ts';
import type { Series } from '../../src/trend/trend.ts';

export function labelled(series: Series): LabelledSeries {
  return {
    shape: 'test',
    tier: 'A',
    series,
    unit: 'MB',
    intervalS: (series.seconds[1] ?? 1) - (series.seconds[0] ?? 0),
    quantum: 4096 / 2 ** 20,
    excluded: [],
    direction: 'rise',
    budgetPerHour: 1,
    leaks: false,
    truePerHour: 0,
    multiple: null,
    identifiable: true,
    sigma: 1,
    tauS: 60,
    onsetS: null,
    limit: null,
    known: null,
  };
}
