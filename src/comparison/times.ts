/** The times of a stretch, window by window and as a whole. */
import { rollingWindows } from '../analysis/latency-windows.ts';
import { Histogram } from '../load/figure/histogram.ts';
import { operationIndex, type Span, type StudiedRun } from './studied-run.ts';

export interface Times {
  readonly windows: readonly Histogram[];
  readonly whole: Histogram;
}

/** Of one operation, or (null) all; windows whose middle lies in the span, outside what soakd did not see. */
export function timesOf(run: StudiedRun, operation: string | null, { fromS, toS }: Span): Times {
  const { rows, found } = run;
  const { excluded, soakToMs } = found.timeline;
  const windows: Histogram[] = [];
  const whole = new Histogram();
  const index = operationIndex(run, operation);
  if (index === -1) return { windows, whole };
  for (const window of rollingWindows(rows.histograms(index), 0, 'latency', soakToMs)) {
    const middleS = (window.fromMs + window.toMs) / 2000;
    if (middleS < fromS || middleS >= toS) continue;
    if (excluded.some((gap) => gap.fromS <= middleS && middleS < gap.toS)) continue;
    windows.push(window.histogram);
    whole.merge(window.histogram);
  }
  return { windows, whole };
}
