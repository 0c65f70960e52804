/** Bends as sums of columns, each of a size. */
import type { Bend, Course } from './part.ts';

export function one(column: Course, size: number): Pick<Bend, 'at' | 'columns'> {
  return several([column], [size]);
}

export function several(columns: readonly Course[], sizes: readonly number[]): Pick<Bend, 'at' | 'columns'> {
  return {
    at: (second) => columns.reduce((sum, column, index) => sum + (sizes[index] ?? 0) * column(second), 0),
    columns,
  };
}

export function stepAt(atS: number): Course {
  return (second) => (second >= atS ? 1 : 0);
}
