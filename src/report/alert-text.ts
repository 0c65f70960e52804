/** What fired and who was told of it, and the pictures that were taken of the targets. */
import type { AssessedAlert, AssessedNotification, AssessedSnapshot } from '../analysis/assessed-alert.ts';
import type { Assessment } from '../analysis/assessment.ts';
import { durationText, momentText, quantityText } from '../plan/quantity/figure.ts';
import type { Page } from './page.ts';
import { hang, plain } from './plain.ts';

const LABEL = 11;
/** The newest say most; the others are in the database and in the JSON. */
const MOST_ALERTS = 20;
const MOST_SNAPSHOTS = 5;

/** `brief`: those that nobody need hear of again are left out. */
export function renderAlerts({ alerts }: Assessment, page: Page, { brief = false } = {}): string[] {
  const told = brief ? alerts.filter(({ state }) => state !== 'resolved') : alerts;
  const shown = told.slice(-MOST_ALERTS);
  const omitted = told.length - shown.length;
  return [
    ...(omitted === 0 ? [] : [page.palette.faint(`(${omitted} earlier ones are in the database)`)]),
    ...shown.flatMap((alert) => alertLines(alert, page)),
  ];
}

function alertLines(alert: AssessedAlert, page: Page): string[] {
  const { name, rule, target, severity, firedS, peak, limit, unit, notifications } = alert;
  const subject = `${target === null ? '' : `${plain(target)} `}${name === rule ? '' : `${plain(name)}: `}${plain(rule)}`;
  const worst =
    peak === null
      ? ''
      : `, at worst ${quantityText(peak, unit, page)} (limit ${quantityText(limit, unit, page)})`;
  const [first, ...rest] = hang(
    momentText(firedS).padEnd(LABEL),
    `${subject}, ${severity}: ${courseText(alert)}${worst}`,
    page.width,
  );
  const painted = alert.state === 'resolved' ? first : page.palette.verdict(first ?? '', 'fail');
  return [
    painted ?? '',
    ...rest,
    ...notifications.flatMap((one) => hang(' '.repeat(LABEL), notificationText(one), page.width)),
  ];
}

function courseText({ state, firedS, endedS }: AssessedAlert): string {
  const lasted = endedS === null ? '' : ` for ${durationText(endedS - firedS)}`;
  switch (state) {
    case 'firing':
      return 'fires';
    case 'resolved':
      return `fired${lasted}`;
    case 'ended':
      return `fired${lasted}, until the run ended`;
    case 'interrupted':
      return `fired${lasted}, when soakd was seen last`;
    default:
      return state satisfies never;
  }
}

function notificationText({ notifier, status, state, attempts, why }: AssessedNotification): string {
  const tries = attempts > 1 ? ` after ${attempts} attempts` : '';
  const because = why === null ? '' : `: ${plain(why)}`;
  const how = { delivered: 'told', waiting: 'is being told', failed: 'not told' }[state];
  return `${plain(notifier)} ${how} (${status})${tries}${state === 'delivered' ? '' : because}`;
}

/** Short: what a reader of a night's report wants to know first of each. */
export function renderSnapshots({ snapshots }: Assessment, page: Page): string[] {
  const shown = snapshots.slice(-MOST_SNAPSHOTS);
  const omitted = snapshots.length - shown.length;
  return [
    ...(omitted === 0 ? [] : [page.palette.faint(`(${omitted} earlier ones are in the JSON report)`)]),
    ...shown.flatMap((snapshot) => snapshotLines(snapshot, page)),
  ];
}

function snapshotLines(snapshot: AssessedSnapshot, page: Page): string[] {
  const { atS, target, cause, about } = snapshot;
  const [first = '', ...more] = partsOf(snapshot, page);
  return [
    ...hang(momentText(atS).padEnd(LABEL), `${plain(target)}, ${CAUSES[cause]}${plain(about)}`, page.width),
    ...[first, ...more].flatMap((line) => (line === '' ? [] : hang(' '.repeat(LABEL), line, page.width))),
  ];
}

const CAUSES = { alert: 'alert ', criterion: 'criterion ', schedule: '' } as const;
/** Of kinds, peers and the like: the others are few. */
const MOST_PARTS = 4;

function partsOf(snapshot: AssessedSnapshot, page: Page): string[] {
  const { memory, descriptors, threads, command, signal, unavailable } = snapshot;
  const bytes = (value: number): string => quantityText(value, 'bytes', page);
  const some = <Item>(items: readonly Item[], text: (item: Item) => string): string =>
    items.slice(0, MOST_PARTS).map(text).join(', ');
  const counted = ({ count }: { readonly count: number }, what: string): string => `${count} ${plain(what)}`;
  return [
    memory === null
      ? []
      : [
          `memory ${bytes(memory.rssBytes)}: ${some(memory.kinds, ({ kind, rssBytes }) => `${kind} ${bytes(rssBytes)}`)}`,
          `largest ${some(memory.largest, ({ name, rssBytes }) => `${plain(name)} ${bytes(rssBytes)}`)}`,
        ],
    descriptors === null
      ? []
      : [
          `descriptors ${descriptors.count}: ${some(descriptors.kinds, (one) => counted(one, one.kind))}`,
          descriptors.peers.length === 0
            ? []
            : [`peers ${some(descriptors.peers, (one) => `${one.count} ${plain(one.peer)} (${one.state})`)}`],
          descriptors.files.length === 0
            ? []
            : [`files ${some(descriptors.files, (one) => counted(one, one.path))}`],
        ].flat(),
    threads === null
      ? []
      : [
          `threads ${threads.count}: ${some(threads.groups, ({ name, state, wait, count }) => `${count} ${plain(name)} ${state}${wait === null ? '' : ` in ${plain(wait)}`}`)}`,
        ],
    command === null
      ? []
      : [
          `${command.command.map(plain).join(' ')} ${plain(command.outcome)}${command.file === null ? '' : `, ${bytes(command.bytes)} in ${plain(command.file)}`}`,
        ],
    signal === null
      ? []
      : [`${signal.signal} ${signal.sent ? 'sent' : `not sent: ${plain(signal.why ?? '')}`}`],
    Object.entries(unavailable).map(([part, why]) => `${plain(part)} not whole: ${plain(why)}`),
  ].flat();
}
