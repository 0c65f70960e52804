import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FINER_LEVELS, finerBends, possibleBends } from '../../src/trend/bend.ts';
import { leastSquares } from '../../src/trend/least-squares.ts';
import type { Column } from '../../src/trend/vector.ts';
import { digitsOf, near } from './near.ts';
import { boxBod, type CertifiedFit, strd } from './reference-data.ts';

/**
 * Digits that must be reached: of every coefficient, of its standard deviation, and of the residual's. What a double
 * allows differs by set: Filip is a polynomial of degree 10 (condition 10¹⁵ as it stands), and of Wampler3 to 5 the
 * residuals are up to 10⁷ times the coefficients. LAPACK's QR (numpy 1.24) reaches 7.9 digits of Filip's coefficients,
 * 10.9 of Longley's and 5.8 of Wampler5's.
 */
const REACHED: Readonly<Record<string, readonly number[]>> = {
  Norris: [12, 13, 13],
  NoInt1: [15, 14, 14],
  NoInt2: [15, 15, 15],
  Filip: [7, 7, 8],
  Longley: [12, 12, 14],
  Wampler1: [9, 9, 9],
  Wampler2: [12, 13, 13],
  Wampler3: [9, 13, 13],
  Wampler4: [7.5, 13, 13],
  Wampler5: [5.5, 13, 13],
};

/** Powers by multiplication: what ** gives in the last place is up to the machine. */
function powers(x: readonly number[], degree: number): Column[] {
  const columns = [Float64Array.from(x, () => 1)];
  for (let power = 1; power <= degree; power += 1)
    columns.push(Float64Array.from(x, (value, place) => value * (columns[power - 1]?.[place] ?? 0)));
  return columns;
}

function designOf({ columns, x, degree }: CertifiedFit): Column[] {
  return columns?.map((column) => Float64Array.from(column)) ?? powers(x ?? [], degree ?? 0);
}

function fewestDigits(actual: readonly number[], expected: readonly number[]): number {
  return Math.min(...actual.map((value, place) => digitsOf(value, expected[place] ?? Number.NaN)));
}

assert.equal(strd.length, 10);

for (const set of strd) {
  test(`least squares gives the certified values of NIST’s ${set.name}`, (t) => {
    const y = Float64Array.from(set.y);
    const design = designOf(set);
    // Standard errors are known of the last column, so each has its turn at the end.
    const fits = design.map((column, place) => {
      const fit = leastSquares([...design.toSpliced(place, 1), column], y);
      assert.ok(fit !== null, `column ${place} was taken for dependent`);
      return fit;
    });
    const inOrder = fits.at(-1);
    assert.ok(inOrder !== undefined);
    const scatter = Math.sqrt(inOrder.squares / (y.length - design.length));
    const reached = [
      Math.min(
        fewestDigits(
          fits.map(({ slope }) => slope),
          set.coefficients,
        ),
        fewestDigits(inOrder.coefficients, set.coefficients),
      ),
      fewestDigits(
        fits.map(({ slopeScale }) => scatter * slopeScale),
        set.deviations,
      ),
      digitsOf(scatter, set.residualDeviation),
    ];
    const [coefficient, deviation, residual] = reached.map((digits) => digits.toFixed(1));
    const told = `${coefficient} digits of the coefficients, ${deviation} of their deviations, ${residual} of the residual’s`;
    t.diagnostic(told);
    const least = REACHED[set.name] ?? [];
    assert.ok(least.length > 0 && least.every((digits, place) => (reached[place] ?? 0) >= digits), told);
  });
}

/**
 * y = b₁(1 − e^(−x/τ)), the shape of a warm-up without a slope. Time constants are tried on a grid, at the last 0.4 %
 * apart; of Misra1a, the other set of this shape, the time constant is 2.7 times the span: no warm-up, but a line.
 */
test('the grid of time constants comes within its fineness of NIST’s BoxBOD', (t) => {
  const { x, y, height, rate, squares } = boxBod;
  const seconds = Float64Array.of(0, ...x);
  const fitted = possibleBends(seconds).filter(({ family }) => family === 'exp');
  const fitOf = ({ column }: { readonly column: Column }) => {
    const fit = leastSquares([column.subarray(1).map((left) => 1 - left)], Float64Array.from(y));
    assert.ok(fit !== null);
    return fit;
  };
  const bestOf = (bends: typeof fitted) =>
    bends.reduce((best, bend) => (fitOf(bend).squares < fitOf(best).squares ? bend : best));
  const best = FINER_LEVELS.reduce(
    (bend, level) => bestOf([bend, ...finerBends(bend, seconds, level)]),
    bestOf(fitted),
  );
  const { slope, squares: found } = fitOf(best);
  t.diagnostic(`height ${slope}, rate ${1 / best.atS}, squares ${found}`);
  near(1 / best.atS, rate, 0.004);
  near(slope, height, 0.001);
  near(found, squares, 1e-4);
});
