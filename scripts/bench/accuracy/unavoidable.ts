/**
 * How often a sound series must be called leaking by whoever finds the leaks that have to be found. A rise that ends
 * hardly before the run does is, within its noise, all but the line of a leak: a test that finds the leak with
 * probability p calls the sound series leaking with at least Φ(Φ⁻¹(p) − d), where d is the distance of the two courses
 * in standard deviations of the noise (Neyman and Pearson 1933: no test of two known courses in Gaussian noise does
 * better, even one that knows everything but which of the two it sees).
 *
 * The noise counts as Gaussian with exponentially fading memory; waves and other noises that no run can tell count as
 * none, so that the figure is too low for them.
 */
import { leastSquares } from '../../../src/trend/least-squares.ts';
import { type LabelledSeries, minimalDetectable, PLAIN } from './labelled-series.ts';
import { normalQuantile, normalShare } from './normal.ts';
import { SPANS } from './part.ts';

/** Of the leaks on identifiable shapes. */
const HAS_TO_FIND = 0.97;
const MOMENTS = 480;
const HOUR = 3600;
/** Shares of the span at which a leak may set in: those of the sets end here. */
const ONSETS = Array.from({ length: 31 }, (_, index) => 0.02 * index);

/** The least probability that a sound series is called leaking; 0 of a leak, and where it is told from all of them. */
export function unavoidableFalseLeak(labelled: LabelledSeries): number {
  const { leaks, known, sigma, tauS, intervalS, budgetPerHour, direction, series } = labelled;
  if (leaks || known === null) return 0;
  const startS = series.seconds[0] ?? 0;
  const spanS = (series.seconds.at(-1) ?? 0) + intervalS - startS;
  const stepS = spanS / MOMENTS;
  const sign = direction === 'rise' ? 1 : -1;
  const hours = Float64Array.from({ length: MOMENTS }, (_, index) => ((index + 0.5) * stepS) / HOUR);
  const course = hours.map((hour) => sign * known.course(startS + hour * HOUR));
  const squares = ONSETS.map((share) => share * spanS).flatMap((onsetS) => {
    const lastsS = spanS - onsetS;
    if (lastsS < SPANS.correlation * tauS) return [];
    const detectable = minimalDetectable(sigma, tauS, lastsS);
    // The same readings at a budget that such a leak could not be judged at are another question.
    if (budgetPerHour < PLAIN * detectable) return [];
    return squaresTo(course, hours, onsetS / HOUR, budgetPerHour + PLAIN * detectable);
  });
  const distance = Math.sqrt((Math.min(...squares) * stepS) / (sigma ** 2 * (2 * tauS - intervalS)));
  return normalShare(normalQuantile(HAS_TO_FIND) - distance);
}

/** From the nearest leak that sets in at `onset` and has at least such a slope. */
function squaresTo(course: Float64Array, hours: Float64Array, onset: number, leastPerHour: number): number[] {
  const flat = hours.map(() => 1);
  const fit = leastSquares([flat, hours.map((hour) => Math.max(0, hour - onset))], course);
  if (fit === null) return [];
  const missing = Math.max(0, leastPerHour - fit.slope);
  return [fit.squares + (missing / fit.slopeScale) ** 2];
}
