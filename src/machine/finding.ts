/** One thing that a machine lets soakd see or do, or does not. */

/** limited: a soak works, with less to go by. missing: what needs it is unavailable. */
export type FindingState = 'ok' | 'limited' | 'missing';

export interface Finding {
  readonly subject: string;
  readonly state: FindingState;
  /** What is there, or why it is not. */
  readonly found: string;
  /** What would change it, as a command where there is one; null: nothing needs to. */
  readonly remedy: string | null;
  /** Without it there can be no soak at all. */
  readonly blocks: boolean;
}

export function ok(subject: string, found: string): Finding {
  return { subject, state: 'ok', found, remedy: null, blocks: false };
}

export function limited(subject: string, found: string, remedy: string | null): Finding {
  return { subject, state: 'limited', found, remedy, blocks: false };
}

export function missing(subject: string, found: string, remedy: string | null, blocks = false): Finding {
  return { subject, state: 'missing', found, remedy, blocks };
}

/** Findings about one part of the machine. */
export interface Examination {
  readonly heading: string;
  readonly findings: readonly Finding[];
}
