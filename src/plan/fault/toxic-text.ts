/** What a proxy does to connections, in words. */

import { formatBytes, formatDuration, formatNumber } from '../quantity/quantity.ts';
import type { ProxyActPlan, ProxyPlan, ToxicPlan } from './fault-plan.ts';

const DIRECTIONS = { down: 'to the client', up: 'to the upstream', both: 'both ways' } as const;

/** `wan: messages late by 100ms ± 50ms (uniform), to the client`. */
export function proxyActText({ proxy, direction, share, toxics }: ProxyActPlan): string {
  const whom = share >= 1 ? [] : [`${percent(share)} of the connections`];
  const where = toxics.some(isOfBytes) ? [DIRECTIONS[direction]] : [];
  return `${proxy}: ${[...toxics.map(toxicText), ...where, ...whom].join(', ')}`;
}

/** `wan listens at 127.0.0.1:9080 and connects with 127.0.0.1:8080`. */
export function proxyText({ name, listen, upstream, iKnow }: ProxyPlan): string {
  const known = iKnow ? ' (iKnow: perhaps other machines)' : '';
  return `${name} listens at ${listen.host}:${listen.port} and connects with ${upstream.host}:${upstream.port}${known}`;
}

function toxicText(toxic: ToxicPlan): string {
  switch (toxic.kind) {
    case 'latency': {
      const jitter =
        toxic.jitterMs === 0 ? '' : ` ± ${formatDuration(toxic.jitterMs)} (${toxic.distribution})`;
      return `messages late by ${formatDuration(toxic.meanMs)}${jitter}`;
    }
    case 'bandwidth':
      return `${formatBytes(toxic.bytesPerSecond)}/s`;
    case 'slow-close':
      return `ends of streams late by ${formatDuration(toxic.delayMs)}`;
    case 'cut-after':
      return `connections cut after ${formatBytes(toxic.bytes)}`;
    case 'blackhole':
      return 'nothing goes through';
    case 'reset':
      return 'connections reset';
    case 'refuse':
      return 'new connections refused';
    case 'drop':
      return `${percent(toxic.share)} of the live connections reset at once`;
    default:
      return toxic satisfies never;
  }
}

function isOfBytes({ kind }: ToxicPlan): boolean {
  return kind !== 'reset' && kind !== 'refuse' && kind !== 'drop';
}

function percent(share: number): string {
  return `${formatNumber(share * 100)}%`;
}
