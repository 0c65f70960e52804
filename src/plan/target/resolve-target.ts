/** A target as written → with its defaults, and paths absolute. */
import { resolve } from 'node:path';
import { absoluteSecrets } from '../document/secret-text.ts';
import { defaultTargetName } from './default-name.ts';
import type { LimitsPlan, Ready, TargetPlan, TargetSource } from './target-plan.ts';
import type { WrittenTarget } from './target-schema.ts';

/** The defaults of config/README.md. */
const DEFAULT = { readyWithinMs: 30_000, readyDelayMs: 1000, stopGraceMs: 10_000 } as const;

type WrittenStart = NonNullable<WrittenTarget['start']>;

/** `portServed`: where the load meets it, for its readiness; null: nowhere. */
export function resolveTarget(target: WrittenTarget, folder: string, portServed: number | null): TargetPlan {
  return {
    name: targetName(target),
    source: resolveSource(target, folder, portServed),
    tree: target.tree ?? true,
    restart: target.restart ?? 'never',
  };
}

export function targetName({ name, start }: WrittenTarget): string {
  return name ?? defaultTargetName(start?.command ?? null);
}

function resolveSource(target: WrittenTarget, folder: string, portServed: number | null): TargetSource {
  const { start, pid, pidfile, unit, port, match } = target;
  if (start !== undefined) {
    return {
      kind: 'start',
      command: start.command,
      environment: mapValues(start.environment ?? {}, (value) => absoluteSecrets(value, folder)),
      workingDirectory: resolve(folder, start.cwd ?? '.'),
      ready: resolveReady(start.ready, portServed),
      stopGraceMs: start.stopGrace ?? DEFAULT.stopGraceMs,
      ...(start.limits === undefined ? {} : { limits: resolveLimits(start.limits) }),
    };
  }
  if (pid !== undefined) return { kind: 'pid', pid };
  if (pidfile !== undefined) return { kind: 'pidfile', path: resolve(folder, pidfile) };
  if (unit !== undefined) return { kind: 'unit', unit };
  if (port !== undefined) return { kind: 'port', port };
  return {
    kind: 'match',
    comm: match?.comm ?? null,
    exe: match?.exe ?? null,
    cmdline: match?.cmdline ?? null,
  };
}

function resolveLimits({ memory, tasks, fds }: NonNullable<WrittenStart['limits']>): LimitsPlan {
  return { memoryBytes: memory ?? null, tasks: tasks ?? null, fds: fds ?? null };
}

function resolveReady(ready: WrittenStart['ready'], portServed: number | null): Ready {
  const withinMs = ready?.within ?? DEFAULT.readyWithinMs;
  if (ready?.http !== undefined) return { kind: 'http', url: ready.http, withinMs };
  if (ready?.log !== undefined) return { kind: 'log', pattern: ready.log, withinMs };
  if (ready?.delay !== undefined) return { kind: 'delay', delayMs: ready.delay };
  const port = ready?.port ?? portServed;
  if (port !== null) return { kind: 'port', host: '127.0.0.1', port, withinMs };
  return { kind: 'delay', delayMs: DEFAULT.readyDelayMs };
}

function mapValues(
  values: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
