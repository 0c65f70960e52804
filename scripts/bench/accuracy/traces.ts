/** The recorded traces under test/accuracy/traces: CSV as `soakd analyze` reads it, packed; manifest.json tells what they are. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Split } from './labelled-series.ts';
import type { Recording } from './recordings.ts';

export type Twin = 'sound' | 'leaky';
/** Columns after `elapsed_s` and `ops`, each in the unit that its name says. */
export type Column = 'anon_bytes' | 'rss_bytes' | 'fds_count' | 'threads_count' | 'p95_ms';

export interface Manifest {
  readonly recordedAt: string;
  readonly everyS: number;
  readonly host: Readonly<Record<string, unknown>>;
  readonly programs: readonly RecordedProgram[];
}

export interface RecordedProgram extends Pick<Recording, 'settles' | 'periodS'> {
  readonly program: string;
  readonly split: Split;
  readonly version: string;
  /** The budgets of the recording's own plan. */
  readonly criteria: readonly string[];
  /** What the leaky twin leaks per operation, found on instances of its own; see record-truth.ts. */
  readonly truth: Truth;
  /** File names; `seconds`: latency by the second instead of by the window. */
  readonly files: Readonly<
    Record<Twin, { readonly memory: string; readonly latency: string; readonly seconds: string }>
  >;
}

export interface Truth {
  /** The one of the two below that says what is kept. */
  readonly bytesPerOperation: number;
  /** Where that comes from. */
  readonly by: string;
  /** By the program's own account. */
  readonly accountBytesPerOperation: number;
  /** Growth of resident anonymous memory at full speed: what the system sees, garbage included. */
  readonly residentBytesPerOperation: number;
  readonly fdsPerOperation: number;
  /** null: latency does not grow. */
  readonly msPerOperation: number | null;
}

export interface Trace {
  readonly seconds: Float64Array;
  /** Cumulative, of the twin. */
  readonly operations: Float64Array;
  readonly columns: ReadonlyMap<Column, Float64Array>;
}

export const TRACES = new URL('../../../test/accuracy/traces/', import.meta.url);

export function readManifest(): Manifest {
  return JSON.parse(readFileSync(new URL('manifest.json', TRACES), 'utf8')) as Manifest;
}

export function readTrace(file: string): Trace {
  const [head = '', ...lines] = gunzipSync(readFileSync(new URL(file, TRACES)))
    .toString('latin1')
    .trimEnd()
    .split('\n');
  const names = head.split(',');
  const read = names.map(() => new Float64Array(lines.length));
  for (const [row, line] of lines.entries())
    for (const [place, cell] of line.split(',').entries()) {
      const column = read[place];
      if (column) column[row] = Number(cell);
    }
  const [seconds = new Float64Array(0), operations = new Float64Array(0), ...columns] = read;
  return {
    seconds,
    operations,
    columns: new Map(columns.map((column, place) => [names[place + 2] as Column, column])),
  };
}

export function writeTrace(file: string, { seconds, operations, columns }: Trace): void {
  const lines = [['elapsed_s', 'ops', ...columns.keys()].join(',')];
  for (const [row, second] of seconds.entries()) {
    const cells = [...columns.values()].map((column) => String(Number(column[row]?.toFixed(3))));
    lines.push([second.toFixed(2), Math.round(operations[row] ?? 0), ...cells].join(','));
  }
  writeFileSync(new URL(file, TRACES), gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
}
