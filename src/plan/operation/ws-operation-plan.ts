/** Operations over WebSocket connections. */
import type { OperationBase } from './operation-base.ts';

export interface WsOperationPlan extends OperationBase {
  readonly kind: 'ws';
  /** ws://, without templates: connections are shared. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Subprotocols that are offered. */
  readonly protocols: readonly string[];
  readonly does: WsDeed;
}

/**
 * publish: messages go out on connections of a pool that is kept open, and arrive at its subscribers. exchange: a
 * message goes out and one comes back, on a connection that does nothing else meanwhile.
 */
export type WsDeed =
  | {
      readonly kind: 'publish';
      /** Kept open. */
      readonly connections: number;
      readonly openPerSecond: number;
      readonly channels: number;
      /** Their numbers begin here: several processes have channels of their own; left out: 0. */
      readonly firstChannel?: number;
      /** How many of them each connection subscribes to. */
      readonly channelsEach: number;
      /** Holds ${channel}. */
      readonly subscribe: string;
      /** What the answer to it contains; may hold ${channel}. null: what a ping behind it tells. */
      readonly confirmed: string | null;
      /** Holds ${channel} and ${stamp}; may hold templates. */
      readonly message: string;
    }
  | {
      readonly kind: 'exchange';
      /** May hold templates and ${stamp}. null: the connection is opened, and that is all. */
      readonly message: string | null;
      /** A connection for each operation. */
      readonly fresh: boolean;
      readonly expect: {
        readonly contains: string | null;
        /** A regular expression. */
        readonly matches: string | null;
      };
    };
