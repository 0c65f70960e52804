/** Alerts and snapshots as written → with every default filled in and every path absolute. */

import { absoluteSecrets } from '../document/secret-text.ts';
import { type Quantity, readQuantity } from '../quantity/quantity.ts';
import { dimensionOf } from '../rule/metric.ts';
import type { Rule } from '../rule/rule.ts';
import { parseRule } from '../rule/rule-parser.ts';
import type { AlertPlan, EvidencePlan, NotifierPlan, SnapshotsPlan } from './alert-plan.ts';
import { DEFAULT_SNAPSHOTS } from './alert-plan.ts';
import type { WrittenAlert, WrittenEvidence, WrittenNotifier, WrittenSnapshots } from './alert-schema.ts';

/** The defaults of config/README.md, in milliseconds. */
const DEFAULT = { overMs: 60_000, overSamples: 3, forMs: 0, coolDownMs: 600_000, withinMs: 30_000 } as const;

export function resolveAlerts(
  written: readonly WrittenAlert[],
  snapshots: SnapshotsPlan,
  { everyMs, folder }: { readonly everyMs: number; readonly folder: string },
): AlertPlan[] {
  return written.map((one): AlertPlan => {
    const fields = typeof one === 'string' ? { rule: one } : one;
    const rule = parseRule(fields.rule, null, 'bad');
    const forMs = fields.for ?? DEFAULT.forMs;
    return {
      name: fields.name ?? rule.text,
      rule,
      overMs: fields.over ?? Math.max(DEFAULT.overMs, DEFAULT.overSamples * everyMs),
      forMs,
      clear: fields.clear === undefined ? null : clearOf(fields.clear, rule),
      clearForMs: fields.clearFor ?? forMs,
      coolDownMs: fields.coolDown ?? DEFAULT.coolDownMs,
      severity: fields.severity ?? 'warning',
      during: fields.during ?? 'all',
      noData: fields.noData ?? 'record',
      notify: notifiersOf(fields.notify ?? 'log', folder),
      snapshot: snapshotOf(fields.snapshot, snapshots, folder),
    };
  });
}

export function resolveSnapshots(written: WrittenSnapshots | undefined, folder: string): SnapshotsPlan {
  if (written === undefined) return DEFAULT_SNAPSHOTS;
  const { every = null, onBreach = DEFAULT_SNAPSHOTS.onBreach, ...evidence } = written;
  return { everyMs: every, onBreach, evidence: evidenceOf(evidence, folder) };
}

/** The quantity that ends a firing alert, as the rule's limit is written. */
export function readClear(text: string, rule: Rule): ReturnType<typeof readQuantity> {
  const dimension = dimensionOf(rule.metric, rule.statistic);
  const expected = { dimension, slope: rule.statistic?.kind === 'slope' };
  const read = readQuantity(text, expected);
  // As with limits: a scraped series is in its own unit, which soakd cannot know.
  if ('value' in read || rule.metric.kind !== 'scrape') return read;
  const bytes = readQuantity(text, { ...expected, dimension: 'bytes' });
  return 'value' in bytes ? bytes : read;
}

function clearOf(text: string, rule: Rule): Quantity | null {
  const read = readClear(text, rule);
  return 'value' in read ? read : null;
}

function notifiersOf(written: WrittenNotifier | readonly WrittenNotifier[], folder: string): NotifierPlan[] {
  const list = Array.isArray(written)
    ? (written as readonly WrittenNotifier[])
    : [written as WrittenNotifier];
  return list.flatMap((one): NotifierPlan[] => {
    if (one === 'log') return [{ kind: 'log' }];
    if (one === 'journald') return [{ kind: 'journald', priority: null }];
    const { log, journald, webhook, command } = one;
    const found: NotifierPlan[] = [];
    if (log === true) found.push({ kind: 'log' });
    if (journald !== undefined)
      found.push({ kind: 'journald', priority: journald === true ? null : journald });
    if (webhook !== undefined) {
      const { url, secret = null } =
        typeof webhook === 'string' ? { url: webhook } : { secret: null, ...webhook };
      found.push({
        kind: 'webhook',
        url: absoluteSecrets(url, folder),
        secret: secret === null ? null : absoluteSecrets(secret, folder),
      });
    }
    if (command !== undefined) found.push({ kind: 'command', command, workingDirectory: folder });
    return found;
  });
}

function snapshotOf(
  written: boolean | WrittenEvidence | undefined,
  snapshots: SnapshotsPlan,
  folder: string,
): EvidencePlan | null {
  if (typeof written === 'object') return evidenceOf(written, folder);
  return (written ?? snapshots.onBreach) ? snapshots.evidence : null;
}

function evidenceOf({ command, within, signal }: WrittenEvidence, folder: string): EvidencePlan {
  return {
    command:
      command === undefined
        ? null
        : { words: command, workingDirectory: folder, withinMs: within ?? DEFAULT.withinMs },
    signal: signal ?? null,
  };
}
