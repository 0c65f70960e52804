/** Recorded traces with the truth about them: as they are (tier B), or with a known slope added to a sound one (tier C). */
import type { LabelledSeries } from './labelled-series.ts';
import { SPANS } from './part.ts';
import { levelOf, type RecordedMetric, type RecordedSeries } from './recorded-metric.ts';
import { decidableIn, noiseOf } from './recorded-noise.ts';
import type { RecordedProgram, Twin } from './traces.ts';

const HOUR = 3600;

interface Ground {
  readonly shared: Omit<LabelledSeries, 'tier' | 'leaks' | 'truePerHour' | 'multiple' | 'onsetS'>;
  readonly detectablePerHour: number;
  readonly recorded: RecordedSeries;
  /** Of the second half. */
  readonly level: number;
}

/** As recorded, from the beginning to `spanS`. */
export function recordedSeries(
  program: RecordedProgram,
  twin: Twin,
  metric: RecordedMetric,
  spanS: number,
): LabelledSeries {
  const { shared, detectablePerHour, recorded, level } = groundOf(program, twin, metric, spanS);
  const perOperation = twin === 'leaky' ? metric.leakPerOperation(program.truth, level) : 0;
  const truePerHour = perOperation * operationsPerHour(recorded);
  const least = metric.leastBudget(level);
  const budgetPerHour = isDecided(shared, truePerHour) ? shared.budgetPerHour : least;
  const leaks = truePerHour > budgetPerHour;
  return {
    ...shared,
    budgetPerHour,
    tier: 'B',
    leaks,
    truePerHour: perOperation === 0 || metric.straight ? truePerHour : null,
    multiple: leaks ? (truePerHour - budgetPerHour) / detectablePerHour : null,
    onsetS: leaks ? 0 : null,
  };
}

/**
 * As in tier A, what is sound but cannot be identified is held against what a user would ask for and no more. So is a leak
 * that is too small for the run: it is still one.
 */
function isDecided({ identifiable, budgetPerHour }: Ground['shared'], truePerHour: number): boolean {
  return truePerHour === 0 ? identifiable : truePerHour > budgetPerHour;
}

/**
 * A sound twin that is made to leak by so many minimal detectable excesses over the budget; or by so many budgets, where
 * next to nothing moves and a few detectable excesses would be a fraction of a percent of the budget.
 */
export function raisedSeries(
  program: RecordedProgram,
  metric: RecordedMetric,
  spanS: number,
  times: number,
): LabelledSeries {
  const { shared, detectablePerHour } = groundOf(program, 'sound', metric, spanS);
  const { budgetPerHour } = shared;
  const truePerHour = Math.max(budgetPerHour + times * detectablePerHour, times * budgetPerHour);
  const { series } = shared;
  const startS = series.seconds[0] ?? 0;
  const step = metric.straight ? metric.quantum : 0;
  const raised = series.values.map((value, index) => {
    const added = (truePerHour * ((series.seconds[index] ?? 0) - startS)) / HOUR;
    // Pages and descriptors come whole.
    return value + (step === 0 ? added : step * Math.floor(added / step));
  });
  return {
    ...shared,
    series: { seconds: series.seconds, values: raised },
    tier: 'C',
    leaks: true,
    truePerHour,
    multiple: (truePerHour - budgetPerHour) / detectablePerHour,
    onsetS: 0,
  };
}

function groundOf(program: RecordedProgram, twin: Twin, metric: RecordedMetric, spanS: number): Ground {
  const files = program.files[twin];
  const recorded = metric.load(files, spanS);
  const whole = metric.load(files, Number.POSITIVE_INFINITY);
  const level = levelOf(whole.series);
  const noise = noiseOf(whole.series, whole.intervalS);
  const { detectablePerHour, ...truth } = decidableIn(
    spanS,
    noise,
    metric.quantum,
    metric.leastBudget(level),
  );
  return {
    detectablePerHour,
    recorded,
    level,
    shared: {
      ...truth,
      shape: `${program.program} ${twin} ${metric.name}`,
      series: recorded.series,
      unit: metric.unit,
      intervalS: recorded.intervalS,
      quantum: metric.quantum,
      excluded: [],
      direction: 'rise',
      identifiable: isIdentifiable(program, truth.tauS, spanS),
      limit: null,
      known: null,
    },
  };
}

function isIdentifiable({ settles, periodS }: RecordedProgram, tauS: number, spanS: number): boolean {
  const longest = settles === null ? 0 : settles.seconds * SPANS[settles.kind === 'knee' ? 'knee' : 'warmup'];
  return SPANS.correlation * tauS <= spanS && longest <= spanS && SPANS.wave * (periodS ?? 0) <= spanS;
}

function operationsPerHour({ series, operations }: RecordedSeries): number {
  const spanS = (series.seconds.at(-1) ?? 0) - (series.seconds[0] ?? 0);
  return (((operations.at(-1) ?? 0) - (operations[0] ?? 0)) / spanS) * HOUR;
}
