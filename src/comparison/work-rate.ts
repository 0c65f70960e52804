/** What the load got done over a stretch, and what of it went wrong. */
import { countsBetween, resolved } from '../analysis/load-counts.ts';
import type { Reading } from './figure.ts';
import type { Look } from './look.ts';
import { meanWithError } from './mean-error.ts';
import { operationIndex } from './studied-run.ts';

/** Of fewer seconds nobody can say how they scatter. */
const FEWEST_S = 10;

/** Successes per second, on the logarithm. */
export function throughputFigure(look: Look, operation: string | null): Reading {
  const rates = Float64Array.from(secondsOf(look, operation), ({ ok }) => ok);
  if (rates.length < FEWEST_S) return `only ${rates.length} s in what both runs did`;
  const { mean, error } = meanWithError(rates);
  if (!(mean > 0)) return 'no operation succeeded';
  // The first and the last one may be on either side of an edge.
  const ofEdges = 1 / rates.length;
  return { value: Math.log(mean), error: Math.max(error, ofEdges) / mean, whole: 1 };
}

/** Share of the operations that came to an end, skipped ones among them, that were no success. */
export function errorFigure(look: Look, operation: string | null): Reading {
  const seconds = secondsOf(look, operation);
  const ended = seconds.reduce((sum, counts) => sum + resolved(counts), 0);
  if (ended === 0 || seconds.length < FEWEST_S) return 'no operation ended in what both runs did';
  const bad = seconds.reduce((sum, { failed, skipped }) => sum + failed + skipped, 0);
  const share = bad / ended;
  const excess = Float64Array.from(
    seconds,
    (counts) => counts.failed + counts.skipped - share * resolved(counts),
  );
  // Where nothing went wrong, one might have.
  const ofChance = Math.sqrt(Math.max(1, bad)) / ended;
  const error = Math.max((meanWithError(excess).error * seconds.length) / ended, ofChance);
  return { value: share, error, whole: 1 };
}

/** Whole seconds with a load generator. */
function secondsOf({ run, span: { fromS, toS } }: Look, operation: string | null) {
  const { found } = run;
  const index = operationIndex(run, operation);
  if (index === -1) return [];
  const counts = found.counts(index);
  const { excluded } = found.timeline;
  return [...found.loadSeconds()]
    .filter((second) => second >= fromS && second + 1 <= toS)
    .filter((second) => !excluded.some((gap) => gap.fromS < second + 1 && gap.toS > second))
    .map((second) => countsBetween(counts, second, second + 1));
}
