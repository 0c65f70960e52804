/** All series of a file: what is claimed of any of them is wrong in 2.5 % of files, however many there are. */
import type { AnalyzedSeries } from './analysis.ts';
import type { SeriesReadings } from './generation.ts';
import { analyzeSeries, type SeriesRequest } from './series.ts';

export interface SeriesLives {
  readonly lives: readonly SeriesReadings[];
  readonly request: SeriesRequest;
}

/**
 * Holm's procedure as he states it (1979): the error rate is shared out among all series; when some are found to leak,
 * it is shared out among the others alone, until no more are found.
 */
export function analyzeTogether(series: readonly SeriesLives[]): AnalyzedSeries[] {
  const judge = ({ lives, request }: SeriesLives, together: number): AnalyzedSeries =>
    analyzeSeries(lives, request, together);
  let analyzed = series.map((one) => judge(one, series.length));
  for (let leaks = 0, found = countLeaks(analyzed); found > leaks; ) {
    leaks = found;
    // What is clean would only be so again: its other end has an error rate of its own.
    analyzed = analyzed.map((one, index) => {
      const open = one.document.verdict === 'inconclusive' ? series[index] : undefined;
      return open === undefined ? one : judge(open, series.length - leaks);
    });
    found = countLeaks(analyzed);
  }
  return analyzed;
}

function countLeaks(analyzed: readonly AnalyzedSeries[]): number {
  return analyzed.filter(({ document }) => document.verdict === 'leak').length;
}
