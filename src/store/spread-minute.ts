/** The load of a thinned run, second by second: each second of a minute as its share of the minute's counts. */

export interface LoadMinute {
  /** Its first second. */
  readonly monoMs: number;
  /** How many seconds of load it holds. */
  readonly seconds: number;
  readonly counts: readonly number[];
}

/** Rows of a second and its counts, ascending: whole numbers that sum up to the minute's. Minutes ascend. */
export function spreadMinutes(minutes: readonly LoadMinute[]): number[][] {
  return minutes.flatMap(({ monoMs, seconds, counts }) =>
    Array.from({ length: seconds }, (_, second) => [
      monoMs + 1000 * second,
      ...counts.map((count) => share(count, second + 1, seconds) - share(count, second, seconds)),
    ]),
  );
}

function share(count: number, elapsed: number, seconds: number): number {
  return Math.round((count * elapsed) / seconds);
}
