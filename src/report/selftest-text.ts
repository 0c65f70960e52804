/** What the selftest found, beside what it had to find. */
import type { KnownAnswer } from '../selftest/known-answers.ts';
import type { Page, PageStyle } from './page.ts';
import { pageOf, section } from './page.ts';
import { plain, wrap } from './plain.ts';
import { type Column, renderTable } from './table.ts';

export interface SelftestAnswers {
  /** Series made up for it, and services that were soaked. */
  readonly series: readonly KnownAnswer[];
  readonly services: readonly KnownAnswer[];
}

const COLUMNS: readonly Column[] = [
  { title: 'case', align: 'left', leastColumns: 10 },
  { title: 'expected', align: 'left', leastColumns: 10 },
  { title: 'found', align: 'left', leastColumns: 10 },
];
const FOUND_COLUMN = 2;

export function renderSelftest({ series, services }: SelftestAnswers, style: PageStyle): string {
  const page = pageOf({ criteria: [] }, style);
  const wrong = [...services, ...series].filter(({ asExpected }) => !asExpected);
  const wrongSeries = series.filter(({ asExpected }) => !asExpected);
  const known =
    wrongSeries.length === 0
      ? [`all ${series.length} answers as expected`]
      : renderAnswers(wrongSeries, page);
  const lines = [
    ...renderConclusion(wrong, page),
    ...section(page, 'Services', renderAnswers(services, page)),
    ...section(page, 'Known series', known),
  ];
  return `${lines.join('\n')}\n`;
}

function renderConclusion(wrong: readonly KnownAnswer[], page: Page): string[] {
  const [first] = wrong;
  const head = first === undefined ? 'PASS:' : 'FAIL:';
  const others = wrong.length === 1 ? '' : `; ${wrong.length - 1} more`;
  const text =
    first === undefined
      ? 'the leak was found, and nothing else was called one'
      : `${first.name}: expected ${first.expected}, found ${first.found}${others}`;
  const [line = '', ...rest] = wrap(`${head} ${plain(text)}`, page.width);
  const verdict = first === undefined ? 'pass' : 'fail';
  return [line.replace(head, () => page.palette.verdict(head, verdict)), ...rest];
}

function renderAnswers(answers: readonly KnownAnswer[], page: Page): string[] {
  const rows = answers.map(({ name, expected, found, asExpected, reason }) => ({
    cells: [
      plain(name),
      plain(expected),
      `${page.unicode ? `${asExpected ? '✓' : '✗'} ` : ''}${plain(found)}`,
    ],
    notes: reason === '' ? [] : [plain(reason)],
    paint: (text: string, column: number) =>
      column === FOUND_COLUMN ? page.palette.verdict(text, asExpected ? 'pass' : 'fail') : text,
  }));
  return renderTable(COLUMNS, rows, {
    width: page.width,
    heading: page.palette.faint,
    note: page.palette.faint,
  });
}
