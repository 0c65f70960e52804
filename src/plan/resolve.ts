/** A valid plan as written → the plan with every default filled in and every path absolute. */
import { resolve as resolvePath } from 'node:path';
import { resolveAlerts, resolveSnapshots } from './alert/resolve-alerts.ts';
import { defaultCriteria, impliedCriteria } from './default-criteria.ts';
import { defaultTargetName } from './default-name.ts';
import { resolveFaults, resolveProxies, upstreamPort } from './fault/resolve-faults.ts';
import { recoverCriteria } from './fault/resolve-recover.ts';
import { resolveLoad } from './load/resolve-load.ts';
import { localPort } from './operation/local-port.ts';
import type {
  Criterion,
  LimitsPlan,
  Plan,
  Ready,
  ReportsPlan,
  SamplePlan,
  TargetPlan,
  TargetSource,
} from './plan.ts';
import { parseRule } from './rule/rule-parser.ts';
import type { WrittenCriterion, WrittenPlan, WrittenTarget } from './schema.ts';
import { absoluteSecrets } from './secret.ts';

/** The defaults of config/README.md, in milliseconds. */
const DEFAULT = {
  everyMs: 5000,
  readyWithinMs: 30_000,
  readyDelayMs: 1000,
  stopGraceMs: 10_000,
  catchUpMs: 7_200_000,
} as const;

/** `folder`: that of the plan, for relative paths. */
export function resolvePlan(written: WrittenPlan, folder: string): Plan {
  const load = written.load === undefined ? null : resolveLoad(written.load, folder);
  const targets = written.targets ?? (written.target === undefined ? [] : [written.target]);
  const only = targets.length === 1;
  const sample = resolveSample(written.sample, folder);
  const proxies = resolveProxies(written.proxies ?? []);
  const snapshots = resolveSnapshots(written.snapshots, folder);
  const own = written.criteria?.map(resolveCriterion) ?? defaultCriteria(load);
  const faults =
    written.faults === undefined ? null : resolveFaults(written.faults, { folder, criteria: own });
  return freeze({
    name: written.name,
    ending:
      written.operations === undefined
        ? { kind: 'duration', durationMs: written.duration ?? 0 }
        : { kind: 'operations', operations: written.operations },
    warmup:
      typeof written.warmup === 'number' ? { kind: 'fixed', durationMs: written.warmup } : { kind: 'auto' },
    minimumSpanMs: written.minimumSpan ?? 0,
    targets: targets.map((target): TargetPlan => {
      const name = nameOf(target);
      const served = (load?.operations ?? [])
        .filter((operation) => operation.target === name || (only && operation.target === null))
        .map(localPort)
        .find((port) => port !== null);
      return {
        name,
        source: resolveSource(target, folder, served === undefined ? null : upstreamPort(served, proxies)),
        tree: target.tree ?? true,
        restart: target.restart ?? 'never',
      };
    }),
    sample,
    load,
    criteria: [...own, ...impliedCriteria(own), ...recoverCriteria(faults)],
    drain:
      written.drain === undefined
        ? null
        : { durationMs: written.drain.for, reloadMs: written.drain.reload ?? null },
    reports: written.reports === undefined ? null : resolveReports(written.reports, folder),
    schedule:
      written.schedule === undefined
        ? null
        : {
            cron: written.schedule.cron,
            timezone: written.schedule.timezone ?? 'UTC',
            catchUpMs: written.schedule.catchUp ?? DEFAULT.catchUpMs,
          },
    alerts: resolveAlerts(written.alerts ?? [], snapshots, { everyMs: sample.everyMs, folder }),
    snapshots,
    proxies,
    faults,
  });
}

function resolveReports(written: NonNullable<WrittenPlan['reports']>, folder: string): ReportsPlan {
  if (!('formats' in written)) return { formats: written, folder: null };
  return {
    formats: written.formats,
    folder: written.folder === undefined ? null : resolvePath(folder, written.folder),
  };
}

function nameOf(target: WrittenTarget): string {
  return target.name ?? defaultTargetName(target.start?.command ?? null);
}

/** `portServed`: where the load meets it, for its readiness. */
function resolveSource(target: WrittenTarget, folder: string, portServed: number | null): TargetSource {
  const { start, pid, pidfile, unit, port, match } = target;
  if (start !== undefined) {
    return {
      kind: 'start',
      command: start.command,
      environment: mapValues(start.environment ?? {}, (value) => absoluteSecrets(value, folder)),
      workingDirectory: resolvePath(folder, start.cwd ?? '.'),
      ready: resolveReady(start.ready, portServed),
      stopGraceMs: start.stopGrace ?? DEFAULT.stopGraceMs,
      ...(start.limits === undefined ? {} : { limits: resolveLimits(start.limits) }),
    };
  }
  if (pid !== undefined) return { kind: 'pid', pid };
  if (pidfile !== undefined) return { kind: 'pidfile', path: resolvePath(folder, pidfile) };
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

type WrittenStart = NonNullable<WrittenTarget['start']>;

function resolveReady(ready: NonNullable<WrittenTarget['start']>['ready'], portServed: number | null): Ready {
  const withinMs = ready?.within ?? DEFAULT.readyWithinMs;
  if (ready?.http !== undefined) return { kind: 'http', url: ready.http, withinMs };
  if (ready?.log !== undefined) return { kind: 'log', pattern: ready.log, withinMs };
  if (ready?.delay !== undefined) return { kind: 'delay', delayMs: ready.delay };
  const port = ready?.port ?? portServed;
  if (port !== null) return { kind: 'port', host: '127.0.0.1', port, withinMs };
  return { kind: 'delay', delayMs: DEFAULT.readyDelayMs };
}

function resolveSample(sample: WrittenPlan['sample'], folder: string): SamplePlan {
  return {
    everyMs: sample?.every ?? DEFAULT.everyMs,
    paths: Object.entries(sample?.paths ?? {}).map(([name, path]) => ({
      name,
      path: resolvePath(folder, path),
    })),
    scrape: sample?.scrape ?? null,
  };
}

function resolveCriterion(written: WrittenCriterion): Criterion {
  const fields = typeof written === 'string' ? { rule: written } : written;
  return {
    rule: parseRule(fields.rule),
    overMs: fields.over ?? null,
    abort: fields.abort ?? false,
    during: fields.during ?? null,
  };
}

function mapValues(
  values: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
