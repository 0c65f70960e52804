/** What a notification says: the JSON that webhooks get and commands read. Version 1; keys are only ever added. */

import type { AlertPlan } from '../plan/alert/alert-plan.ts';
import { quantityText } from '../plan/quantity/figure.ts';

export type NotificationStatus = 'firing' | 'resolved' | 'unknown' | 'known' | 'ended' | 'test';

export interface Notification {
  readonly version: 1;
  readonly status: NotificationStatus;
  /** One sentence: chat rooms show a key of this name as it is. */
  readonly text: string;
  readonly alert: {
    readonly name: string;
    readonly rule: string;
    readonly severity: AlertPlan['severity'];
    readonly target: string | null;
    /** Base units: bytes, ms, count, ratio (1 is 100 %), /s. */
    readonly limit: number;
    /** The newest value, and the furthest beyond the limit; null: unknown. */
    readonly value: number | null;
    readonly peak: number | null;
    readonly unit: string;
  };
  /** ISO 8601, UTC: since when the rule was true, and of this change; null: it never was. */
  readonly since: string | null;
  readonly at: string;
  readonly run: { readonly id: string; readonly name: string; readonly phase: string };
  readonly host: string;
}

export interface Facts {
  readonly status: NotificationStatus;
  readonly alert: AlertPlan;
  readonly target: string | null;
  readonly value: number | null;
  readonly peak: number | null;
  readonly unit: string;
  readonly sinceWallMs: number | null;
  readonly wallMs: number;
  readonly run: Notification['run'];
  readonly host: string;
  /** Why nothing is known. */
  readonly why?: string | undefined;
}

export function notificationOf(facts: Facts): Notification {
  const { status, alert, target, value, peak, unit, sinceWallMs, wallMs, run, host } = facts;
  const { name, rule, severity } = alert;
  return {
    version: 1,
    status,
    text: `soakd ${run.name} (${run.id}) on ${host}: ${sentenceOf(facts)}`,
    alert: { name, rule: rule.text, severity, target, limit: rule.limit.value, value, peak, unit },
    since: sinceWallMs === null ? null : new Date(sinceWallMs).toISOString(),
    at: new Date(wallMs).toISOString(),
    run,
    host,
  };
}

/** `api: rss.max > 1GiB fires, at 1.2 GiB (critical)` */
export function sentenceOf(facts: Omit<Facts, 'run' | 'host'>): string {
  const { status, alert, target, value, peak, unit, why } = facts;
  const { name, rule, severity } = alert;
  const subject = `${target === null ? '' : `${target}: `}${name === rule.text ? '' : `${name}: `}${rule.text}`;
  const style = { binary: /[KMGT]iB/i.test(rule.limit.text) };
  const shown = (what: number): string => quantityText(what, unit, style);
  const atMost = peak === null ? '' : `, at worst ${shown(peak)}`;
  switch (status) {
    case 'firing':
      return `${subject} fires${value === null ? '' : `, at ${shown(value)}`} (${severity})`;
    case 'resolved':
      return `${subject} is over${value === null ? '' : `, at ${shown(value)}`}${atMost}`;
    case 'unknown':
      return `${subject} cannot be known: ${why ?? 'there is no reading'}`;
    case 'known':
      return `${subject} can be known again, and holds nothing bad`;
    case 'ended':
      return `${subject} fired until the run ended${atMost}`;
    case 'test':
      return `a test of ${subject}: nothing is wrong`;
    default:
      return status satisfies never;
  }
}
