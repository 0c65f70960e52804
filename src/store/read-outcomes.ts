/** What became of operations, summed: failures by class, outcomes by category, marks. */
import type { OutcomeRow } from './load-record.ts';
import { bounds, type LoadSpan, which } from './load-span.ts';
import type { Span } from './read-columns.ts';
import type { Connection } from './sqlite.ts';

export type OutcomeTotal = Omit<OutcomeRow, 'monoMs'>;

export interface FailureTotal {
  readonly operation: number;
  readonly failure: string;
  readonly count: number;
}

export interface MarkTotal {
  readonly operation: number;
  readonly mark: string;
  readonly count: number;
}

/** Most frequent first. */
export function readFailureTotals(database: Connection, run: number, span: LoadSpan): FailureTotal[] {
  const [from, to] = bounds(span);
  return database
    .prepare<[readonly number[]], FailureTotal>(
      `SELECT operation, failure, sum(count) AS count FROM failures
      WHERE run = ? AND ${which(span)} AND mono_ms >= ? AND mono_ms < ? GROUP BY operation, failure ORDER BY 3 DESC, 1, 2`,
    )
    .all([run, span.operation ?? run, from, to]);
}

/** By operation, expectation and category. */
export function readOutcomeTotals(database: Connection, run: number, span: Span): OutcomeTotal[] {
  const [from, to] = bounds(span);
  return database
    .prepare<[number, number, number], OutcomeTotal>(
      `SELECT operation, category, expected, sum(blocked) AS blocked, sum(allowed) AS allowed, sum(undecided) AS undecided
      FROM outcomes WHERE run = ? AND mono_ms >= ? AND mono_ms < ?
      GROUP BY operation, expected, category ORDER BY operation, expected DESC, category`,
    )
    .all(run, from, to);
}

/** By operation and mark. */
export function readMarkTotals(database: Connection, run: number, span: LoadSpan): MarkTotal[] {
  const [from, to] = bounds(span);
  return database
    .prepare<[readonly number[]], MarkTotal>(
      `SELECT operation, mark, sum(count) AS count FROM marks
      WHERE run = ? AND ${which(span)} AND mono_ms >= ? AND mono_ms < ? GROUP BY operation, mark ORDER BY 1, 2`,
    )
    .all([run, span.operation ?? run, from, to]);
}
