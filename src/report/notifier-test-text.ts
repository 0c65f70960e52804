/** Which notifiers of a plan were reached, as `soakd alerts test` shows it. */
import { durationText } from '../plan/quantity/figure.ts';
import { type PageStyle, pageOf } from './page.ts';
import { plain } from './plain.ts';
import { type Column, renderTable } from './table.ts';

export interface NotifierTest {
  readonly notifier: string;
  readonly alerts: readonly string[];
  readonly arrived: boolean;
  /** Why it did not. */
  readonly why: string | null;
  readonly tookMs: number;
}

const COLUMNS: readonly Column[] = [
  { title: 'notifier', align: 'left', leastColumns: 20 },
  { title: 'arrived', align: 'left', leastColumns: null },
  { title: 'took', align: 'right', leastColumns: null },
  { title: 'alerts', align: 'left', leastColumns: 12 },
];

export function renderNotifierTests(tests: readonly NotifierTest[], style: PageStyle): string {
  const page = pageOf({ criteria: [] }, style);
  const { heading, faint, verdict } = page.palette;
  const rows = tests.map(({ notifier, alerts, arrived, why, tookMs }) => ({
    cells: [
      plain(notifier),
      arrived ? 'yes' : 'no',
      durationText(tookMs / 1000),
      alerts.map(plain).join(', '),
    ],
    notes: why === null ? [] : [plain(why)],
    paint: (text: string, column: number) => (column === 1 ? verdict(text, arrived ? 'pass' : 'fail') : text),
  }));
  const arrived = tests.filter((one) => one.arrived).length;
  return `${[
    ...renderTable(COLUMNS, rows, { width: page.width, heading, note: faint }),
    '',
    `${arrived} of ${tests.length} ${tests.length === 1 ? 'notifier was' : 'notifiers were'} reached`,
  ].join('\n')}\n`;
}
