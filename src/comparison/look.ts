/** A run, looked at over a stretch of its work. */
import { type Span, type Stretch, type StudiedRun, spanOf } from './studied-run.ts';
import { type Times, timesOf } from './times.ts';

export interface Look {
  readonly run: StudiedRun;
  readonly stretch: Stretch;
  readonly span: Span;
  /** Of one operation, or (null) all. */
  readonly times: (operation: string | null) => Times;
}

export function lookAt(run: StudiedRun, stretch: Stretch): Look {
  const span = spanOf(run, stretch);
  const known = new Map<string | null, Times>();
  return {
    run,
    stretch,
    span,
    times(operation) {
      const times = known.get(operation) ?? timesOf(run, operation, span);
      known.set(operation, times);
      return times;
    },
  };
}
