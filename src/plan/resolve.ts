/** A valid plan as written → the plan with every default filled in and every path absolute. */
import { resolve as resolvePath } from 'node:path';
import { resolveAlerts, resolveSnapshots } from './alert/resolve-alerts.ts';
import { defaultCriteria, impliedCriteria } from './default-criteria.ts';
import { resolveFaults, resolveProxies, upstreamPort } from './fault/resolve-faults.ts';
import { recoverCriteria } from './fault/resolve-recover.ts';
import { resolveLoad } from './load/resolve-load.ts';
import { localPort } from './operation/local-port.ts';
import type { Plan, SamplePlan } from './plan.ts';
import { resolveReports } from './report/resolve-reports.ts';
import type { Criterion } from './rule/criterion.ts';
import { parseRule } from './rule/rule-parser.ts';
import { resolveSchedule } from './schedule/resolve-schedule.ts';
import type { WrittenCriterion, WrittenPlan } from './schema.ts';
import { resolveTarget, targetName } from './target/resolve-target.ts';

/** The default of config/README.md. */
const DEFAULT_EVERY_MS = 5000;

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
    targets: targets.map((target) => {
      const name = targetName(target);
      const served = (load?.operations ?? [])
        .filter((operation) => operation.target === name || (only && operation.target === null))
        .map(localPort)
        .find((port) => port !== null);
      return resolveTarget(target, folder, served === undefined ? null : upstreamPort(served, proxies));
    }),
    sample,
    load,
    criteria: [...own, ...impliedCriteria(own), ...recoverCriteria(faults)],
    drain:
      written.drain === undefined
        ? null
        : { durationMs: written.drain.for, reloadMs: written.drain.reload ?? null },
    reports: written.reports === undefined ? null : resolveReports(written.reports, folder),
    schedule: written.schedule === undefined ? null : resolveSchedule(written.schedule),
    alerts: resolveAlerts(written.alerts ?? [], snapshots, { everyMs: sample.everyMs, folder }),
    snapshots,
    proxies,
    faults,
  });
}

function resolveSample(sample: WrittenPlan['sample'], folder: string): SamplePlan {
  return {
    everyMs: sample?.every ?? DEFAULT_EVERY_MS,
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

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
