/** Alerts that fired, and what their targets looked like then. */
import type { AssessedAlert, AssessedSnapshot } from '../../analysis/assessed-alert.ts';
import type { Assessment } from '../../analysis/assessment.ts';
import { momentText, type QuantityStyle, quantityText } from '../../plan/quantity/figure.ts';
import type { PicturedThreads } from '../../snapshot/picture.ts';
import { quantityStyle } from '../page.ts';
import { type Content, html, type Markup, NOTHING } from './markup.ts';
import { table } from './table.ts';

export function alertTable(assessment: Assessment): Markup {
  const style = quantityStyle(assessment);
  return table(
    'Alerts: each time that one fired',
    [
      { title: 'Alert', kind: 'rule' },
      { title: 'Target' },
      { title: 'Severity' },
      { title: 'Fired', kind: 'number' },
      { title: 'Over', kind: 'number' },
      { title: 'Worst', kind: 'number' },
      { title: 'Limit', kind: 'number' },
      { title: 'Who was told', kind: 'words' },
    ],
    assessment.alerts.map((alert) => alertRow(alert, style)),
  );
}

function alertRow(alert: AssessedAlert, style: QuantityStyle): Content[] {
  const { name, rule, target, severity, state, firedS, endedS, peak, limit, unit, notifications } = alert;
  const told = notifications.map(
    ({ notifier, status, state: delivery, why }) =>
      `${status}: ${notifier}: ${delivery}${why === null ? '' : ` (${why})`}`,
  );
  return [
    name === rule ? rule : html`${name}<br>${rule}`,
    target,
    severity,
    momentText(firedS),
    endedS === null ? state : `${momentText(endedS)} (${state})`,
    quantityText(peak, unit, style),
    quantityText(limit, unit, style),
    told.length === 0 ? 'the log' : told.join('; '),
  ];
}

export function snapshotSection(assessment: Assessment): Markup {
  const { snapshots } = assessment;
  if (snapshots.length === 0) return NOTHING;
  const style = quantityStyle(assessment);
  return html`${snapshots.map((snapshot) => snapshotDetails(snapshot, style))}`;
}

function snapshotDetails(snapshot: AssessedSnapshot, style: QuantityStyle): Markup {
  const { atS, target, generation, cause, about, memory, descriptors, threads, command, signal } = snapshot;
  const bytes = (value: number): string => quantityText(value, 'bytes', style);
  const parts = [
    snapshot.processes.length === 0
      ? NOTHING
      : table(
          `Processes: the most resident of ${snapshot.processCount}`,
          [
            { title: 'Process', kind: 'rule' },
            { title: 'Pid', kind: 'number' },
            { title: 'RSS', kind: 'number' },
            { title: 'Descriptors', kind: 'number' },
            { title: 'Threads', kind: 'number' },
          ],
          snapshot.processes.map(({ comm, pid, rssBytes, descriptors: fds, threads: count }) => [
            comm,
            pid,
            quantityText(rssBytes, 'bytes', style),
            fds ?? '-',
            count ?? '-',
          ]),
        ),
    memory === null
      ? NOTHING
      : table(
          'Memory by kind, and the largest mappings',
          [
            { title: 'Mapping', kind: 'rule' },
            { title: 'Kind' },
            { title: 'Count', kind: 'number' },
            { title: 'RSS', kind: 'number' },
            { title: 'Anonymous', kind: 'number' },
          ],
          [
            ...memory.kinds.map((one): Content[] => [
              `all ${one.kind}`,
              one.kind,
              one.mappings,
              bytes(one.rssBytes),
              bytes(one.anonBytes),
            ]),
            ...memory.largest.map((one): Content[] => [
              one.name,
              one.kind,
              one.mappings,
              bytes(one.rssBytes),
              bytes(one.anonBytes),
            ]),
          ],
        ),
    descriptors === null
      ? NOTHING
      : table(
          `Descriptors: ${descriptors.count} by kind, peer and file`,
          [
            { title: 'What', kind: 'rule' },
            { title: 'Count', kind: 'number' },
          ],
          [
            ...descriptors.kinds.map(({ kind, count }): Content[] => [kind, count]),
            ...descriptors.peers.map(({ peer, state, count }): Content[] => [`${peer} (${state})`, count]),
            ...descriptors.files.map(({ path, count }): Content[] => [path, count]),
          ],
        ),
    threads === null ? NOTHING : threadTables(threads),
    command === null
      ? NOTHING
      : html`<p>The plan's command <code>${command.command.join(' ')}</code> ${command.outcome}${command.file === null ? '' : `; what it wrote${command.truncated ? ' (not all of it)' : ''} is in `}<code>${command.file}</code></p>`,
    signal === null
      ? NOTHING
      : html`<p>The plan's signal ${signal.signal} was ${signal.sent ? 'sent' : `not sent: ${signal.why ?? 'unknown'}`}.</p>`,
    table(
      'What could not be seen',
      [
        { title: 'Part', kind: 'rule' },
        { title: 'Reason', kind: 'words' },
      ],
      Object.entries(snapshot.unavailable),
    ),
  ];
  return html`<details><summary>${momentText(atS)} ${target} #${generation}: ${cause}, ${about}</summary>${parts}</details>`;
}

function threadTables({ count, groups, stacks }: PicturedThreads): Markup {
  return html`${table(
    `Threads: ${count}, those of one name that wait for the same together`,
    [
      { title: 'Name', kind: 'rule' },
      { title: 'State' },
      { title: 'Waits in' },
      { title: 'Count', kind: 'number' },
    ],
    groups.map(({ name, state, wait, count: many }) => [name, state, wait ?? '-', many]),
  )}
${table(
  'Kernel stacks, innermost frame first',
  [
    { title: 'Frames', kind: 'rule' },
    { title: 'Threads', kind: 'number' },
  ],
  stacks.map(({ frames, count: many }) => [frames.join(' < '), many]),
)}`;
}
