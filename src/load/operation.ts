/**
 * One operation of the plan, compiled, and what carries it. Every kind of operation is an endpoint that opens
 * channels, and a channel does one operation after the other; the dispatcher knows no more than that.
 */

/** `Work` is what the endpoint's channels need to know of the operation. */
export interface Operation<Work = unknown> {
  readonly endpoint: Endpoint<Work>;
  readonly timeoutMs: number;
  readonly work: Work;
}

export interface Endpoint<Work = unknown> {
  /** Operations with the same key share channels. Begins with the kind, since they have to share what Work is, too. */
  readonly key: string;
  /** What has to be done before the first channel is opened, once. What it rejects with ends the load process. */
  prepare?(): Promise<void>;
  /** Nothing is said to the events before the call has returned. */
  open(events: ChannelEvents): Channel<Work>;
  /** No other exchange will begin: what would go on without end is asked to end. */
  drain?(): void;
  /** Ends what the channels shared, once all of them are destroyed. Never rejects; takes 2 s at most. */
  close?(): Promise<void>;
}

/** What carries one exchange at a time: a connection, a child, a place in a user's module. */
export interface Channel<Work = unknown> {
  /** The one under way. */
  readonly exchange: Exchange | null;
  /** Begins, after opening if need be. Only while there is none under way. */
  start(exchange: Exchange<Work>): void;
  /** Ends at once, with all that was opened for it, without a word to the events. */
  destroy(): void;
  /** Of the exchange that was the last to begin, which is over. Left out: nothing is kept of it. */
  exchanged?(exchange: Exchange<Work>): Exchanged;
}

/** What went out and what came back, for the log of failures; null: nothing is kept of it. */
export interface Exchanged {
  readonly sent: Buffer | string | null;
  /** At least its first HEARD_BYTES. */
  readonly heard: Buffer | string | null;
}

/** What the log of failures needs of an answer: its head, and the begin of its body. */
export const HEARD_BYTES = 1024;

export interface ChannelEvents {
  /**
   * The exchange is over, and `channel.exchange` is null again. `stale`: the other side had already ended the channel
   * when the exchange began, so that nothing was learnt about the operation; only where an exchange had ended well
   * on the channel before.
   */
  onEnding(channel: Channel, exchange: Exchange, ending: Ending, stale: boolean): void;
  /** Of no use any more, between exchanges. */
  onIdleClosed(channel: Channel): void;
  /** Within an exchange: a part of it that is an operation of its own. Each that began ends, also by `destroy`. */
  onStepBegan(operationIndex: number): void;
  onStepEnded(operationIndex: number, outcome: Outcome, tookMs: number): void;
  /** Requests of somebody else that ended since the last call, as operations of their own. */
  onCounted(operationIndex: number, counts: Counted): void;
}

export interface Counted {
  readonly ok: number;
  readonly failed: number;
  readonly blocked: number;
  /** Of a single one; null: not known. */
  readonly tookMs: number | null;
}

/** One operation under way. */
export interface Exchange<Work = unknown> {
  readonly operation: Operation<Work>;
  readonly operationIndex: number;
  readonly index: number;
  /** When it was due, was sent, and fails as a timeout. */
  readonly dueMs: number;
  readonly sentMs: number;
  readonly deadlineMs: number;
  retried: boolean;
}

/** How an exchange ended. */
export interface Ending {
  readonly outcome: Outcome;
  /** Whether the channel may carry another exchange. */
  readonly reusable: boolean;
}

/** `failure` is its class: status-503, body, reply, protocol, … Blocked: refused, as a filter refuses an attack. */
export type Outcome =
  | { readonly kind: 'ok' }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'failed'; readonly failure: string };

export const OK: Outcome = { kind: 'ok' };
export const BLOCKED: Outcome = { kind: 'blocked' };

export function failed(failure: string): Outcome {
  return { kind: 'failed', failure };
}
