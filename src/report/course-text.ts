/** The course of a load: as it was planned, and as it was carried out. */
import type { AssessedCourse, AssessedPart } from '../analysis/assessed-load.ts';
import { durationText, momentText, numberText } from '../plan/quantity/figure.ts';
import type { Page } from './page.ts';
import { hang, plain } from './plain.ts';
import { type Column, type Row, renderTable } from './table.ts';

const right = (title: string): Column => ({ title, align: 'right', leastColumns: null });
const COLUMNS: readonly Column[] = [
  { title: 'planned', align: 'left', leastColumns: 9 },
  ...['for', 'operations', 'came due', 'from', 'took'].map(right),
];

export function renderCourse(course: AssessedCourse, page: Page): string[] {
  const [only, ...more] = course.parts;
  if (only !== undefined && more.length === 0) return hang('', plain(courseSentence(only)), page.width);
  const style = { width: page.width, heading: page.palette.faint, note: page.palette.faint };
  return renderTable(COLUMNS, course.parts.map(partRow), style);
}

/** `planned: open: 100/s, 30,000 operations in 5m; 29,990 came due in 5m` */
export function courseSentence(part: AssessedPart): string {
  const { text, planned, plannedS, due } = part;
  const many = planned === null ? '' : `, ${numberText(planned)} operations`;
  const time = plannedS === null ? '' : ` in ${durationText(plannedS)}`;
  return `planned: ${text}${many}${time}; ${numberText(due)} came due${part.tookS === null ? '' : ` in ${tookText(part)}`}`;
}

export function tookText({ tookS, isRun }: AssessedPart): string {
  if (!isRun) return 'not run';
  return tookS === null ? '-' : durationText(tookS);
}

export function partCells(part: AssessedPart): string[] {
  const { text, planned, plannedS, due, fromS } = part;
  return [
    text,
    plannedS === null ? '-' : durationText(plannedS),
    planned === null ? '-' : numberText(planned),
    numberText(due),
    fromS === null ? '-' : momentText(fromS),
    tookText(part),
  ];
}

function partRow(part: AssessedPart): Row {
  const [text = '', ...figures] = partCells(part);
  return { cells: [plain(text), ...figures], notes: [] };
}
