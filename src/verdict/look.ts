/**
 * Looks at a run before its end. Whoever stops a run at the first look that claims a leak takes as many chances to be
 * wrong as there are looks, so the looks share one error rate out (alpha spending; Lan and DeMets 1983), and there are
 * few of them: a claim between two looks does not count.
 */
import type { Trend } from '../trend/trend.ts';
import { ERROR_RATE } from './error-rate.ts';

/**
 * From one look to the next. What is known of a slope grows with the cube of the time (its standard error falls with
 * T^(3/2)), so a quarter more time doubles it; looks closer together would only repeat one another and spend for it.
 */
const SPACING = 1.25;
/**
 * Not before this share of a planned run, which is when rules that end a soak wake: what fills and what leaks rise alike
 * at first. Measured on seeded shapes, over all looks: from a sixteenth of the run on 30 % of those that were still
 * filling were called leaking; from 0.25 to 0.3 of it on about 1 % of those that can be told by then, and leaks were
 * found in 1.25 × the time (median) of an oracle that knows shape and noise.
 */
const EARLIEST_SHARE = 1 / 4;
/** Of a run without planned end. Earlier a target still starts up. */
const FIRST_OPEN_MS = 5 * 60_000;

/**
 * A claim before the end needs a span of so many correlation times, enough for nine cosines. In a shorter one the
 * correlation time is itself told from few wanderings, and where it comes out too small noise passes for a slope:
 * without this limit, of 300 flat series with noise that remembers T/480, T/96 and T/48, looked at thirteen times (from
 * a sixteenth of the run on) for 2.5 % in all against a budget of nearly 0, 2 %, 8 % and 17 % were called leaking at some
 * look; with it 2 %, 2 % and 3 %. By the looks below and the end, each with half of it: 2 %, 2.3 % and 3 % of the runs.
 */
const CORRELATION_TIMES = 2 * Math.PI * 9;

/**
 * Or a slope of ten times the half-width of its interval: however wrong the correlation time is, no noise passes for
 * that; of random walks, which a range bounds, one in 10⁵ is at two half-widths (trend/precision.ts).
 */
const FAR_OUTSIDE = 0.9;

export interface Look {
  /** 1 for the first. */
  readonly number: number;
  /** Of observed time. */
  readonly atMs: number;
  /** One-sided error rate of a claim at this look. */
  readonly alpha: number;
}

/** One-sided error rates of claiming any leak. */
export interface Spending {
  /** At all looks before the end together. */
  readonly looks: number;
  readonly end: number;
}

/**
 * Where the plan lets a look end the run, looks and end are chances to be wrong about one verdict, and each has half of
 * the error rate: the end, which knows most, as much as all looks together. Where it does not, what a look claims is
 * only shown, and the verdict is the end's alone.
 */
export function spendingOf(lookMayEndRun: boolean): Spending {
  const half = ERROR_RATE / 2;
  return lookMayEndRun ? { looks: half, end: half } : { looks: ERROR_RATE, end: ERROR_RATE };
}

/** All looks at a run of known length before its end, in order; each with an equal part of `alpha`. */
export function plannedLooks(plannedMs: number, alpha: number): Look[] {
  const count = Math.floor(-Math.log(EARLIEST_SHARE) / Math.log(SPACING));
  return Array.from({ length: count }, (_, place) => ({
    number: place + 1,
    atMs: plannedMs / SPACING ** (count - place),
    alpha: alpha / count,
  }));
}

/** Of a run whose length is not known: α/(k(k + 1)) at the k-th look, of which the sum over all k is α. */
export function openLook(number: number, alpha: number): Look {
  return { number, atMs: FIRST_OPEN_MS * SPACING ** (number - 1), alpha: alpha / (number * (number + 1)) };
}

/** The looks that are due after so much observed time, in order. `plannedMs`: null when not known. */
export function looksUntil(plannedMs: number | null, observedMs: number, alpha: number): Look[] {
  if (plannedMs !== null) return plannedLooks(plannedMs, alpha).filter(({ atMs }) => atMs <= observedMs);
  const due: Look[] = [];
  for (let next = openLook(1, alpha); next.atMs <= observedMs; next = openLook(next.number + 1, alpha))
    due.push(next);
  return due;
}

/** Where it comes first, whether or not it is due. */
export function firstLook(plannedMs: number | null, alpha: number): Look {
  return (plannedMs === null ? undefined : plannedLooks(plannedMs, alpha)[0]) ?? openLook(1, alpha);
}

/** Whether a leak may be claimed from the trend before the run's end. */
export function standsEarly(
  trend: Pick<Trend, 'method' | 'spanS' | 'tauS' | 'slopePerHour' | 'lowPerHour' | 'highPerHour'>,
): boolean {
  const { method, spanS, tauS, slopePerHour, lowPerHour, highPerHour } = trend;
  if (method === 'cosines' && spanS >= CORRELATION_TIMES * tauS) return true;
  if (slopePerHour === null || lowPerHour === null || highPerHour === null) return false;
  const least = slopePerHour > 0 ? lowPerHour : -highPerHour;
  return least >= FAR_OUTSIDE * Math.abs(slopePerHour);
}
