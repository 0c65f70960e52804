/** What a plan tells whom, and which pictures it has taken, in words: for `soakd check`. */

import { word } from '../document/word.ts';
import { formatDuration } from '../quantity/quantity.ts';
import {
  type AlertPlan,
  DEFAULT_SNAPSHOTS,
  type EvidencePlan,
  type NotifierPlan,
  type SnapshotsPlan,
} from './alert-plan.ts';

/** Of a plan, what it tells and shows while its run goes on. */
interface Watchful {
  readonly alerts?: readonly AlertPlan[];
  readonly snapshots?: SnapshotsPlan;
}

export function alertLines({ alerts = [] }: Watchful): string[] {
  return alerts.flatMap((alert) => [
    `${alert.name === alert.rule.text ? '' : `${alert.name}: `}${alert.rule.text} (${extrasOf(alert).join(', ')})`,
    `  tells ${alert.notify.map(notifierText).join(', ')}`,
  ]);
}

function extrasOf({
  rule,
  overMs,
  forMs,
  clear,
  clearForMs,
  coolDownMs,
  severity,
  during,
  noData,
}: AlertPlan) {
  const ofWholeSoak = rule.statistic?.kind === 'slope' || rule.statistic?.kind === 'growth';
  const isOver = clear === null ? 'no longer true' : `back at ${clear.text}`;
  return [
    severity,
    ofWholeSoak ? 'of the soak so far' : `of the last ${formatDuration(overMs)}`,
    forMs === 0 ? [] : `fires after ${formatDuration(forMs)}`,
    `over when ${isOver}${clearForMs === 0 ? '' : ` for ${formatDuration(clearForMs)}`}`,
    coolDownMs === 0 ? [] : `told at most every ${formatDuration(coolDownMs)}`,
    during === 'all' ? [] : 'during the soak phase',
    noData === 'record' ? [] : 'tells when it cannot be known',
  ].flat();
}

/** Without secrets, and without what of an address may be one. */
export function notifierText(notifier: NotifierPlan): string {
  switch (notifier.kind) {
    case 'log':
      return 'the log';
    case 'journald':
      return `the journal${notifier.priority === null ? '' : ` at ${notifier.priority}`}`;
    case 'webhook':
      return `webhook ${addressOf(notifier.url)}${notifier.secret === null ? '' : ' (signed)'}`;
    case 'command':
      return `command ${notifier.command.map(word).join(' ')}`;
    default:
      return notifier satisfies never;
  }
}

/** The path of many a webhook is its secret. As the plan has it, or with its secrets filled in. */
function addressOf(url: string): string {
  const [, origin] = /^(https?:\/\/(?:[^/?#@]*@)?[^/?#]*)/i.exec(url) ?? [];
  return (origin ?? url).replace(/\/\/[^/@]*@/, '//').slice(0, 200);
}

export function snapshotLines({ snapshots = DEFAULT_SNAPSHOTS, alerts = [] }: Watchful): string[] {
  const { everyMs, onBreach } = snapshots;
  const causes = [
    everyMs === null ? [] : [`every ${formatDuration(everyMs)}`],
    onBreach ? ['when a criterion fails at first'] : [],
    alerts.some(({ snapshot }) => snapshot !== null) ? ['when an alert fires'] : [],
  ].flat();
  if (causes.length === 0) return [];
  return [`a picture of each target: ${causes.join(', ')}`];
}

/** What alerts and snapshots do beyond soakd itself. */
export function reachLines({ alerts = [], snapshots = DEFAULT_SNAPSHOTS }: Watchful): string[] {
  const notifiers = alerts.flatMap(({ notify }) => notify);
  const evidence = [
    snapshots.evidence,
    ...alerts.flatMap(({ snapshot }) => (snapshot === null ? [] : [snapshot])),
  ];
  const lines = [
    ...notifiers.flatMap((one) =>
      one.kind === 'webhook' ? [`posts to ${addressOf(one.url)} when an alert fires`] : [],
    ),
    ...notifiers.flatMap((one) =>
      one.kind === 'command' ? [`runs ${one.command.map(word).join(' ')} when an alert fires`] : [],
    ),
    ...evidence.flatMap(evidenceLines),
  ];
  return [...new Set(lines)];
}

function evidenceLines({ command, signal }: EvidencePlan): string[] {
  const lines = command === null ? [] : [`runs ${command.words.map(word).join(' ')} for a picture`];
  return signal === null ? lines : [...lines, `sends ${signal} to the targets that handle it, for a picture`];
}
