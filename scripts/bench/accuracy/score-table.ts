/** Scores as aligned text. */
import { clopperPearson } from './clopper-pearson.ts';
import type { Score, ScoredForecast, Share } from './score.ts';

export interface NamedScore {
  readonly name: string;
  readonly score: Score;
}

export function scoreTable(scores: readonly NamedScore[]): string {
  const head = [
    ['', 'series', 'false leak', '(95 %)', 'false clean', '(95 %)', 'recall ≥1.5', 'inconcl.', 'covers'],
    [
      'slope err',
      'onset err',
      'forecast err at 25/50/75 % of life (told)',
      'recall by multiple of minimal detectable',
    ],
  ].flat();
  return aligned([head, ...scores.map(({ name, score }) => row(name, score))]);
}

/** Shapes down, methods across. */
export function methodTable(
  methods: readonly { readonly name: string; readonly scores: readonly NamedScore[] }[],
): string {
  const shapes = methods[0]?.scores ?? [];
  return aligned([
    ['', '', ...methods.map(({ name }) => name)],
    ...shapes.map(({ name, score }, place) => [
      name,
      score.falseLeak.of > 0 ? 'sound' : 'leaks',
      ...methods.map(({ scores }) => {
        const own = scores[place]?.score;
        return own === undefined ? '' : percent(own.falseLeak.of > 0 ? own.falseLeak : own.foundPlain);
      }),
    ]),
  ]);
}

function row(name: string, score: Score): string[] {
  return [
    name,
    String(score.series),
    percent(score.falseLeak),
    interval(score.falseLeak),
    percent(score.falseClean),
    interval(score.falseClean),
    percent(score.plainRecall),
    percent(score.inconclusive),
    percent(score.coverage),
    error(score.medianSlopeError),
    error(score.medianOnsetError),
    forecastCell(score.forecasts),
    score.recall.map((each) => `${each.multiple}:${percent(each)}`).join(' '),
  ];
}

export function percent({ count, of }: Share): string {
  return of === 0 ? '–' : `${figure((100 * count) / of)} %`;
}

export function interval(share: Share): string {
  if (share.of === 0) return '';
  const [low, high] = clopperPearson(share);
  return `${figure(100 * low)}–${figure(100 * high)}`;
}

function forecastCell(forecasts: readonly ScoredForecast[]): string {
  if (forecasts.every(({ told }) => told.count === 0)) return '–';
  return forecasts.map(({ told, medianError }) => `${error(medianError)} (${percent(told)})`).join(' / ');
}

function error(value: number | null): string {
  return value === null ? '–' : `${figure(100 * value)} %`;
}

function figure(value: number): string {
  return value === 0 || value === 100 || value >= 10 ? value.toFixed(0) : value.toFixed(1);
}

export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => (cells[column] ?? '').length)),
  );
  return rows
    .map((cells) =>
      cells
        .map((cell, column) =>
          column === 0 || column === widths.length - 1
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
