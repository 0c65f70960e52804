/** One operation of the plan, compiled: what to send for an arrival, and how to tell what came back. */

export interface Operation {
  readonly endpoint: Endpoint;
  readonly timeoutMs: number;
  /** The same for the same index. */
  request(index: number): string | Buffer;
  /** A reader for the answer of one exchange. */
  answer(): Answer;
}

/** Operations with the same key share connections. */
export interface Endpoint {
  readonly key: string;
  readonly host: string;
  readonly port: number;
}

export interface Answer {
  /** Reads the first `length` bytes, which are not kept. null: more is to come. Never throws. */
  push(bytes: Buffer, length: number): Ending | null;
  /** The other side has closed. null: in the middle of the answer. */
  end(): Ending | null;
}

/** How an exchange ended. */
export interface Ending {
  /** null: ok. Else its class: status-503, body, reply, protocol. */
  readonly failure: string | null;
  /** Whether the connection may carry another exchange. */
  readonly reusable: boolean;
}
