/** What runs now, as `soakd status` shows it. */
import type { Overview } from '../control/controlled.ts';
import type { SoakStatus } from '../control/status.ts';
import { alertWords, criteriaWords, faultWords, loadWords, phaseWord } from '../control/status-words.ts';
import type { Survey } from '../control/survey.ts';
import { formatDuration } from '../plan/quantity/quantity.ts';
import type { ScheduleState } from '../schedule/kept-schedule.ts';
import { type Page, type PageStyle, pageOf } from './page.ts';
import { hang, plain, wrap } from './plain.ts';
import { type Column, renderTable } from './table.ts';

export interface StatusStyle {
  readonly style: PageStyle;
  /** What to do when no daemon runs. */
  readonly howToStart: string;
  /** Unix time, for what is due in how long. */
  readonly nowMs: number;
}

const RUNS: readonly Column[] = [
  { title: 'run', align: 'left', leastColumns: null },
  { title: 'plan', align: 'left', leastColumns: 12 },
  { title: 'phase', align: 'left', leastColumns: null },
  { title: 'observed', align: 'right', leastColumns: null },
  { title: 'left', align: 'right', leastColumns: null },
  { title: 'so far', align: 'left', leastColumns: 6 },
  { title: 'load', align: 'left', leastColumns: 12 },
  { title: 'in', align: 'left', leastColumns: null },
];

const SCHEDULES: readonly Column[] = [
  { title: 'schedule', align: 'left', leastColumns: 12 },
  { title: 'cron', align: 'left', leastColumns: 9 },
  { title: 'next slot (UTC)', align: 'left', leastColumns: 16 },
  { title: 'last slot (UTC)', align: 'left', leastColumns: 16 },
];

export function renderStatus(
  { soakds, troubles }: Survey,
  { style, howToStart, nowMs }: StatusStyle,
): string {
  const page = pageOf({ criteria: [] }, style);
  const daemons = soakds.filter(({ overview }) => overview.soakd.kind === 'daemon');
  const runs = soakds.flatMap(({ overview }) => overview.runs.map((run) => runRow(run, overview.soakd)));
  const schedules = daemons.flatMap(({ overview }) =>
    overview.schedules.map((one) => scheduleRow(one, nowMs)),
  );
  const lines = [
    ...daemons.flatMap(({ overview, socket }) => daemonLines(overview.soakd, socket, page)),
    ...(daemons.length === 0 ? hang('daemon    ', `none. ${howToStart}`, page.width) : []),
    '',
    ...(runs.length === 0 ? ['no soak is running'] : table(RUNS, runs, page)),
    ...(schedules.length === 0 ? [] : ['', ...table(SCHEDULES, schedules, page)]),
    ...(troubles.length === 0
      ? []
      : ['', ...troubles.flatMap((trouble) => wrap(plain(trouble), page.width))]),
  ];
  return `${lines.join('\n')}\n`;
}

function daemonLines(soakd: Overview['soakd'], socket: string, page: Page): string[] {
  const since = `process ${soakd.pid}, since ${timeText(soakd.startedAt)} UTC`;
  return [
    ...hang('daemon    ', plain(`soakd ${soakd.version}, ${since}`), page.width),
    `database  ${plain(soakd.database)}`,
    `socket    ${plain(socket)}`,
    ...(soakd.degraded === null
      ? []
      : hang('degraded  ', plain(soakd.degraded), page.width).map((line) =>
          page.palette.verdict(line, 'fail'),
        )),
  ];
}

function runRow(status: SoakStatus, soakd: Overview['soakd']) {
  const alerts = alertWords(status.alerts);
  const faults = faultWords(status.faults);
  const down = status.targets.filter(({ alive }) => !alive).map(({ name }) => plain(name));
  return {
    cells: [
      plain(status.run),
      plain(status.name),
      phaseWord(status),
      secondsText(status.observedMs),
      status.leftMs === null ? '-' : secondsText(status.leftMs),
      status.criteria === null ? '-' : criteriaWords(status.criteria),
      status.load === null ? '-' : loadWords(status.load).join(', '),
      soakd.kind === 'daemon' ? 'daemon' : `process ${soakd.pid}`,
    ],
    notes: [
      ...(down.length === 0 ? [] : [`down: ${down.join(', ')}`]),
      ...(alerts === '' ? [] : [plain(alerts)]),
      ...(faults === '' ? [] : [plain(faults)]),
    ],
  };
}

function scheduleRow({ name, cron, timezone, nextSlot, lastSlot }: ScheduleState, nowMs: number) {
  return {
    cells: [
      plain(name),
      plain(`${cron} ${timezone}`),
      nextSlot === null ? 'none' : `${timeText(nextSlot)} (in ${inText(Date.parse(nextSlot) - nowMs)})`,
      lastSlot === null ? 'none yet' : plain(`${timeText(lastSlot.at)} ${outcomeText(lastSlot)}`),
    ],
  };
}

function outcomeText({ outcome, run }: NonNullable<ScheduleState['lastSlot']>): string {
  return run === null ? outcome : `${outcome}: ${run}`;
}

function table(columns: readonly Column[], rows: Parameters<typeof renderTable>[1], page: Page): string[] {
  const { heading, faint } = page.palette;
  return renderTable(columns, rows, { width: page.width, heading, note: faint });
}

/** `2026-11-20 22:00`; what is no time is shown as it came. */
function timeText(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? iso.slice(0, 16).replace('T', ' ') : iso;
}

function secondsText(ms: number): string {
  return formatDuration(Math.floor(ms / 1000) * 1000);
}

/** Nobody waits for a slot by the second. */
function inText(ms: number): string {
  if (!(ms >= 60_000)) return 'under 1m';
  return formatDuration(Math.floor(ms / 60_000) * 60_000);
}
