/** All series of a file: what is claimed of any of them is wrong in 2.5 % of files, however many there are. */
import { stepDown } from '../verdict/holm.ts';
import type { AnalyzedSeries } from './analysis.ts';
import type { SeriesReadings } from './generation.ts';
import { analyzeSeries, type SeriesRequest } from './series.ts';

export interface SeriesLives {
  readonly lives: readonly SeriesReadings[];
  readonly request: SeriesRequest;
}

export function analyzeTogether(series: readonly SeriesLives[]): AnalyzedSeries[] {
  const judged = stepDown(series, {
    judgeAt: ({ lives, request }, together) => analyzeSeries(lives, request, together),
    stands: ({ document }) => document.verdict === 'leak',
    isOpen: ({ document }) => document.verdict === 'inconclusive',
  });
  return judged.map(({ answer }) => answer);
}
