/** Criterion by criterion, a line each: failures first, with what is left until a limit; and why, of the selected one. */
import type { AssessedTrend } from '../analysis/assessed-trend.ts';
import { intervalText, quantityText } from '../plan/quantity/figure.ts';
import { plain } from '../report/plain.ts';
import { slopeRule } from '../report/slope-rule.ts';
import { toLimitText } from '../report/time-left.ts';
import { trendName } from '../report/trend-name.ts';
import type { CriterionVerdict, Verdict } from '../verdict/verdict.ts';
import type { Listed, Scenery } from './scenery.ts';
import { cutWords, fitted } from './style.ts';

const ORDER: readonly Verdict[] = ['fail', 'inconclusive', 'pass'];
const WORDS: Readonly<Record<Verdict, string>> = { pass: 'pass', fail: 'FAIL', inconclusive: 'open' };
const MARKS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', inconclusive: '?' };
const GAP = 2;
const LEAST_RULE = 18;

export function verdictLines(scenery: Scenery, height: number): Listed {
  const { known, view, style, paint } = scenery;
  const sorted = sortedCriteria(scenery);
  if (sorted.length === 0)
    return { title: 'Verdicts', lines: [known.assessing ? 'assessing' : 'none yet'], scrollable: 0 };
  const whole = sorted.map((criterion) => cellsOf(criterion, scenery));
  // Before a rule is cut, its interval does without the unit that stands before it.
  const cells = excessOf(naturalWidths(whole), style.columns - 1) > 0 ? whole.map(withoutUnit) : whole;
  const widths = widthsOf(cells, style.columns - 1);
  const selected = Math.min(view.scroll.verdicts, sorted.length - 1);
  // The reason of the selected one stands below, where that does not cost too many of the others.
  const hasReason = height >= 4;
  const most = height - (hasReason ? 1 : 0);
  const first = Math.max(0, Math.min(selected - Math.floor(most / 2), sorted.length - most));
  const lines = cells.slice(first, first + most).map((row, index) => {
    const verdict = sorted[first + index]?.verdict ?? 'inconclusive';
    const isSelected = view.panel === 'verdicts' && first + index === selected;
    const text = row
      .map((cell, column) =>
        fitted(cell, widths[column] ?? 0, style.unicode, column === OBSERVED ? 'right' : 'left'),
      )
      .join(' '.repeat(GAP));
    const whole = `${isSelected ? (style.unicode ? '›' : '>') : ' '}${text.trimEnd()}`;
    return verdict === 'pass' ? paintStart(whole, verdict, scenery) : paint.verdict(whole, verdict);
  });
  const chosen = sorted[selected];
  const reason = chosen === undefined ? '' : `  ${plain(chosen.reason)}`;
  return {
    title: titleOf(scenery, sorted),
    lines: hasReason ? [...lines, cutWords(reason, style.columns, style.unicode)] : lines,
    scrollable: sorted.length - 1,
  };
}

/** The same order as on the screen, for whoever shows one of them whole. */
export function sortedCriteria({ known }: Scenery): readonly CriterionVerdict[] {
  return (known.assessment?.criteria ?? []).toSorted(
    (one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict),
  );
}

function titleOf({ known }: Scenery, sorted: readonly CriterionVerdict[]): string {
  const counts = ORDER.map(
    (verdict) => [sorted.filter((one) => one.verdict === verdict).length, verdict] as const,
  );
  const words = counts.flatMap(([count, verdict]) => (count === 0 ? [] : [`${count} ${WORDS[verdict]}`]));
  const { assessedWallMs, nowWallMs } = known;
  const ageS = assessedWallMs === null ? 0 : Math.floor((nowWallMs - assessedWallMs) / 1000);
  const age =
    known.standing === 'live' && ageS >= 30
      ? `, as of ${ageS < 120 ? `${ageS} s` : `${Math.floor(ageS / 60)} min`} ago`
      : '';
  return `Verdicts: ${words.join(', ')}${age}`;
}

function paintStart(line: string, verdict: Verdict, { paint }: Scenery): string {
  const end = line.indexOf(WORDS[verdict]) + WORDS[verdict].length;
  return paint.verdict(line.slice(0, end), verdict) + line.slice(end);
}

function cellsOf(criterion: CriterionVerdict, { style, known, binary }: Scenery): string[] {
  const { verdict, rule, target, observed, low, high, unit } = criterion;
  const word = style.unicode ? `${MARKS[verdict]} ${WORDS[verdict]}` : WORDS[verdict];
  const trend = trendOf(criterion, known.assessment?.trends ?? []);
  return [
    word,
    plain(rule),
    plain(target ?? ''),
    quantityText(observed, unit, { binary }),
    low === null || high === null ? '' : intervalText(low, high, unit, { binary }),
    trend?.toLimit == null ? '' : toLimitText(trend.toLimit, trend.unit, { binary }),
  ];
}

function trendOf({ rule, target }: CriterionVerdict, trends: readonly AssessedTrend[]): AssessedTrend | null {
  const metric = slopeRule(rule)?.metric;
  return (
    trends.findLast(
      (trend) => trend.target === target && trendName(trend) === metric && trend.toLimit !== null,
    ) ?? null
  );
}

const OBSERVED = 3;
const INTERVAL = 4;

/** `3.94 MB/h` and `3.39 to 4.28 MB/h`: the second does without its unit; unless it has another. */
function withoutUnit(row: readonly string[]): string[] {
  const unit = /[^-+\d.,].*$/.exec(row[OBSERVED] ?? '')?.[0] ?? '';
  return row.map((cell, column) =>
    column === INTERVAL && unit !== '' && cell.endsWith(unit) ? cell.slice(0, -unit.length) : cell,
  );
}

function naturalWidths(rows: readonly (readonly string[])[]): number[] {
  return (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
}

function excessOf(widths: readonly number[], width: number): number {
  return widths.reduce((sum, one) => sum + one, 0) + GAP * (widths.length - 1) - width;
}

/** The last columns go first where there is no room, then the rules are cut. */
function widthsOf(rows: readonly (readonly string[])[], width: number): number[] {
  const widths = naturalWidths(rows);
  const excess = (): number => excessOf(widths, width);
  const shrink = (column: number, least: number): void => {
    const own = widths[column] ?? 0;
    widths[column] = Math.max(Math.min(own, least), own - Math.max(0, excess()));
  };
  shrink(5, 12);
  shrink(1, LEAST_RULE);
  shrink(5, 0);
  shrink(4, 0);
  shrink(2, 4);
  return widths;
}
