/** The load of a thinned run, second by second: each second of a minute as its share of the minute's counts. */

export interface LoadMinute {
  /** Its first second. */
  readonly monoMs: number;
  /** How many seconds of load it holds. */
  readonly seconds: number;
  readonly counts: readonly number[];
}

export interface LoadSeconds {
  /** Begins of the seconds, ascending. */
  readonly monoMs: Float64Array;
  /** Whole numbers that sum up to those of the minutes. */
  readonly counts: readonly Float64Array[];
}

/** Minutes ascend and each has as many counts as `width`. Seconds outside of [fromMs, toMs) are left out. */
export function spreadMinutes(
  minutes: readonly LoadMinute[],
  { width, fromMs, toMs }: { readonly width: number; readonly fromMs: number; readonly toMs: number },
): LoadSeconds {
  const total = minutes.reduce((sum, { seconds }) => sum + seconds, 0);
  const monoMs = new Float64Array(total);
  const counts = Array.from({ length: width }, () => new Float64Array(total));
  let at = 0;
  for (const minute of minutes)
    for (let second = 0; second < minute.seconds; second += 1) {
      const ms = minute.monoMs + 1000 * second;
      if (ms < fromMs || ms >= toMs) continue;
      monoMs[at] = ms;
      for (const [index, column] of counts.entries()) column[at] = shareOf(minute, index, second);
      at += 1;
    }
  return { monoMs: monoMs.subarray(0, at), counts: counts.map((column) => column.subarray(0, at)) };
}

function shareOf({ seconds, counts }: LoadMinute, index: number, second: number): number {
  const upTo = (elapsed: number): number => Math.round(((counts[index] ?? 0) * elapsed) / seconds);
  return upTo(second + 1) - upTo(second);
}
