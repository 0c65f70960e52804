/** Conversations on a TCP connection. */
import type { OperationBase } from './operation-base.ts';

export interface TcpScriptPlan extends OperationBase {
  readonly kind: 'tcp-script';
  readonly host: string;
  readonly port: number;
  /** Once on each new connection, before the first steps on it. */
  readonly greeting: readonly TcpStep[];
  /** For each operation. */
  readonly steps: readonly TcpStep[];
  /** The connection goes on to the next operation; else each has one of its own. */
  readonly keep: boolean;
}

export type TcpStep =
  /** May hold templates. */
  | { readonly kind: 'send'; readonly text: string }
  | { readonly kind: 'send-bytes'; readonly base64: string }
  /** One \n-ended line that matches. */
  | { readonly kind: 'line'; readonly matches: string }
  /** Exactly this. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly base64: string }
  /** So many bytes, whichever. */
  | { readonly kind: 'skip'; readonly bytes: number }
  /** The other side closes the connection. */
  | { readonly kind: 'closed' };
