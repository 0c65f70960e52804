/** What the columns of a file of samples are: the time, the operations, what tells one process from the next, and series. */
import type { LineProblems } from '../csv/line-problems.ts';

export interface Layout {
  readonly secondsPerUnit: number;
  /** Places of columns; null: there is none. */
  readonly operations: number | null;
  /** A change in one of these is a restart. */
  readonly splits: readonly number[];
  readonly series: readonly { readonly name: string; readonly place: number }[];
}

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { elapsed_s: 1, elapsed_ms: 1e-3, wall_ms: 1e-3 };
const OPERATIONS = 'ops';
const SPLITS = ['generation', 'pid'];

/** null when the columns are not those of samples; `problems` says why. */
export function readLayout(names: readonly string[], problems: LineProblems): Layout | null {
  const [time = ''] = names;
  const secondsPerUnit = Object.hasOwn(SECONDS_PER_UNIT, time) ? SECONDS_PER_UNIT[time] : undefined;
  const others = names.map((name, place) => ({ name, place })).slice(1);
  const series = others.filter(({ name }) => name !== OPERATIONS && !SPLITS.includes(name));
  const expected = Object.keys(SECONDS_PER_UNIT).join(', ');
  if (secondsPerUnit === undefined)
    problems.add(1, `the first column is ${JSON.stringify(time)}, expected the time: one of ${expected}`);
  if (series.length === 0)
    problems.add(1, `found no series beside ${names.join(', ')}, expected at least one`);
  if (secondsPerUnit === undefined || series.length === 0) return null;
  return {
    secondsPerUnit,
    operations: others.find(({ name }) => name === OPERATIONS)?.place ?? null,
    splits: others.filter(({ name }) => SPLITS.includes(name)).map(({ place }) => place),
    series,
  };
}
