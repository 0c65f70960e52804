/**
 * Least squares by QR: modified Gram-Schmidt, each column orthogonalised twice ("twice is enough": Giraud, Langou and
 * Rozložník 2005), which is as stable as Householder here and gives the orthonormal basis that every later step uses.
 *
 * The slope of interest is the LAST column of a design. Then slope = q_last·y / r_last, and with residuals of long-run
 * variance ω² its standard error is ω / r_last: no inverse is ever formed.
 */
import { addScaled, type Column, dot, norm, scaled } from './vector.ts';

/**
 * A column whose part outside the others is smaller than this share of it is one of them in disguise: rounding alone
 * is 1e-16 of the column, so of such a part fewer than five digits are left. The hardest of NIST's certified sets,
 * Filip, has columns with a share of 1e-9, and comes out to seven digits.
 */
const DEPENDENT = 1e-11;

export interface Fit {
  /** Orthonormal columns spanning the design. */
  readonly basis: readonly Column[];
  readonly coefficients: readonly number[];
  /** Coefficient of the last column. */
  readonly slope: number;
  /** Standard error of the slope for residuals of unit long-run variance. */
  readonly slopeScale: number;
  readonly residuals: Column;
  readonly squares: number;
}

/** null when the columns are not independent, or are more than the readings. */
export function leastSquares(columns: readonly Column[], values: Column): Fit | null {
  const basis: Column[] = [];
  const triangle: number[][] = [];
  for (const column of columns) {
    const { rest, along, length } = splitOff(column, basis);
    if (!(length > DEPENDENT * norm(column)) || basis.length >= values.length) return null;
    basis.push(scaled(rest, 1 / length));
    triangle.push([...along, length]);
  }
  const { rest: residuals, along } = splitOff(values, basis);
  const coefficients = solveTriangle(triangle, along);
  return {
    basis,
    coefficients,
    slope: coefficients.at(-1) ?? 0,
    slopeScale: 1 / (triangle.at(-1)?.at(-1) ?? 1),
    residuals,
    squares: dot(residuals, residuals),
  };
}

/** What of a column lies outside the span of an orthonormal basis, and its parts along the basis. */
export function splitOff(
  column: Column,
  basis: readonly Column[],
): { readonly rest: Column; readonly along: number[]; readonly length: number } {
  const rest = Float64Array.from(column);
  const along = basis.map(() => 0);
  for (let pass = 0; pass < 2; pass += 1) {
    let index = 0;
    for (const direction of basis) {
      const part = dot(direction, rest);
      addScaled(rest, -part, direction);
      along[index] = (along[index] ?? 0) + part;
      index += 1;
    }
  }
  return { rest, along, length: norm(rest) };
}

/** Back substitution; `triangle[k]` is column k of R, down to its diagonal. */
function solveTriangle(triangle: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rest = [...right];
  for (let k = triangle.length - 1; k >= 0; k -= 1) {
    const column = triangle[k] ?? [];
    const solved = (rest[k] ?? 0) / (column[k] ?? 1);
    for (let row = 0; row < k; row += 1) rest[row] = (rest[row] ?? 0) - solved * (column[row] ?? 0);
    rest[k] = solved;
  }
  return rest;
}
