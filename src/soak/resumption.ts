/** Where a run stands whose soakd died: all of it is in the database. */
import { outcomesOf, readLevels } from '../analysis/level-times.ts';
import { momentObserved, observedUntil, readTimeline, type Timeline } from '../analysis/timeline.ts';
import { type Clock, readBootId } from '../clock.ts';
import type { Plan } from '../plan/plan.ts';
import type { AlertRow, NotificationRow } from '../store/alert-record.ts';
import type { EventRow, FaultRow, GenerationRow } from '../store/event-record.ts';
import type { RunFacts } from '../store/read-run.ts';
import type { StoreReader } from '../store/reader.ts';
import type { RunProgress } from '../store/run-record.ts';
import type { LoadDone } from './soak-load.ts';

export interface Resumption {
  readonly phase: RunProgress['phase'];
  /** Of the run's clock: when it was seen last, and now. Whole milliseconds. */
  readonly lastSeenMs: number;
  readonly nowMs: number;
  /** CLOCK_MONOTONIC at which the run's clock is 0; another one than before after a reboot. */
  readonly originMonotonicMs: number;
  readonly bootId: string;
  readonly rebooted: boolean;
  /** When soakd was last heard of, by the wall clock. */
  readonly heartbeatWallMs: number;
  readonly observedMs: number;
  /** On the run's clock: since when it is paused; null: it is not. */
  readonly pausedSinceMs: number | null;
  /** Of observed time: when the drain and the reload began; null: not yet. */
  readonly drainBeganMs: number | null;
  readonly reloadBeganMs: number | null;
  readonly load: LoadDone;
  /** All there were, of all targets. */
  readonly generations: readonly GenerationRow[];
  /** Each time that one fired, and who was told. */
  readonly alerts: readonly AlertRow[];
  readonly notifications: readonly NotificationRow[];
  /** Of the pictures that were taken. */
  readonly snapshotSlots: readonly number[];
  /** Each time that one was due, begun or not run. */
  readonly faults: readonly FaultRow[];
}

export function readResumption(reader: StoreReader, facts: RunFacts, plan: Plan, clock: Clock): Resumption {
  const { run, phase, observedMs, heartbeatWallMs } = facts;
  const events = reader.events(run);
  const timeline = readTimeline(events, plan, (reader.lastSeenMs(run) ?? -1) + 1);
  const lastSeenMs = Math.round(lastSeen(reader, facts, timeline));
  const bootId = readBootId();
  const rebooted = bootId !== facts.bootId;
  // CLOCK_MONOTONIC goes on while soakd is down; a reboot begins it anew, and leaves the wall clock alone to go by.
  const awayMs = rebooted
    ? clock.wallMs() - heartbeatWallMs
    : clock.monotonicMs() - facts.monotonicOriginMs - lastSeenMs;
  const nowMs = lastSeenMs + Math.max(0, Math.round(awayMs));
  const beganMs = (span: Timeline['drain']): number | null =>
    span === null ? null : observedUntil(timeline, span.fromMs);
  return {
    phase,
    lastSeenMs,
    nowMs,
    originMonotonicMs: rebooted ? clock.monotonicMs() - nowMs : facts.monotonicOriginMs,
    bootId,
    rebooted,
    heartbeatWallMs,
    observedMs,
    pausedSinceMs: pausedSince(events),
    drainBeganMs: phase === 'drain' && timeline.drain === null ? observedMs : beganMs(timeline.drain),
    reloadBeganMs: phase === 'reload' && timeline.reload === null ? observedMs : beganMs(timeline.reload),
    load: loadDone(reader, run, events),
    generations: reader.generations(run),
    alerts: reader.alerts(run),
    notifications: reader.notifications(run),
    faults: reader.faults(run),
    snapshotSlots: reader.snapshots(run).map(({ slot }) => slot),
  };
}

/** The newest row, or the heartbeat, should it be newer. */
function lastSeen(reader: StoreReader, { run, observedMs }: RunFacts, timeline: Timeline): number {
  const newestMs = reader.lastSeenMs(run) ?? 0;
  return timeline.began ? Math.max(newestMs, momentObserved(timeline, observedMs)) : newestMs;
}

function pausedSince(events: readonly EventRow[]): number | null {
  const last = events.findLast(({ event }) => event === 'pause' || event === 'resume');
  return last?.event === 'pause' ? last.monoMs : null;
}

/** Every arrival that came due had its number; what was not stored is done again. */
function loadDone(reader: StoreReader, run: number, events: readonly EventRow[]): LoadDone {
  const newest = reader.generatorColumn(run, 'offered').monoMs.at(-1);
  return {
    arrivals: reader.loadTotals(run).due,
    toSecondMs: newest === undefined ? 0 : newest + 1000,
    levels: outcomesOf(readLevels(events, { live: false, seenUntilMs: 0 })),
  };
}
