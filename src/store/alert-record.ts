/** Whom a run told of what, and the pictures that it took. */

/** One time that an alert fired: written when it does, when its worst changes at last, and at its end. */
export interface AlertRow {
  /** Index in the plan's list of alerts. */
  readonly alert: number;
  readonly target: number | null;
  /** When it fired: of one alert and target, which time it was. */
  readonly firedMs: number;
  /** Since when its rule was true. */
  readonly sinceMs: number;
  readonly wallMs: number;
  readonly endedMs: number | null;
  readonly state: 'firing' | 'resolved' | 'ended' | 'interrupted';
  readonly name: string;
  readonly rule: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly bound: number;
  readonly peak: number | null;
  readonly unit: string;
}

/** One notification to one notifier. Written when it is due, and when it arrived or was given up. */
export interface NotificationRow {
  /** Names it to its receiver as well: what came twice has it twice. */
  readonly delivery: string;
  readonly alert: number;
  readonly target: number | null;
  readonly firedMs: number;
  /** Index in the alert's list of notifiers, and what it is in words without secrets. */
  readonly notifier: number;
  readonly describes: string;
  readonly status: 'firing' | 'resolved' | 'unknown' | 'known' | 'ended';
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly atMs: number | null;
  readonly why: string | null;
  /** What is sent, JSON. */
  readonly body: string;
  /** How many soakds died before it arrived. */
  readonly carried: number;
}

export interface SnapshotRow {
  /** One written again to the same slot replaces it. */
  readonly slot: number;
  readonly target: number;
  readonly generation: number;
  readonly monoMs: number;
  readonly wallMs: number;
  readonly cause: 'alert' | 'criterion' | 'schedule';
  readonly about: string;
  /** JSON of snapshot/picture.ts. */
  readonly picture: string;
}
