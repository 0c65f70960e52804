/** A process that is watched, and how soakd comes by it. Times in ms, sizes in bytes. */

export interface TargetPlan {
  readonly name: string;
  readonly source: TargetSource;
  /** Sum the root process and all its descendants. */
  readonly tree: boolean;
  readonly restart: 'always' | 'never' | 'on-failure';
}

export type TargetSource = StartSource | AttachSource;

export interface StartSource {
  readonly kind: 'start';
  readonly command: readonly string[];
  /** Added to soakd's own environment. Values may hold ${env:X} / ${file:X}. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute; default the plan's folder. */
  readonly workingDirectory: string;
  readonly ready: Ready;
  /** Between SIGTERM and SIGKILL when the soak ends. */
  readonly stopGraceMs: number;
  /** A plan that was stored before there were limits has none. */
  readonly limits?: LimitsPlan;
}

/** What the target may take at most, with all its processes; null: no limit. */
export interface LimitsPlan {
  readonly memoryBytes: number | null;
  /** Processes and threads. */
  readonly tasks: number | null;
  /** Descriptors of each process. */
  readonly fds: number | null;
}

export type Ready =
  | { readonly kind: 'http'; readonly url: string; readonly withinMs: number }
  | { readonly kind: 'port'; readonly host: string; readonly port: number; readonly withinMs: number }
  | { readonly kind: 'log'; readonly pattern: string; readonly withinMs: number }
  | { readonly kind: 'delay'; readonly delayMs: number };

export type AttachSource =
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'pidfile'; readonly path: string }
  | { readonly kind: 'unit'; readonly unit: string }
  | { readonly kind: 'port'; readonly port: number }
  | {
      readonly kind: 'match';
      readonly comm: string | null;
      readonly exe: string | null;
      /** A regular expression over the command line, arguments joined by spaces. */
      readonly cmdline: string | null;
    };
