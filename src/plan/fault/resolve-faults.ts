/** The faults as written → with their defaults. */

import type { Criterion } from '../rule/criterion.ts';
import {
  type ActPlan,
  type FaultPlan,
  type FaultsPlan,
  type ProxyPlan,
  subjectOf,
  type ToxicPlan,
} from './fault-plan.ts';
import type { WrittenFault, WrittenFaults } from './fault-schema.ts';
import type { WrittenProxy } from './proxy-schema.ts';
import { resolveHarm } from './resolve-harm.ts';
import { resolveRecover } from './resolve-recover.ts';

const DEFAULT_SEED = 1;

export function resolveFaults(
  written: WrittenFaults,
  given: { readonly folder: string; readonly criteria: readonly Criterion[] },
): FaultsPlan {
  return {
    seed: written.seed ?? DEFAULT_SEED,
    timeline: written.timeline.map((fault) => resolveFault(fault, given)),
  };
}

function resolveFault(
  written: WrittenFault,
  { folder, criteria }: Parameters<typeof resolveFaults>[1],
): FaultPlan {
  const act = actOf(written, folder);
  const subject = subjectOf(act);
  return {
    name: written.name ?? (subject === null ? act.kind : `${act.kind} ${subject}`),
    atMs: written.at,
    durationMs: written.for ?? null,
    everyMs: written.every ?? null,
    times: written.times ?? (written.every === undefined ? 1 : null),
    jitterMs: written.jitter ?? 0,
    iKnow: written.iKnow ?? false,
    act,
    recover: written.recover === undefined ? null : resolveRecover(written.recover, criteria),
  };
}

function actOf(written: WrittenFault, folder: string): ActPlan {
  const { freeze, proxy, direction = 'down', share = 1 } = written;
  if (freeze !== undefined) return { kind: 'freeze', target: freeze.target };
  if (proxy !== undefined) return { kind: 'proxy', proxy, direction, share, toxics: toxicsOf(written) };
  const harm = resolveHarm(written, folder);
  if (harm !== null) return harm;
  throw new Error('a fault without an act is not valid');
}

/** Bytes are late first, then slow; how much has come through is counted behind that. */
function toxicsOf(written: WrittenFault): ToxicPlan[] {
  const { latency, bandwidth, slowClose, cutAfter, blackhole, reset, refuse, drop } = written;
  const toxics: (ToxicPlan | false | undefined)[] = [
    latency !== undefined && latencyOf(latency),
    bandwidth !== undefined && { kind: 'bandwidth', bytesPerSecond: bandwidth },
    slowClose !== undefined && { kind: 'slow-close', delayMs: slowClose },
    cutAfter !== undefined && { kind: 'cut-after', bytes: cutAfter },
    blackhole && { kind: 'blackhole' },
    reset && { kind: 'reset' },
    refuse && { kind: 'refuse' },
    drop !== undefined && { kind: 'drop', share: drop },
  ];
  return toxics.filter((toxic) => typeof toxic === 'object');
}

function latencyOf(written: NonNullable<WrittenFault['latency']>): ToxicPlan {
  const {
    mean,
    jitter = 0,
    distribution = 'uniform',
  } = typeof written === 'number' ? { mean: written } : written;
  return { kind: 'latency', meanMs: mean, jitterMs: jitter, distribution };
}

export function resolveProxies(written: readonly WrittenProxy[]): ProxyPlan[] {
  return written.map(({ name, listen, upstream, iKnow = false }) => ({
    name,
    listen: typeof listen === 'number' ? { host: '127.0.0.1', port: listen } : listen,
    upstream,
    iKnow,
  }));
}

/** Of a port that a proxy listens at: a proxy accepts long before what is behind it does. */
export function upstreamPort(port: number | null, proxies: readonly ProxyPlan[]): number | null {
  return proxies.find(({ listen }) => listen.port === port)?.upstream.port ?? port;
}
