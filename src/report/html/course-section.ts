/** The course of a load: as it was planned, and as it was carried out. */
import type { AssessedCourse } from '../../analysis/assessed-load.ts';
import { courseSentence, partCells } from '../course-text.ts';
import { html, type Markup } from './markup.ts';
import { type Heading, table } from './table.ts';

const HEADINGS: readonly Heading[] = [
  { title: 'Planned', kind: 'rule' },
  ...['For', 'Operations', 'Came due', 'From', 'Took'].map((title): Heading => ({ title, kind: 'number' })),
];

export function courseSection({ parts }: AssessedCourse): Markup {
  const [only, ...more] = parts;
  if (only !== undefined && more.length === 0) return html`<p>${courseSentence(only)}.</p>`;
  return html`${table('The course of the load: as it was planned, and as it was carried out', HEADINGS, parts.map(partCells))}`;
}
