/** Faults of processes, files and the machine. Times in ms, sizes in bytes. */

export type HarmPlan =
  | KillPlan
  | RestartPlan
  | LimitPlan
  | RemovePlan
  | TruncatePlan
  | GarblePlan
  | UnwritablePlan
  | FillPlan
  | PressurePlan;

/** A signal that ends a target's process; it is brought back. */
export interface KillPlan {
  readonly kind: 'kill';
  readonly target: string;
  readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGABRT';
  /** What has not ended by then is left alone. */
  readonly withinMs: number;
}

/** SIGTERM, and SIGKILL after the grace; it is brought back. */
export interface RestartPlan {
  readonly kind: 'restart';
  readonly target: string;
  readonly graceMs: number;
}

/** Less of what it may have; null: as much as before. */
export interface LimitPlan {
  readonly kind: 'limit';
  readonly target: string;
  /** Descriptors of each of its processes. */
  readonly fds: number | null;
  readonly memoryBytes: number | null;
}

/** Paths are absolute. */
export interface RemovePlan {
  readonly kind: 'remove';
  readonly path: string;
}

export interface TruncatePlan {
  readonly kind: 'truncate';
  readonly path: string;
  readonly toBytes: number;
}

export interface GarblePlan {
  readonly kind: 'garble';
  readonly path: string;
  readonly bytes: number;
}

export interface UnwritablePlan {
  readonly kind: 'unwritable';
  readonly path: string;
}

export interface FillPlan {
  readonly kind: 'fill';
  readonly mount: string;
  readonly leaveBytes: number;
}

export interface PressurePlan {
  readonly kind: 'pressure';
  /** Used up entirely. */
  readonly cores: number;
  readonly memoryBytes: number;
}

/** The file, folder or mount that it acts on; null: on none. */
export function pathOf(act: HarmPlan): string | null {
  if ('path' in act) return act.path;
  return 'mount' in act ? act.mount : null;
}
