/** Recorded traces with the truth about them: as they are (tier B), or with a known slope added to a sound one (tier C). */
import { decidableBudget, type LabelledSeries, minimalDetectable } from './labelled-series.ts';
import { SPANS } from './part.ts';
import { levelOf, type RecordedMetric, type RecordedSeries } from './recorded-metric.ts';
import { noiseOf } from './recorded-noise.ts';
import type { RecordedProgram, Twin } from './traces.ts';

const HOUR = 3600;

/** As recorded, from the beginning to `spanS`. */
export function recordedSeries(
  program: RecordedProgram,
  twin: Twin,
  metric: RecordedMetric,
  spanS: number,
): LabelledSeries {
  const { ground, recorded, level } = groundOf(program, twin, metric, spanS);
  const perOperation = twin === 'leaky' ? metric.leakPerOperation(program.truth, level) : 0;
  const truePerHour = perOperation * operationsPerHour(recorded);
  const { budgetPerHour, detectablePerHour } = ground;
  const leaks = truePerHour > budgetPerHour;
  return {
    ...ground.shared,
    tier: 'B',
    leaks,
    truePerHour: perOperation === 0 || metric.straight ? truePerHour : null,
    multiple: leaks ? (truePerHour - budgetPerHour) / detectablePerHour : null,
    onsetS: leaks ? 0 : null,
  };
}

/** A sound twin that is made to leak by `multiple` minimal detectable excesses over the budget. */
export function raisedSeries(
  program: RecordedProgram,
  metric: RecordedMetric,
  spanS: number,
  multiple: number,
): LabelledSeries {
  const { ground } = groundOf(program, 'sound', metric, spanS);
  const truePerHour = ground.budgetPerHour + multiple * ground.detectablePerHour;
  const { series } = ground.shared;
  const startS = series.seconds[0] ?? 0;
  const step = metric.straight ? metric.quantum : 0;
  const raised = series.values.map((value, index) => {
    const added = (truePerHour * ((series.seconds[index] ?? 0) - startS)) / HOUR;
    // Pages and descriptors come whole.
    return value + (step === 0 ? added : step * Math.floor(added / step));
  });
  return {
    ...ground.shared,
    series: { seconds: series.seconds, values: raised },
    tier: 'C',
    leaks: true,
    truePerHour,
    multiple,
    onsetS: 0,
  };
}

function groundOf(program: RecordedProgram, twin: Twin, metric: RecordedMetric, spanS: number) {
  const files = program.files[twin];
  const recorded = metric.load(files, spanS);
  const whole = metric.load(files, Number.POSITIVE_INFINITY);
  const noise = noiseOf(whole.series, whole.intervalS, metric.quantum);
  const detectablePerHour = minimalDetectable(noise.sigma, noise.tauS, spanS);
  const level = levelOf(whole.series);
  const budgetPerHour = decidableBudget(metric.leastBudget(level), detectablePerHour);
  const shared = {
    shape: `${program.program} ${twin} ${metric.name}`,
    series: recorded.series,
    unit: metric.unit,
    intervalS: recorded.intervalS,
    quantum: metric.quantum,
    excluded: [],
    direction: 'rise',
    budgetPerHour,
    identifiable: isIdentifiable(program, noise.tauS, spanS),
    ...noise,
    limit: null,
    known: null,
  } as const;
  return { ground: { shared, budgetPerHour, detectablePerHour }, recorded, level };
}

function isIdentifiable({ settles, periodS }: RecordedProgram, tauS: number, spanS: number): boolean {
  const longest = settles === null ? 0 : settles.seconds * SPANS[settles.kind === 'knee' ? 'knee' : 'warmup'];
  return SPANS.correlation * tauS <= spanS && longest <= spanS && SPANS.wave * (periodS ?? 0) <= spanS;
}

function operationsPerHour({ series, operations }: RecordedSeries): number {
  const spanS = (series.seconds.at(-1) ?? 0) - (series.seconds[0] ?? 0);
  return (((operations.at(-1) ?? 0) - (operations[0] ?? 0)) / spanS) * HOUR;
}
