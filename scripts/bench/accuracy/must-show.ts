/** The figures that soakd is held to, and whether it holds them. */

import type { Judged, Score, Share } from './score.ts';
import { scoreOf } from './score.ts';
import { aligned, percent } from './score-table.ts';

interface Line {
  readonly what: string;
  readonly wanted: string;
  readonly found: string;
  readonly held: boolean;
  /** What no method stays under that finds what has to be found (unavoidable.ts). */
  readonly least?: number;
}

/** `perShape`: soakd's calls. */
export function mustShow(perShape: readonly (readonly Judged[])[]): string {
  const total = scoreOf(perShape.flat());
  const worst = perShape.map(scoreOf).reduce<Score | null>(worse, null) ?? total;
  const lines: Line[] = [
    { ...atMost('false leaks over all benign shapes', total.falseLeak, 0.005), least: total.unavoidable },
    { ...atMost('false leaks of the worst benign shape', worst.falseLeak, 0.02), least: worst.unavoidable },
    atMost('false clean of all leaks', total.falseClean, 0.005),
    atLeast('identifiable: leaks of ≥ 1.5 × detectable found', total.plainRecall, 0.97),
    atMost('identifiable: inconclusive', total.inconclusive, 0.08),
    atLeast('identifiable: intervals that hold the truth', total.coverage, 0.93),
  ];
  return aligned([
    ['must show', 'wanted', 'found', '', 'unavoidable'],
    ...lines.map(({ what, wanted, found, held, least }) => [
      what,
      wanted,
      found,
      held ? 'held' : 'MISSED',
      least === undefined ? '' : `≥ ${(100 * least).toFixed(1)} %`,
    ]),
  ]);
}

function worse(worst: Score | null, score: Score): Score | null {
  if (score.falseLeak.of === 0) return worst;
  return worst === null || rate(score.falseLeak) > rate(worst.falseLeak) ? score : worst;
}

function atMost(what: string, share: Share, limit: number): Line {
  return { what, wanted: `≤ ${100 * limit} %`, found: percent(share), held: rate(share) <= limit };
}

function atLeast(what: string, share: Share, limit: number): Line {
  return { what, wanted: `≥ ${100 * limit} %`, found: percent(share), held: rate(share) >= limit };
}

function rate({ count, of }: Share): number {
  return of === 0 ? 0 : count / of;
}
