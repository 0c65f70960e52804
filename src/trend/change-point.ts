/**
 * Whether a few dozen figures, one a run, are all of one kind, or changed somewhere: the split whose two sides differ most
 * in rank (a maximally selected rank statistic: Lausen and Schumacher 1992), and how often chance alone would split
 * them so clearly (by permutation). No shape, no normal distribution and no outlier matters; the figures must not depend
 * on each other, as those of separate runs do not.
 */

export interface ChangePoint {
  /** Index of the first figure after the split. */
  readonly at: number;
  /** Of figures that are all of one kind. */
  readonly p: number;
}

/** On either side of a split: fewer are outliers, not a change. */
const FEWEST_BESIDE = 3;
/** p is told to ± 0.004 at 0.05. */
const PERMUTATIONS = 10_000;
/** The least that can tell: the clearest split of six has a p of one in ten, of eight one in 35. */
export const FEWEST_FIGURES = 8;

/** null: too few, or all the same. */
export function findChange(figures: Float64Array): ChangePoint | null {
  if (figures.length < FEWEST_FIGURES) return null;
  const ranks = ranksOf(figures);
  const observed = clearestSplit(ranks);
  if (observed.clarity === 0) return null;
  const uniform = uniformFrom(7);
  const shuffled = Float64Array.from(ranks);
  let asClear = 0;
  for (let permutation = 0; permutation < PERMUTATIONS; permutation += 1) {
    shuffle(shuffled, uniform);
    if (clearestSplit(shuffled).clarity >= observed.clarity * (1 - 1e-12)) asClear += 1;
  }
  // The order that was seen is one of them.
  return { at: observed.at, p: (asClear + 1) / (PERMUTATIONS + 1) };
}

/** Of equal figures the mean of their ranks. */
function ranksOf(figures: Float64Array): Float64Array {
  const sorted = figures.toSorted();
  return figures.map((figure) => (sorted.indexOf(figure) + sorted.lastIndexOf(figure)) / 2 + 1);
}

/** `clarity`: by how many standard deviations the sum of the first ranks is off, squared, up to a factor. */
function clearestSplit(ranks: Float64Array): { readonly at: number; readonly clarity: number } {
  const count = ranks.length;
  const mean = (count + 1) / 2;
  let sum = 0;
  let at = 0;
  let clarity = 0;
  for (let before = 1; before <= count - FEWEST_BESIDE; before += 1) {
    sum += (ranks[before - 1] ?? 0) - mean;
    if (before < FEWEST_BESIDE) continue;
    const own = sum ** 2 / (before * (count - before));
    if (own <= clarity) continue;
    clarity = own;
    at = before;
  }
  return { at, clarity };
}

/** Fisher and Yates. */
function shuffle(values: Float64Array, uniform: () => number): void {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(uniform() * (last + 1));
    const kept = values[last] ?? 0;
    values[last] = values[other] ?? 0;
    values[other] = kept;
  }
}

/** Below 1, from xorshift32: the same figures are always told the same. */
function uniformFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
