/** What a client of the control socket may take of us: soaks go on beside it, so nothing of it grows without an end. */

export interface Limits {
  /** Open at once; of more, those go that have waited longest without asking anything. */
  readonly connections: number;
  /** Open for as long as `graceMs`. */
  readonly burst: number;
  readonly graceMs: number;
  /** Of the connections, those that follow the events. */
  readonly streams: number;
  /** Of the connections, those whose request is being done: stop waits for a report. With `streams` below `connections`. */
  readonly actions: number;
  readonly headerBytes: number;
  readonly bodyBytes: number;
  /** From the connection to the last byte of its request. */
  readonly requestMs: number;
  /** Until the client has read its answer. */
  readonly idleMs: number;
  /** What is asked for is done, or the client is told that it takes longer. */
  readonly actionMs: number;
  /** Of one stream, beyond what the kernel keeps: events past that are dropped and counted. */
  readonly backlogBytes: number;
  /** A stream that is not read at all for so long is ended. */
  readonly wedgedMs: number;
  readonly heartbeatMs: number;
  /** Events that a stream that was cut off can still get. */
  readonly keptEvents: number;
}

export const LIMITS: Limits = {
  // Operators and their scripts are few; with what all of them may send this stays below 3 MiB.
  connections: 32,
  // The daemon may have 65,536 descriptors, a process of a user 1,024.
  burst: 128,
  // A client sends its request as soon as it is connected; on a busy machine it has to be scheduled for that.
  graceMs: 250,
  streams: 8,
  actions: 16,
  // soakd's own client sends 200 bytes, curl 100.
  headerBytes: 8 * 1024,
  // The longest plan of config/ has 4 KiB.
  bodyBytes: 64 * 1024,
  // On one machine it takes milliseconds; a person who types a request into a terminal has this long.
  requestMs: 10_000,
  idleMs: 10_000,
  // The longest that a graceful stop takes: load, targets' grace time and the last assessment of a long run.
  actionMs: 120_000,
  backlogBytes: 64 * 1024,
  // A dashboard in a stopped ssh session: it may come back within this time.
  wedgedMs: 30_000,
  // Proxies and ssh tunnels cut what is silent for a minute.
  heartbeatMs: 15_000,
  keptEvents: 256,
};
