/**
 * The soaks under way in this process. They share the database's writer and nothing else: one that cannot start, loses
 * its target or fails is told and recorded, and the others go on.
 */
import type { Assessment } from '../analysis/assessment.ts';
import type { News } from '../control/controlled.ts';
import { findRunning } from '../control/running-run.ts';
import type { SoakStatus } from '../control/status.ts';
import { SoakdError } from '../error.ts';
import type { Plan } from '../plan/plan.ts';
import type { ReportsPlan } from '../plan/report/reports-plan.ts';
import { type ReportedSoak, reportRun } from '../report/report-run.ts';
import type { SoakFigures } from '../soak/live-figures.ts';
import { planOf, type RunningSoak, type SoakOptions, type SoakRequest, startSoak } from '../soak/soak.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Pulse } from './watchdog.ts';

export interface SoaksOptions {
  /** What every soak of this daemon is given. */
  readonly shared: Omit<SoakOptions, 'request' | 'onStatus' | 'onEvent' | 'onMessage'>;
  /** The most at once; asked for at each start. */
  readonly most: () => number;
  /** Keeps the secrets of a plan out of what is told, until what it returns is called. */
  readonly hide: (plan: Plan) => () => void;
  /** `name` is the plan's. */
  readonly onNews: (news: News, name: string) => void;
  readonly onMessage: (name: string, message: string) => void;
  /** One could not go on as planned; it is over. */
  readonly onFailure: (name: string, run: string, message: string) => void;
}

/** How the newest run of a plan ended. */
export interface EndedSoak {
  readonly name: string;
  readonly verdict: Verdict;
  readonly endedWallMs: number;
}

/** Plans that anybody may start have any number of names. */
const MOST_ENDED = 200;

export class Soaks {
  readonly #options: SoaksOptions;
  /** In the order they began. */
  readonly #running = new Set<RunningSoak>();
  readonly #starting = new Set<Promise<RunningSoak>>();
  /** Of soaks that have ended. */
  readonly #reports = new Set<Promise<void>>();
  readonly #hurry = new AbortController();
  /** By the names of their plans, the newest last. */
  readonly #ended = new Map<string, EndedSoak>();
  /** Why nothing is started any more. */
  #closed: string | null = null;
  #killed = false;

  constructor(options: SoaksOptions) {
    this.#options = options;
  }

  /** Newest first. */
  get running(): readonly RunningSoak[] {
    return [...this.#running].reverse();
  }

  statuses(): SoakStatus[] {
    return this.running.map((soak) => soak.status());
  }

  figures(): SoakFigures[] {
    return this.running.map((soak) => soak.figures());
  }

  /** The newest that ended of each plan, since this soakd began. */
  get ended(): readonly EndedSoak[] {
    return [...this.#ended.values()];
  }

  pulses(): Pulse[] {
    return this.running.map((soak) => ({
      name: soak.name,
      sinceTickMs: soak.sinceTickMs(),
      everyMs: soak.sampleEveryMs,
    }));
  }

  /** Why another one cannot be started now; null: it can. */
  obstacle(): string | null {
    if (this.#closed !== null) return this.#closed;
    const most = this.#options.most();
    const count = this.#running.size + this.#starting.size;
    if (count < most) return null;
    return `${count} ${count === 1 ? 'soak runs' : 'soaks run'} already, and maxConcurrent is ${most}`;
  }

  /** One that is resumed counts as one that had never ended. @throws SoakdError when it cannot be started, and why */
  async start(request: SoakRequest): Promise<RunningSoak> {
    const obstacle = request.kind === 'new' ? this.obstacle() : this.#closed;
    if (obstacle !== null) throw new SoakdError(`nothing was started: ${obstacle}`);
    const starting = this.#begin(request);
    this.#starting.add(starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(starting);
    }
  }

  /** @throws SoakdError that names those that run */
  find(reference: string): RunningSoak {
    return findRunning(reference, this.running);
  }

  /** From here on none is started. Resolves when all have ended, each with its partial report. */
  async stopAll(reason: string): Promise<void> {
    this.#closed = `soakd ends (${reason})`;
    await Promise.allSettled(this.#starting);
    for (const soak of this.#running) soak.stop(reason);
    await Promise.allSettled([...this.#running].map(({ ended }) => ended));
    await Promise.all(this.#reports);
  }

  killAll(reason: string): void {
    this.#closed = `soakd ends (${reason})`;
    this.#killed = true;
    this.#hurry.abort();
    for (const soak of this.#running) soak.kill(reason);
  }

  async #begin(request: SoakRequest): Promise<RunningSoak> {
    const { shared, hide, onNews, onMessage } = this.#options;
    const plan = planOf(request);
    const reveal = hide(plan);
    const soak = await startSoak({
      ...shared,
      request,
      onStatus: (status) => onNews({ kind: 'status', status }, plan.name),
      onEvent: (run, event) => onNews({ ...event, kind: 'event', run }, plan.name),
      onMessage: (message) => onMessage(plan.name, message),
    }).catch((error: unknown) => {
      reveal();
      throw error;
    });
    this.#running.add(soak);
    void soak.ended
      .then(
        (assessment) => this.#conclude(soak, assessment, plan.reports ?? null),
        (error: unknown) => this.#failed(soak, error),
      )
      .finally(reveal);
    return soak;
  }

  #conclude(soak: RunningSoak, { run, verdict }: Assessment, reports: ReportsPlan | null): void {
    this.#running.delete(soak);
    this.#remember({ name: soak.name, verdict, endedWallMs: this.#options.shared.clock.wallMs() });
    this.#options.onNews({ kind: 'ended', run: soak.id, state: run.state, verdict }, soak.name);
    this.report(soak, reports);
  }

  /** In a process of its own; at the end of soakd it is waited for. */
  report(soak: ReportedSoak, reports: ReportsPlan | null): void {
    if (reports === null) return;
    const { database } = this.#options.shared;
    const written = reportRun({ soak, reports, database, signal: this.#hurry.signal }).then(() => {});
    this.#reports.add(written);
    void written.finally(() => this.#reports.delete(written));
  }

  #remember(ended: EndedSoak): void {
    this.#ended.delete(ended.name);
    this.#ended.set(ended.name, ended);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > MOST_ENDED && oldest !== undefined) this.#ended.delete(oldest);
  }

  #failed(soak: RunningSoak, error: unknown): void {
    this.#running.delete(soak);
    const { onFailure, onNews } = this.#options;
    onFailure(soak.name, soak.id, error instanceof Error ? error.message : String(error));
    onNews(
      { kind: 'ended', run: soak.id, state: this.#killed ? 'interrupted' : 'failed', verdict: null },
      soak.name,
    );
  }
}
