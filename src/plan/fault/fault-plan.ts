/** The faults of a plan and the proxies that some of them go through. Times in ms, sizes in bytes, rates in bytes/s. */

import { type HarmPlan, pathOf } from './harm-plan.ts';
import type { RecoverPlan } from './resolve-recover.ts';

export interface FaultsPlan {
  /** Of every choice that is left to chance: the same seed, the same faults. */
  readonly seed: number;
  readonly timeline: readonly FaultPlan[];
}

export interface FaultPlan {
  readonly name: string;
  /** Of observed time: when it begins for the first time. */
  readonly atMs: number;
  /** null: it is done in a moment. */
  readonly durationMs: number | null;
  /** From one begin to the next; null: once. */
  readonly everyMs: number | null;
  /** How often; null: until the soak ends. */
  readonly times: number | null;
  /** Each begin is later by up to this, by the seed. */
  readonly jitterMs: number;
  /** May act on processes that the soak has not started. */
  readonly iKnow: boolean;
  readonly act: ActPlan;
  /** null: how soon all is well again is told, and not judged. */
  readonly recover?: RecoverPlan | null;
}

/** What is done. Each kind has its key in fault-schema.ts, its words in fault-outline.ts, its act in fault/make-act.ts. */
export type ActPlan = FreezePlan | ProxyActPlan | HarmPlan;

/** SIGSTOP to a target with its descendants; SIGCONT ends it. */
export interface FreezePlan {
  readonly kind: 'freeze';
  readonly target: string;
}

/** What a proxy does to the connections that go through it. */
export interface ProxyActPlan {
  readonly kind: 'proxy';
  readonly proxy: string;
  /** down: from the upstream to the client. */
  readonly direction: 'down' | 'up' | 'both';
  /** Of the connections, 0–1. */
  readonly share: number;
  /** In the order in which bytes go through them. */
  readonly toxics: readonly ToxicPlan[];
}

export type ToxicPlan =
  /** Each message is late by as much; what comes within a millisecond is one message. */
  | {
      readonly kind: 'latency';
      readonly meanMs: number;
      /** uniform: up to this to both sides; normal: its standard deviation. Never below 0. */
      readonly jitterMs: number;
      readonly distribution: 'uniform' | 'normal';
    }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** The end of a stream is late. */
  | { readonly kind: 'slow-close'; readonly delayMs: number }
  /** The connection is closed after so many bytes. */
  | { readonly kind: 'cut-after'; readonly bytes: number }
  /** Nothing goes through, and nothing is lost. */
  | { readonly kind: 'blackhole' }
  /** Connections are reset: those that are there, and new ones. */
  | { readonly kind: 'reset' }
  /** Nobody listens. */
  | { readonly kind: 'refuse' }
  /** This share of the connections that are there is reset, at once. */
  | { readonly kind: 'drop'; readonly share: number };

/** A TCP proxy of the soak's own. */
export interface ProxyPlan {
  readonly name: string;
  readonly listen: Endpoint;
  readonly upstream: Endpoint;
  /** May listen on, or lead to, other machines. */
  readonly iKnow: boolean;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** The target it acts on; null: on none. */
export function targetOf(act: ActPlan): string | null {
  return 'target' in act ? act.target : null;
}

/** The target, or what else it acts on: for rows and tables. */
export function subjectOf(act: ActPlan): string | null {
  if (act.kind === 'proxy') return act.proxy;
  return targetOf(act) ?? (act.kind === 'freeze' ? null : pathOf(act));
}
