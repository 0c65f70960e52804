/**
 * The news of all runs, numbered, for every client that follows them. The last events are kept, so that a client whose
 * connection broke gets what it missed; a status is not, since the next one says it all again.
 */
import type { Controlled, News, StreamMessage } from './controlled.ts';
import type { Limits } from './limits.ts';

/** One message of the stream, as HTML's server-sent events have it. */
export type Frame = string;

export class NewsFeed implements Disposable {
  readonly #followers = new Set<(frame: Frame) => void>();
  readonly #kept: { readonly id: number; readonly frame: Frame }[] = [];
  readonly #keptEvents: number;
  readonly #over = new AbortController();
  /** Ids go on over a client's connections, not over lives of this process: those of another life say nothing here. */
  readonly #life: string;
  #newest = 0;
  /** The newest that is no longer kept. */
  #forgotten = 0;

  constructor(controlled: Controlled, life: string, { keptEvents }: Pick<Limits, 'keptEvents'>) {
    this.#life = life;
    this.#keptEvents = keptEvents;
    controlled.listen((news) => this.#tell(news), this.#over.signal);
  }

  /**
   * @param lastId of the last message that the client has seen, or null
   * @returns what it missed since then, as far as it is kept
   */
  follow(lastId: string | null, follower: (frame: Frame) => void): readonly Frame[] {
    this.#followers.add(follower);
    const [life, number] = lastId?.split('-') ?? [];
    if (life !== this.#life || number === undefined || !/^\d{1,15}$/.test(number)) return [];
    const missed = this.#kept.filter(({ id }) => id > Number(number)).map(({ frame }) => frame);
    return Number(number) < this.#forgotten
      ? [frameOf({ kind: 'dropped', count: null }, null), ...missed]
      : missed;
  }

  leave(follower: (frame: Frame) => void): void {
    this.#followers.delete(follower);
  }

  [Symbol.dispose](): void {
    this.#over.abort();
    this.#followers.clear();
  }

  #tell(news: News): void {
    this.#newest += 1;
    const keep = news.kind !== 'status';
    if (!keep && this.#followers.size === 0) return;
    const frame = frameOf(news, `${this.#life}-${this.#newest}`);
    if (keep) this.#kept.push({ id: this.#newest, frame });
    if (this.#kept.length > this.#keptEvents) this.#forgotten = this.#kept.shift()?.id ?? 0;
    for (const follower of this.#followers) follower(frame);
  }
}

/** JSON has no line break of its own, so one line of data is enough. */
export function frameOf(message: StreamMessage, id: string | null): Frame {
  const idLine = id === null ? '' : `id: ${id}\n`;
  return `${idLine}event: ${message.kind}\ndata: ${JSON.stringify(message)}\n\n`;
}
