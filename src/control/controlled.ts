/**
 * What a control socket lets its clients see and do. A foreground run and the daemon each are one of these; the server
 * knows no more of them than this.
 *
 * `run` is always the id of a run of the overview: the server finds it by whatever name the client has for it. A
 * SoakdError that is thrown is answered as it is (409, of `start` 422); anything else is an internal error, which the
 * client is told of and the log has whole.
 */
import type { ScheduleState } from '../schedule/kept-schedule.ts';
import type { EventRow } from '../store/event-record.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { SoakStatus } from './status.ts';

export interface Controlled {
  overview(): Overview;
  /** Resolves with the id of the run once it is stored. @throws SoakdError for a bad plan; a foreground run always */
  start(request: StartRequest): Promise<StartedRun>;
  /** Ends the run early, with its partial report; resolves when that is stored. `reason` says who asked for it. */
  stop(run: string, reason: string): Promise<StoppedRun>;
  /** The load stops; what passes until `resume` counts neither as observed time nor in any trend. */
  pause(run: string): Promise<void>;
  resume(run: string): Promise<void>;
  /** Puts a text on the run's clock. */
  note(run: string, text: string): Promise<void>;
  /** Every event and status of all runs from now on, until `signal` is aborted. Called synchronously. */
  listen(listener: (news: News) => void, signal: AbortSignal): void;
}

export interface Overview {
  readonly version: 1;
  readonly soakd: {
    readonly version: string;
    readonly kind: 'foreground' | 'daemon';
    readonly pid: number;
    readonly database: string;
    readonly startedAt: string;
    /** Why it does not do all it should, such as "nothing can be written to the database"; null: it does. */
    readonly degraded: string | null;
  };
  /** Newest first: the first is `latest`. */
  readonly runs: readonly SoakStatus[];
  readonly schedules: readonly ScheduleState[];
}

export interface StartRequest {
  /** Absolute: names the plan in messages, and the paths in it begin at its folder. */
  readonly file: string;
  readonly text: string;
  /** `path=value` of each --set. */
  readonly overrides: readonly string[];
  /** From --for. */
  readonly durationMs: number | null;
}

export interface StartedRun {
  readonly run: string;
  readonly name: string;
}

export interface StoppedRun {
  readonly run: string;
  readonly verdict: Verdict;
}

export type News =
  | { readonly kind: 'status'; readonly status: SoakStatus }
  | ({ readonly kind: 'event'; readonly run: string } & EventRow)
  | {
      readonly kind: 'ended';
      readonly run: string;
      readonly state: string;
      readonly verdict: Verdict | null;
    };

/** What a client of the events gets: the news, and how much of it it did not read in time. */
export type StreamMessage =
  | News
  /** null: nobody knows how many, since its connection was cut for too long. */
  | { readonly kind: 'dropped'; readonly count: number | null };
