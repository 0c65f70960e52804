/** What became of what should be blocked, and of what should not, in words. */
import type { AssessedOutcomes } from '../analysis/assessed-load.ts';
import { numberText, shareText } from '../plan/quantity/figure.ts';
import { plain } from './plain.ts';
import type { Column, Row } from './table.ts';

export const OUTCOME_COLUMNS: readonly Column[] = [
  { title: 'category', align: 'left', leastColumns: 9 },
  { title: 'operation', align: 'left', leastColumns: null },
  { title: 'expected', align: 'left', leastColumns: null },
  { title: 'blocked', align: 'right', leastColumns: null },
  { title: 'allowed', align: 'right', leastColumns: null },
  { title: 'unresolved', align: 'right', leastColumns: null },
];

/** `2,000 that should be blocked: 1,900 were, 60 got past (3.1% of those answered); of 100 …; 45 unresolved`. */
export function outcomeSentence({
  blocked,
  bypassed,
  allowed,
  falsePositives,
  unresolved,
}: AssessedOutcomes): string {
  const parts = [
    ...answered('should be blocked', blocked, 'bypassed', bypassed),
    ...answered('should be allowed', allowed, 'false positives', falsePositives),
    `${numberText(unresolved)} unresolved (an error is neither)`,
  ];
  return parts.join('; ');
}

export function outcomeRow(outcome: AssessedOutcomes['byCategory'][number]): Row {
  const { category, operation, expected, blocked, allowed, undecided } = outcome;
  const counts = [blocked, allowed, undecided].map((count) => numberText(count));
  const wrong = expected === 'blocked' ? allowed : blocked;
  const what = expected === 'blocked' ? 'bypassed' : 'false positives';
  return {
    cells: [plain(category), plain(operation), expected, ...counts],
    notes: wrong === 0 ? [] : [`${what}: ${numberText(wrong)} of ${numberText(blocked + allowed)} answered`],
  };
}

function answered(what: string, right: number, wrongly: string, wrong: number): string[] {
  const all = right + wrong;
  if (all === 0) return [];
  const share = wrong === 0 ? '' : ` (${shareText(wrong / all)})`;
  return [`of ${numberText(all)} answered that ${what}, ${numberText(wrong)} ${wrongly}${share}`];
}
