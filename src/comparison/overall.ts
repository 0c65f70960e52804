/** From metric by metric to one verdict. */
import type { ComparedMetric, Outcome } from './comparison.ts';
import { metricName } from './metric-name.ts';
import { blurred, undecided, unsound } from './soundness.ts';
import type { StudiedRun } from './studied-run.ts';

/** What a sentence names one by one. */
const MOST_NAMED = 4;

/**
 * Regressed where any metric has; same or better only when nothing at all stands against it. A slope that is undecided
 * takes nothing from that: short runs decide none, and what those of memory and times add up to is in their levels.
 */
export function overall(
  metrics: readonly ComparedMetric[],
  runs: readonly StudiedRun[],
): { readonly verdict: Outcome; readonly reason: string } {
  const doubt = firstOf(runs, unsound);
  if (doubt !== null) return { verdict: 'cannot tell', reason: doubt };
  const of = (outcome: Outcome) => metrics.filter(({ verdict }) => verdict === outcome);
  const told = metrics.filter(({ verdict }) => verdict !== null);
  const [regressed, better] = [of('regressed'), of('better')];
  if (regressed.length > 0)
    return { verdict: 'regressed', reason: `${named(regressed)} regressed, of ${told.length} metrics` };
  const open = of('cannot tell').filter(({ isSlope }) => !isSlope);
  if (open[0] !== undefined) return { verdict: 'cannot tell', reason: `${open[0].reason}: ${named(open)}` };
  if (told.every(({ isSlope }) => isSlope))
    return { verdict: 'cannot tell', reason: 'there is nothing that both runs measured' };
  const unjudged = firstOf(runs, undecided);
  if (unjudged !== null) return { verdict: 'cannot tell', reason: unjudged };
  if (better.length > 0)
    return { verdict: 'better', reason: `${named(better)} better, of ${told.length} metrics` };
  const reason = `${told.length} metrics differ by no more than runs of one build do, or than is worth telling`;
  return { verdict: 'same', reason };
}

/** Nothing is told of what the load measured where a generator fell behind. */
export function withoutBlurred(
  metrics: readonly ComparedMetric[],
  runs: readonly StudiedRun[],
): readonly ComparedMetric[] {
  const reason = firstOf(runs, blurred);
  if (reason === null) return metrics;
  return metrics.map((metric) =>
    metric.target === null ? { ...metric, verdict: 'cannot tell' as const, reason } : metric,
  );
}

function firstOf(runs: readonly StudiedRun[], why: (run: StudiedRun) => string | null): string | null {
  return runs.map(why).find((text) => text !== null) ?? null;
}

function named(metrics: readonly ComparedMetric[]): string {
  const names = metrics.map(({ metric, target, operation }) => {
    const name = metricName(metric, { operation });
    return target === null ? name : `${target} ${name}`;
  });
  const others = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}
