/** One run as it is watched: its rows, what its soakd tells, and what its assessment says, put together as Known. */
import { statSync } from 'node:fs';
import type { ControlClient } from '../control/client.ts';
import { SoakdError } from '../error.ts';
import type { Plan } from '../plan/plan.ts';
import type { StoredRun } from '../store/read-run.ts';
import { openStoreReader, type StoreReader } from '../store/reader.ts';
import { Judge } from './judge.ts';
import type { Known, Standing } from './known.ts';
import { Listening } from './listening.ts';
import { RunFeed } from './run-feed.ts';
import type { View } from './view.ts';
import { Window } from './window.ts';
import { WindowFeed } from './window-feed.ts';
import { isSamePlace, placeFor } from './window-place.ts';

/** Of a long run the last assessment takes some seconds, on a busy machine a minute. */
const JUDGED_WITHIN_MS = 120_000;

export class Session {
  readonly id: string;
  readonly #database: string;
  readonly #inode: number;
  readonly #reader: StoreReader;
  readonly #targets: readonly string[];
  readonly #plan: Plan;
  readonly #thinned: boolean;
  readonly #operations: number;
  readonly #runFeed: RunFeed;
  readonly #judge: Judge;
  readonly #listening: Listening;
  readonly #over = new AbortController();
  readonly #onNews: () => void;
  #run: StoredRun;
  #window: Window;
  #feed: WindowFeed;
  #newestMs = 0;
  #standing: Standing;
  /** Since when its rows are as they are; Unix time. */
  #settledWallMs = Date.now();
  #settled: string;
  #trouble: string | null = null;

  /** `onNews`: something is known that was not, and need not wait for the next beat. */
  static async open(database: string, reference: string, onNews: () => void): Promise<Session> {
    const reader = await openStoreReader(database);
    try {
      return new Session(database, reader, reader.findRun(reference), onNews);
    } catch (error) {
      reader.close();
      throw error;
    }
  }

  private constructor(database: string, reader: StoreReader, run: StoredRun, onNews: () => void) {
    const facts = reader.readRun(run.run);
    this.id = run.id;
    this.#database = database;
    this.#inode = statSync(database).ino;
    this.#reader = reader;
    this.#run = run;
    this.#targets = facts.targets;
    this.#plan = JSON.parse(facts.planJson) as Plan;
    this.#operations = facts.operations.length;
    this.#thinned = run.thinnedWallMs !== null;
    this.#onNews = onNews;
    const fed = { reader, run: run.run, operations: this.#operations, thinned: this.#thinned };
    this.#runFeed = new RunFeed(fed);
    this.#judge = new Judge(database, run.run);
    this.#listening = new Listening({
      database,
      run: run.id,
      onCriteria: () => this.#judge.hurry(),
      onEvent: (event) => {
        this.#runFeed.heard(event);
        onNews();
      },
    });
    this.#standing = standingOf(run);
    this.#settled = this.#settledWord();
    this.#newestMs = reader.lastSeenMs(run.run) ?? 0;
    this.#window = new Window({ target: 0, fromMs: 0, spanMs: null, toMs: null }, this.#everyMs);
    this.#feed = this.#fill();
  }

  /** null: it does not run, or cannot be asked. */
  get client(): ControlClient | null {
    return this.#standing === 'live' ? this.#listening.client : null;
  }

  /** What is known is the last word on the run. */
  get isOver(): boolean {
    return this.#standing === 'ended' && this.#isJudged() && !this.#isToBeAssessed();
  }

  get reader(): StoreReader {
    return this.#reader;
  }

  /** Reads what is new. @throws what keeps it from the database */
  refresh(): void {
    if (statSync(this.#database).ino !== this.#inode)
      throw new SoakdError('the database is another file than before');
    this.#run = this.#reader.findRun(this.id);
    const before = this.#standing;
    this.#standing = standingOf(this.#run);
    if (this.#standing !== 'ended' || before !== 'ended')
      this.#newestMs = this.#reader.lastSeenMs(this.#run.run) ?? 0;
    this.#runFeed.follow(this.#newestMs);
    this.#feed.follow();
    const settled = this.#settledWord();
    if (settled !== this.#settled) {
      this.#settled = settled;
      this.#settledWallMs = Date.now();
      this.#judge.hurry();
    }
    if (this.#standing === 'live') this.#listening.goOn();
    else this.#listening.rest();
    void this.#assess();
  }

  /** The part of the run that is on the screen. */
  look(view: View): void {
    const now = this.#window.place;
    const place = placeFor(view, { now, newestMs: this.#newestMs, targets: this.#targets.length });
    if (isSamePlace(place, now)) return;
    this.#window = new Window(place, this.#everyMs);
    this.#feed = this.#fill();
  }

  known(): Known {
    const { endedWallMs, ...run } = this.#run;
    const live = this.#standing === 'live';
    return {
      run: { ...run, endedWallMs, thinned: this.#thinned },
      standing: this.#standing,
      targets: this.#targets,
      hasLoad: this.#operations > 0,
      everyMs: this.#everyMs,
      plannedMs: plannedMs(this.#plan),
      newestMs: this.#newestMs,
      window: this.#window,
      events: this.#runFeed.events,
      failures: this.#runFeed.failures,
      operations: this.#runFeed.operations,
      missedTicks: this.#runFeed.missedTicks,
      firing: this.#runFeed.firing,
      status: live ? this.#listening.status : null,
      unheard: live ? this.#listening.unheard : null,
      degraded: live ? this.#listening.degraded : null,
      assessment: this.#judge.newest,
      assessedWallMs: this.#judge.newestWallMs,
      assessing: this.#judge.asking,
      trouble: this.#trouble ?? this.#judge.trouble,
      nowWallMs: Date.now(),
    };
  }

  async close(): Promise<void> {
    this.#over.abort();
    this.#listening[Symbol.dispose]();
    this.#reader.close();
    await this.#judge.close();
  }

  get #everyMs(): number {
    return this.#thinned ? 60_000 : this.#plan.sample.everyMs;
  }

  #fill(): WindowFeed {
    const window = this.#window;
    const fed = {
      reader: this.#reader,
      run: this.#run.run,
      operations: this.#operations,
      thinned: this.#thinned,
    };
    const feed = new WindowFeed(fed, window);
    const wanted = (): boolean => this.#window === window && !this.#over.signal.aborted;
    feed.fill(this.#newestMs, this.#everyMs, wanted).then(
      () => {
        if (wanted()) this.#onNews();
      },
      (error: unknown) => {
        if (wanted()) this.#trouble = error instanceof Error ? error.message : String(error);
      },
    );
    return feed;
  }

  async #assess(): Promise<void> {
    if (!this.#isToBeAssessed()) return;
    const before = this.#judge.newestWallMs;
    await this.#judge.renew({ live: this.#standing !== 'ended', observedMs: this.#run.observedMs });
    if (this.#judge.newestWallMs !== before && !this.#over.signal.aborted) this.#onNews();
  }

  /** A run that goes on, again and again; one that vanished, or has its verdict, once more. */
  #isToBeAssessed(): boolean {
    if (this.#standing === 'live') return true;
    if (this.#standing === 'ended' && !this.#isJudged()) return false;
    const { newestWallMs } = this.#judge;
    return newestWallMs === null || newestWallMs < this.#settledWallMs;
  }

  #settledWord(): string {
    return `${this.#standing} ${this.#isJudged()}`;
  }

  /** Its verdict is stored, or none will be. */
  #isJudged(): boolean {
    const { verdict, endedWallMs } = this.#run;
    return verdict !== null || Date.now() - (endedWallMs ?? 0) > JUDGED_WITHIN_MS;
  }
}

function standingOf({ state, endedWallMs }: StoredRun): Standing {
  if (state === 'running') return 'live';
  return state === 'interrupted' && endedWallMs === null ? 'vanished' : 'ended';
}

function plannedMs({ ending, drain }: Plan): number | null {
  if (ending.kind !== 'duration') return null;
  return ending.durationMs + (drain?.durationMs ?? 0) + (drain?.reloadMs ?? 0);
}
