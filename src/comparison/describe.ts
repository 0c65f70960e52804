/** A finding in the metric's own unit. */
import type { ComparedMetric } from './comparison.ts';
import { type Figure, isFigure, type Reading } from './figure.ts';
import { type Finding, ownReach } from './judge.ts';
import type { Measure } from './measure.ts';

export function describe({ pair, outcome, floor }: Finding): ComparedMetric {
  const { measure, run, baseline, tolerance } = pair;
  const off = ownReach(pair);
  const difference = run.value - baseline.value;
  /** A difference on the scale of the figures, in the unit. */
  const inUnit = (distance: number): number =>
    measure.isRatio ? Math.exp(baseline.value) * Math.expm1(distance) : distance;
  return {
    ...named(measure),
    baseline: plainValue(measure, baseline),
    run: plainValue(measure, run),
    difference: inUnit(difference),
    low: inUnit(difference - off),
    high: inUnit(difference + off),
    noiseFloor: inUnit(floor),
    tolerance: inUnit(tolerance),
    verdict: outcome,
    reason: reasonOf({ pair, outcome, floor }),
  };
}

/** At least one of the runs has no figure. */
export function incomparable({
  measure,
  run,
  baseline,
}: {
  readonly measure: Measure;
  readonly run: Reading;
  readonly baseline: Reading;
}): ComparedMetric {
  const why = [
    ...(isFigure(run) ? [] : [`in the run ${run}`]),
    ...(isFigure(baseline) ? [] : [`in the baseline ${baseline}`]),
  ];
  return {
    ...named(measure),
    baseline: isFigure(baseline) ? plainValue(measure, baseline) : null,
    run: isFigure(run) ? plainValue(measure, run) : null,
    difference: null,
    low: null,
    high: null,
    noiseFloor: null,
    tolerance: null,
    // What the baseline had and the run has not may be what went wrong.
    verdict: isFigure(baseline) ? 'cannot tell' : null,
    reason: run === baseline && !isFigure(run) ? run : why.join('; '),
  };
}

function named({ name, target, operation, unit, isRatio, isSlope }: Measure) {
  return { metric: name, target, operation, unit: isSlope ? `${unit}/h` : unit, isRatio, isSlope };
}

function plainValue({ isRatio }: Measure, { value }: Figure): number {
  return isRatio ? Math.exp(value) : value;
}

function reasonOf({ pair, outcome, floor }: Finding): string {
  const { noise, tolerance, run, baseline } = pair;
  switch (outcome) {
    case 'regressed':
    case 'better':
      return 'over the noise floor and the tolerance';
    case 'same':
      if (Math.abs(run.value - baseline.value) <= tolerance) return 'within the tolerance';
      return floor > tolerance ? 'within the noise floor' : 'no worse';
    case 'cannot tell':
      if (pair.sway > 0) return 'the machine was busier in the run';
      if (pair.sway < 0) return 'the machine was less busy in the run';
      if (ownReach(pair) > floor)
        return 'within one of the two runs it wanders by more than what is to be told';
      return noise.learnedFrom === 0
        ? 'there are no earlier runs of this plan to learn the noise floor from'
        : 'runs of this plan differ by too much';
    default:
      return outcome satisfies never;
  }
}
