/** What the soakd of a run that goes on tells of it, over its control socket; looked for as long as the run goes on. */
import { type ControlClient, controlClient } from '../control/client.ts';
import type { StreamMessage } from '../control/controlled.ts';
import { followEvents } from '../control/follow.ts';
import { socketTrouble } from '../control/locate.ts';
import type { SoakStatus } from '../control/status.ts';
import { SoakdError } from '../error.ts';
import { readConductors } from '../store/conductors.ts';
import type { EventRow } from '../store/event-record.ts';

/** Between two looks for a socket, and two questions whether soakd does all it should. */
const ASK_MS = 10_000;

export interface ListeningOptions {
  readonly database: string;
  /** The id of the run. */
  readonly run: string;
  readonly onEvent: (event: EventRow) => void;
  /** Another number of its criteria holds or fails than before. */
  readonly onCriteria: () => void;
}

export class Listening implements Disposable {
  readonly #options: ListeningOptions;
  #following: { readonly socket: string; readonly over: AbortController } | null = null;
  #status: SoakStatus | null = null;
  #degraded: string | null = null;
  /** Why nothing is heard of its events, and why nothing could be asked. */
  #silence: string | null = null;
  #refusal: string | null = null;
  #askedMs = Number.NEGATIVE_INFINITY;
  #disposed = false;

  constructor(options: ListeningOptions) {
    this.#options = options;
  }

  /** null: nothing is heard. */
  get status(): SoakStatus | null {
    return this.#status;
  }

  /** Why soakd does not do all it should; null: it does. */
  get degraded(): string | null {
    return this.#degraded;
  }

  /** Why nothing is heard; null: it is. */
  get unheard(): string | null {
    return this.#refusal ?? this.#silence;
  }

  /** null: there is no socket to be asked. */
  get client(): ControlClient | null {
    return this.#following === null ? null : controlClient(this.#following.socket);
  }

  /** The run goes on: its socket is looked for, and followed. */
  goOn(): void {
    if (performance.now() - this.#askedMs < ASK_MS) return;
    this.#askedMs = performance.now();
    void this.#ask().then(
      () => {
        this.#refusal = null;
      },
      (error: unknown) => {
        this.#refusal = error instanceof Error ? error.message : String(error);
      },
    );
  }

  /** The run does not go on; if it does again, it is asked at once. */
  rest(): void {
    this.#following?.over.abort();
    this.#following = null;
    this.#status = null;
    this.#degraded = null;
    this.#askedMs = Number.NEGATIVE_INFINITY;
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.rest();
  }

  async #ask(): Promise<void> {
    const { runs } = await readConductors(this.#options.database);
    const conducted = runs.find(({ id }) => id === this.#options.run);
    if (conducted === undefined || this.#disposed) return;
    const { socket } = conducted;
    const trouble = socketTrouble(conducted);
    if (socket === null || trouble !== null) throw new SoakdError(`it runs, and cannot be asked: ${trouble}`);
    if (this.#following?.socket !== socket) this.#follow(socket);
    this.#degraded = (await controlClient(socket).overview()).soakd.degraded;
  }

  #follow(socket: string): void {
    this.#following?.over.abort();
    const over = new AbortController();
    this.#following = { socket, over };
    const onSilence = (why: string | null): void => {
      if (over.signal.aborted) return;
      this.#silence = why;
      // What it said last is not what it says now.
      if (why !== null) this.#status = null;
    };
    void followEvents(socket, { onMessage: (message) => this.#hear(message), onSilence }, over.signal);
  }

  #hear(message: StreamMessage): void {
    const { run, onCriteria, onEvent } = this.#options;
    if (message.kind === 'status' && message.status.run === run) {
      const [before, now] = [this.#status?.criteria, message.status.criteria];
      this.#status = message.status;
      if (before?.fail !== now?.fail || before?.pass !== now?.pass) onCriteria();
    }
    if (message.kind === 'event' && message.run === run) {
      const { kind: _kind, run: _run, ...event } = message;
      onEvent(event);
    }
  }
}
