/** The operations of a load. */
import type { BodyChecks } from './body-checks.ts';
import type { FlowOperationPlan } from './flow-plan.ts';
import type { HttpExtras } from './http-extras.ts';
import type { OperationBase } from './operation-base.ts';
import type {
  CommandOperationPlan,
  CountedOperationPlan,
  ExecOperationPlan,
  ModuleOperationPlan,
  StdioOperationPlan,
} from './process-operation-plan.ts';
import type { TcpScriptPlan } from './tcp-script-plan.ts';
import type { WsOperationPlan } from './ws-operation-plan.ts';

export type OperationPlan =
  | HttpOperationPlan
  | TcpOperationPlan
  | ExecOperationPlan
  | StdioOperationPlan
  | ModuleOperationPlan
  | WsOperationPlan
  | TcpScriptPlan
  | FlowOperationPlan
  | CommandOperationPlan
  | CountedOperationPlan;

export interface HttpOperationPlan extends OperationBase, HttpExtras {
  readonly kind: 'http';
  readonly method: string;
  /** http:// only (the load goes to this machine); may hold templates such as ${seq}. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** May hold templates. */
  readonly body: string | null;
  readonly expect: {
    /** Accepted status codes; empty: every 2xx and 3xx. */
    readonly status: readonly number[];
    readonly bodyContains: string | null;
    /** A regular expression. */
    readonly bodyMatches: string | null;
    /** null, or left out by a plan that was stored before there were any: nothing more. */
    readonly body?: BodyChecks | null;
  };
}

export interface TcpOperationPlan extends OperationBase {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  /** May hold templates. */
  readonly send: string;
  /** line: one \n-ended line that matches; text: exactly these bytes. */
  readonly expect:
    | { readonly kind: 'line'; readonly matches: string }
    | { readonly kind: 'text'; readonly text: string };
}
