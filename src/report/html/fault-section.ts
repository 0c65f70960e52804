/** What was done to the system on purpose, each time that it was due. */
import type { Assessment } from '../../analysis/assessment.ts';
import { momentText } from '../../plan/quantity/figure.ts';
import { faultCourse, faultEvidence } from '../fault-text.ts';
import type { Markup } from './markup.ts';
import { table } from './table.ts';

export function faultTable({ faults }: Assessment): Markup {
  return table(
    'Faults: each time that one was due',
    [
      { title: 'Fault', kind: 'rule' },
      { title: 'What is done', kind: 'words' },
      { title: 'Begun', kind: 'number' },
      { title: 'Course', kind: 'words' },
      { title: 'What was seen', kind: 'words' },
    ],
    faults.map((fault) => [
      fault.name,
      fault.what,
      fault.begunS === null ? 'not' : momentText(fault.begunS),
      faultCourse(fault),
      faultEvidence(fault).join('; '),
    ]),
  );
}
