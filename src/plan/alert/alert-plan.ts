/** What a plan asks for while its run goes on: who is told of what, and which pictures are taken. Times in ms. */
import type { Quantity } from '../quantity/quantity.ts';
import type { Rule } from '../rule/rule.ts';

export interface AlertPlan {
  /** The rule's text where the plan gives none. */
  readonly name: string;
  /** What is bad. */
  readonly rule: Rule;
  /** The newest readings that count. */
  readonly overMs: number;
  readonly forMs: number;
  /** null: it is over when the rule is no longer true. */
  readonly clear: Quantity | null;
  readonly clearForMs: number;
  readonly coolDownMs: number;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly during: 'all' | 'soak';
  /** Whether somebody is told that what it is about can no longer be known. */
  readonly noData: 'record' | 'notify';
  readonly notify: readonly NotifierPlan[];
  /** null: no picture is taken. */
  readonly snapshot: EvidencePlan | null;
}

export type NotifierPlan =
  | { readonly kind: 'log' }
  /** null: by the severity. */
  | { readonly kind: 'journald'; readonly priority: string | null }
  /** Address and secret may hold ${env:X} / ${file:X}. */
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: string | null }
  | { readonly kind: 'command'; readonly command: readonly string[]; readonly workingDirectory: string };

export interface SnapshotsPlan {
  /** null: only at breaches. */
  readonly everyMs: number | null;
  /** When a criterion fails at first; alerts say for themselves. */
  readonly onBreach: boolean;
  readonly evidence: EvidencePlan;
}

/** What is done beside the picture. */
export interface EvidencePlan {
  readonly command: {
    /** `{pid}` in a word is the process of the target. */
    readonly words: readonly string[];
    readonly workingDirectory: string;
    readonly withinMs: number;
  } | null;
  readonly signal: 'SIGUSR1' | 'SIGUSR2' | 'SIGQUIT' | 'SIGHUP' | null;
}

/** Of a plan that says nothing of snapshots, or was stored before there were any. */
export const DEFAULT_SNAPSHOTS: SnapshotsPlan = {
  everyMs: null,
  onBreach: true,
  evidence: { command: null, signal: null },
};
