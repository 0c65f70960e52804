/**
 * Holm's step-down adjustment (Holm 1979, "A simple sequentially rejective multiple test procedure"): claims whose
 * adjusted p-value is at most α are all true but with probability α, whatever depends on what. The smallest p-value is
 * multiplied by their number, as Bonferroni does with all of them, the next by one less, and so on; none may fall below
 * one before it. In the order given.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const count = pValues.length;
  const adjusted = new Array<number>(count);
  let least = 0;
  const ascending = [...pValues.entries()].sort(([, a], [, b]) => a - b);
  for (const [rank, [place, p]] of ascending.entries()) {
    least = Math.max(least, Math.min(1, (count - rank) * p));
    adjusted[place] = least;
  }
  return adjusted;
}
