/** What the process of the proxies and its owner tell each other. */
import type { ProxyActPlan, ProxyPlan } from '../../plan/fault/fault-plan.ts';
import type { Figures } from './figures.ts';

export type Request =
  | { readonly kind: 'open'; readonly proxies: readonly ProxyPlan[] }
  | {
      readonly kind: 'add';
      readonly fault: string;
      readonly plan: ProxyActPlan;
      readonly seed: number;
    }
  | { readonly kind: 'remove' | 'look'; readonly fault: string; readonly proxy: string };

export type ToProxies = Request & { readonly number: number };

export interface Outcome {
  /** What the fault has done so far; null: it is not in force. */
  readonly figures: Figures | null;
  /** Connections through the proxy at this moment. */
  readonly live: number;
  /** A client is refused. */
  readonly refuses: boolean;
}

export type FromProxies =
  | { readonly kind: 'done'; readonly number: number; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly number: number; readonly why: string }
  /** So many connections are all that its limit of descriptors allows; said once. */
  | { readonly kind: 'bound'; readonly connections: number; readonly descriptors: number };
