/** A fault at a proxy, as an act. */
import type { ProxyActPlan, ToxicPlan } from '../../plan/fault/fault-plan.ts';
import { type Act, type Proof, proof } from '../act.ts';
import { type NamedProcess, signalNamed } from '../named-process.ts';
import type { Figures } from './figures.ts';
import type { Outcome } from './message.ts';
import type { Proxies } from './proxies.ts';

/** The process of the proxies takes every fault away when it is told so; when its owner dies it does so by itself. */
export interface UnhealedProxies {
  readonly kind: 'proxies';
  readonly process: NamedProcess;
}

/** @throws Error when the proxies do not run */
export function proxyAct(
  plan: ProxyActPlan,
  { id, seed, proxies }: { readonly id: string; readonly seed: number; readonly proxies: Proxies },
): Act {
  const { process } = proxies;
  if (process === null) throw new Error('the proxies do not run');
  return {
    undo: [{ kind: 'proxies', process }],
    begin: async () => beginProof(plan, await proxies.add(id, plan, seed)),
    end: async () => endProof(plan, await proxies.remove(id, plan.proxy)),
  };
}

export function healProxies({ process }: UnhealedProxies): string {
  return signalNamed(process, 'SIGUSR2') ? 'the proxies pass everything on' : 'the proxies were gone';
}

/** Of what is done to what comes later nothing can be seen yet, but that it is in force. */
function beginProof(plan: ProxyActPlan, { figures, live, refuses }: Outcome): Proof {
  const hasTo = (kind: string): boolean => plan.toxics.some((toxic) => toxic.kind === kind);
  const seen = figures !== null && (!hasTo('refuse') || refuses);
  const reset = figures?.connectionsReset ?? 0;
  const parts = [
    `in force at ${plan.proxy} for ${figures?.connections ?? 0} of ${live} connections`,
    hasTo('refuse') ? [refuses ? 'new ones are refused' : 'new ones are not refused'] : [],
    reset > 0 ? [`${reset} were reset`] : [],
  ].flat();
  return proof(seen, parts.join(', '), { connectionsLive: live, connectionsReset: reset });
}

function endProof(plan: ProxyActPlan, { figures, refuses }: Outcome): Proof {
  if (figures === null) return proof(false, `${plan.proxy} had begun anew, and no longer had it`);
  const done = Object.entries(figures).filter(([, value]) => value > 0);
  const { connections, messagesDelayed, delayMs } = figures;
  const text = [
    `${plan.proxy} passes on again`,
    `${connections} connections went through it`,
    messagesDelayed > 0
      ? [`${messagesDelayed} messages were late by ${Math.round(delayMs / messagesDelayed)} ms on average`]
      : [],
    figures.bytesDelayed > 0 ? [`${figures.bytesDelayed} bytes delayed`] : [],
    figures.bytesHeld > 0 ? [`${figures.bytesHeld} bytes held back`] : [],
    figures.closesDelayed > 0 ? [`${figures.closesDelayed} ends of streams delayed`] : [],
    figures.connectionsCut > 0 ? [`${figures.connectionsCut} connections cut`] : [],
    figures.connectionsReset > 0 ? [`${figures.connectionsReset} connections reset`] : [],
  ].flat();
  const took = plan.toxics.some((toxic) => hasTaken(toxic, figures));
  const untouched = took ? [] : ['nothing came that it could have done something to'];
  return proof(took && !refuses, [...text, ...untouched].join(', '), Object.fromEntries(done));
}

/** That it did something to somebody. Whom it refused nobody counts: that was seen when it began. */
function hasTaken({ kind }: ToxicPlan, figures: Figures): boolean {
  switch (kind) {
    case 'latency':
    case 'bandwidth':
      return figures.bytesDelayed > 0;
    case 'slow-close':
      return figures.closesDelayed > 0;
    case 'cut-after':
      return figures.connectionsCut > 0;
    case 'blackhole':
      return figures.bytesHeld > 0;
    case 'reset':
    case 'drop':
      return figures.connectionsReset > 0;
    case 'refuse':
      return true;
    default:
      return kind satisfies never;
  }
}
