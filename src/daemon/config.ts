/** The text of a configuration → a typed one with its defaults, or every problem at once. */
import { dirname, join, resolve } from 'node:path';
import type { LogLevel } from '../log/log.ts';
import { type Problem, sortProblems } from '../plan/document/problem.ts';
import { absoluteSecrets } from '../plan/document/secret-text.ts';
import { readSource } from '../plan/document/source.ts';
import { validate } from '../plan/document/validate.ts';
import { DEFAULT_POLICY, type RetentionPolicy } from '../retention/policy.ts';
import { type WrittenConfig, writtenConfig } from './config-schema.ts';

/** Paths absolute, times in ms. */
export interface Config {
  /** null: the one of the installation. */
  readonly database: string | null;
  /** `named`: the configuration names the folder, so it has to be there. */
  readonly plans: { readonly folder: string; readonly named: boolean };
  readonly socket: {
    /** null: the one of the installation. */
    readonly path: string | null;
    /** null: by the group, or by how soakd is installed. */
    readonly mode: number | null;
    readonly group: string | null;
  };
  readonly logLevel: LogLevel;
  /** Since the last heartbeat of a run that was cut off. */
  readonly resumeWindowMs: number;
  readonly retention: RetentionPolicy;
  readonly metrics: MetricsConfig | null;
  readonly maxConcurrent: number;
}

export interface MetricsConfig {
  readonly host: string;
  readonly port: number;
  /** As written: the secret is filled in when the listener opens. */
  readonly token: string;
}

/** Long enough for a reboot with a file system check; a night is not silently continued in the morning. */
const RESUME_WINDOW_MS = 3_600_000;
/** Each brings a load process and a thread or two: more than this share the small machine of a lab badly. */
const MAX_CONCURRENT = 4;

/** `config` is null when there are problems; where the plans are is told all the same, as far as it can be known. */
export interface ParsedConfig {
  readonly config: Config | null;
  readonly plans: Config['plans'];
  readonly problems: readonly Problem[];
}

export function parseConfig(text: string, file: string): ParsedConfig {
  const source = readSource(text, file);
  const folder = dirname(resolve(file));
  const plans = plansOf(source.value, folder);
  if (!source.whole) return { config: null, plans, problems: sortProblems(source.problems) };
  // A file of comments alone stands for all the defaults.
  const { written, problems } = validate(writtenConfig, { ...source, value: source.value ?? {} });
  const all = [...source.problems, ...problems];
  if (written === null || all.length > 0) return { config: null, plans, problems: sortProblems(all) };
  return { config: resolveConfig(written, plans, folder), plans, problems: [] };
}

function plansOf(value: unknown, folder: string): Config['plans'] {
  const named = typeof value === 'object' && value !== null && 'plans' in value ? value.plans : undefined;
  return typeof named === 'string' && named !== ''
    ? { folder: resolve(folder, named), named: true }
    : { folder: join(folder, 'plans'), named: false };
}

function resolveConfig(written: WrittenConfig, plans: Config['plans'], folder: string): Config {
  const { socket = {}, metrics } = written;
  const absolute = (path: string | undefined): string | null =>
    path === undefined ? null : resolve(folder, path);
  return {
    database: absolute(written.database),
    plans,
    socket: {
      path: absolute(socket.path),
      mode: socket.mode ?? (socket.group === undefined ? null : 0o660),
      group: socket.group ?? null,
    },
    logLevel: written.log?.level ?? 'info',
    resumeWindowMs: written.resume?.window ?? RESUME_WINDOW_MS,
    retention: resolveRetention(written.retention ?? {}),
    metrics:
      metrics === undefined ? null : { ...metrics.listen, token: absoluteSecrets(metrics.token, folder) },
    maxConcurrent: written.maxConcurrent ?? MAX_CONCURRENT,
  };
}

type WrittenRetention = NonNullable<WrittenConfig['retention']>;

function resolveRetention({ thinAfter, keepFor, keepNewest, maxSize }: WrittenRetention): RetentionPolicy {
  const never = (written: 'never' | number | undefined, otherwise: number | null): number | null => {
    if (written === undefined) return otherwise;
    return written === 'never' ? null : written;
  };
  return {
    ...DEFAULT_POLICY,
    thinAfterMs: never(thinAfter, DEFAULT_POLICY.thinAfterMs),
    keepForMs: never(keepFor, DEFAULT_POLICY.keepForMs),
    keepNewest: keepNewest ?? DEFAULT_POLICY.keepNewest,
    maxBytes: maxSize ?? DEFAULT_POLICY.maxBytes,
  };
}
