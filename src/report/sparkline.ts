const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const PLAIN = ['_', '.', '-', '~', '=', '+', '*', '#'] as const;

/** A series as one line of characters, lowest to highest; a space where there was nothing to see. */
export function sparkline(values: readonly (number | null)[], unicode: boolean): string {
  const marks = unicode ? BLOCKS : PLAIN;
  const seen = values.filter((value) => value !== null);
  const low = Math.min(...seen);
  const high = Math.max(...seen);
  const mark = (value: number | null): string => {
    if (value === null) return ' ';
    const level = high > low ? Math.round(((value - low) / (high - low)) * (marks.length - 1)) : 0;
    return marks[level] ?? ' ';
  };
  return values.map(mark).join('');
}
