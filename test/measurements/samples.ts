/** Files of samples, made row by row, and what soakd says about them. */
import type { Analysis, SeriesDocument } from '../../src/measurements/analysis.ts';
import { analyzeFile } from '../../src/measurements/analyze.ts';
import { readAllowance } from '../../src/measurements/budget.ts';

export type Cell = number | string | null;

/** `row` is called with 0, 1, 2, …; null leaves the row out. */
export function csvOf(header: string, rows: number, row: (index: number) => readonly Cell[] | null): string {
  const lines = Array.from({ length: rows }, (_, index) =>
    row(index)
      ?.map((cell) => cell ?? '')
      .join(','),
  );
  return `${[header, ...lines.filter((line) => line !== undefined)].join('\n')}\n`;
}

export function analyzeText(
  text: string,
  options: { readonly budgets?: readonly string[]; readonly limits?: readonly string[] } = {},
): Promise<Analysis> {
  return analyzeFile(
    { name: 'samples.csv', chunks: [Buffer.from(text)] },
    {
      budgets: (options.budgets ?? []).map((option) => readAllowance(option, 'a=1/h')),
      limits: (options.limits ?? []).map((option) => readAllowance(option, 'a=1')),
    },
  );
}

/** Of a file with one series. */
export async function analyzeOne(
  text: string,
  options: Parameters<typeof analyzeText>[1] = {},
): Promise<SeriesDocument> {
  const { series } = await analyzeText(text, options);
  const [first, ...more] = series;
  if (first === undefined || more.length > 0) throw new Error(`found ${series.length} series`);
  return first.document;
}
