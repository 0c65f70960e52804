/** What was asked, what was seen, and why that is the verdict. */
import type { Assessment } from '../../analysis/assessment.ts';
import { intervalText, quantityText } from '../../plan/quantity/figure.ts';
import type { CriterionVerdict, Verdict } from '../../verdict/verdict.ts';
import { MARKS, worstFirst } from '../criteria-order.ts';
import { drainNote } from '../drain-text.ts';
import { quantityStyle } from '../page.ts';
import { type Content, html, type Markup } from './markup.ts';
import { type Heading, table } from './table.ts';

const HEADINGS: readonly Heading[] = [
  { title: 'Criterion', kind: 'rule' },
  { title: 'Target' },
  { title: 'Verdict' },
  { title: 'Observed', kind: 'number' },
  { title: 'Interval' },
  { title: 'Reason', kind: 'words' },
];

export function criteriaTable(
  caption: string,
  criteria: readonly CriterionVerdict[],
  assessment: Assessment,
): Markup {
  const style = quantityStyle(assessment);
  const rows = worstFirst(criteria).map((criterion): Content[] => {
    const { rule, target, verdict, observed, low, high, unit, reason } = criterion;
    const drain = drainNote(criterion, assessment.comeBack);
    return [
      rule,
      target,
      verdictCell(verdict),
      quantityText(observed, unit, style),
      intervalText(low, high, unit, style),
      [reason, drain === null ? null : html`<br>${drain}`],
    ];
  });
  return table(caption, HEADINGS, rows);
}

/** By word and mark, not by colour alone. */
function verdictCell(verdict: Verdict): Markup {
  return html`<td class="verdict ${verdict}"><span aria-hidden="true">${MARKS[verdict]} </span>${verdict}</td>`;
}
