/** What the faults of a plan do, in words: for `soakd check`, events and reports. */

import { formatDuration } from '../quantity/quantity.ts';
import type { TargetPlan } from '../target/target-plan.ts';
import type { ActPlan, FaultPlan, FaultsPlan, ProxyPlan } from './fault-plan.ts';
import { countOf, occurrencesOf } from './fault-timeline.ts';
import { harmReach, harmText } from './harm-outline.ts';
import { proxyActText, proxyText } from './toxic-text.ts';

/** The first say how it goes on. */
const MOST_BEGINS = 5;

/** `freezes api`. */
export function actText(act: ActPlan): string {
  switch (act.kind) {
    case 'freeze':
      return `freezes ${act.target}`;
    case 'proxy':
      return proxyActText(act);
    default:
      return harmText(act);
  }
}

/** Of a plan, what its faults are and whom they act on. */
interface Faulty {
  readonly faults?: FaultsPlan | null;
  readonly proxies?: readonly ProxyPlan[];
  readonly targets: readonly TargetPlan[];
}

/** When what is done. `soakMs`: how long the soak is planned to last; null: nobody knows. */
export function faultLines({ faults }: Faulty, soakMs: number | null): string[] {
  if (faults === undefined || faults === null) return [];
  const begins = occurrencesOf(faults, soakMs);
  return [
    ...faults.timeline.map((fault) => `${fault.name}: ${actText(fault.act)}, ${whenText(fault, soakMs)}`),
    `seed ${faults.seed}: ${begins
      .slice(0, MOST_BEGINS)
      .map(({ beginMs, plan: { name } }) => `${name} at ${formatDuration(beginMs)}`)
      .join(', ')}${begins.length > MOST_BEGINS ? `, and ${begins.length - MOST_BEGINS} more` : ''}`,
  ];
}

function whenText(fault: FaultPlan, soakMs: number | null): string {
  const { atMs, durationMs, everyMs, jitterMs } = fault;
  const count = countOf(fault, soakMs);
  return [
    `at ${formatDuration(atMs)}`,
    durationMs === null ? [] : [` for ${formatDuration(durationMs)}`],
    everyMs === null ? [] : [`, every ${formatDuration(everyMs)}, ${count} times`],
    jitterMs === 0 ? [] : [`, up to ${formatDuration(jitterMs)} later`],
  ]
    .flat()
    .join('');
}

/** What they may do to the machine. */
export function faultReach({ faults, targets, proxies = [] }: Faulty): string[] {
  const listening = proxies.map((proxy) => `the proxy ${proxyText(proxy)}`);
  if (faults === undefined || faults === null) return listening;
  const lines = faults.timeline.map(({ act, iKnow }) => reachOf(act, iKnow, targets));
  return [...listening, ...new Set(lines), 'each fault is reverted by itself, also when soakd is killed'];
}

function reachOf(act: ActPlan, iKnow: boolean, targets: Faulty['targets']): string {
  const stranger = (name: string): string => {
    const source = targets.find((target) => target.name === name)?.source;
    return iKnow && source?.kind !== 'start' ? ', which soakd has not started (iKnow)' : '';
  };
  switch (act.kind) {
    case 'freeze':
      return `stops ${act.target} with its descendants by SIGSTOP, and continues them${stranger(act.target)}`;
    case 'proxy':
      return `disturbs what goes through the proxy ${act.proxy}`;
    default:
      return harmReach(act, stranger);
  }
}
