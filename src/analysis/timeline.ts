/** The phases of a run and the times that soakd did not see, from the run's events. */
import type { Plan } from '../plan/plan.ts';
import type { EventRow, FaultRow } from '../store/event-record.ts';
import type { RunProgress } from '../store/run-record.ts';
import type { Gap } from './assessed-run.ts';
import { merged, restedMs, restsOf, type Span } from './rests.ts';

export interface Timeline {
  /** false: the targets never got ready. */
  readonly began: boolean;
  /** Targets were ready and the load began. */
  readonly beginMs: number;
  /** The soak phase: after a fixed warm-up, else from the begin; up to the drain, the end, or what was seen last. */
  readonly soakFromMs: number;
  readonly soakToMs: number;
  /** The load had stopped; null: it has not yet, or did not before the run ended. */
  readonly drain: Phase | null;
  /** The load had come on again. */
  readonly reload: Phase | null;
  /** Everything seen, to the end of the last phase. */
  readonly endMs: number;
  readonly gaps: readonly Gap[];
  /** Without load and observation: pauses, and when soakd was down. */
  readonly rests: readonly Span[];
  /** What was done to the system on purpose: observed time. */
  readonly faults: readonly { readonly fromS: number; readonly toS: number }[];
  /** Windows that no bin of a trend may span and whose points are left out. */
  readonly excluded: readonly { readonly fromS: number; readonly toS: number }[];
}

export interface Phase {
  readonly fromMs: number;
  readonly toMs: number;
}

type PhaseName = RunProgress['phase'];

const PHASES: readonly PhaseName[] = ['ready', 'warm-up', 'soak', 'drain', 'reload', 'ended'];

/**
 * A phase event says its phase in its first word and stands at the phase's begin. A gap, a stall and a suspend stand at
 * their end, which is when they were noticed; a pause and its resume at their moments, and one that was never resumed
 * lasts to the end. `seenUntilMs`: just after the newest row of the run.
 */
export function readTimeline(
  events: readonly EventRow[],
  plan: Pick<Plan, 'warmup'>,
  seenUntilMs: number,
  faults: readonly Pick<FaultRow, 'begunMs' | 'endedMs'>[] = [],
): Timeline {
  const began = new Map<PhaseName, number>();
  for (const { event, text, monoMs } of events) {
    const phase = event === 'phase' ? phaseOf(text) : null;
    if (phase !== null && !began.has(phase)) began.set(phase, monoMs);
  }
  const endMs = Math.min(began.get('ended') ?? seenUntilMs, seenUntilMs);
  const beginMs = Math.min(began.get('warm-up') ?? began.get('soak') ?? 0, endMs);
  const { warmup } = plan;
  const fixedMs = warmup.kind === 'fixed' ? (began.get('soak') ?? beginMs + warmup.durationMs) : beginMs;
  const drainMs = began.get('drain') ?? endMs;
  const reloadMs = began.get('reload') ?? endMs;
  const soakToMs = Math.min(drainMs, endMs);
  const gaps = [...events.flatMap((event) => gapOf(event)), ...pausesOf(events, endMs)].sort(
    (a, b) => a.toS - b.toS,
  );
  const faultWindows = windowsOf(faults, endMs);
  return {
    began: began.has('warm-up') || began.has('soak'),
    beginMs,
    soakFromMs: Math.min(fixedMs, soakToMs),
    soakToMs,
    drain: drainMs < endMs ? { fromMs: drainMs, toMs: Math.min(reloadMs, endMs) } : null,
    reload: reloadMs < endMs ? { fromMs: reloadMs, toMs: endMs } : null,
    endMs,
    gaps,
    rests: restsOf(gaps),
    faults: faultWindows,
    excluded: [...gaps.map(({ fromS, toS }) => ({ fromS, toS })), ...faultWindows],
  };
}

/** What the system does under a fault is no trend. One that has not ended lasts. */
function windowsOf(
  faults: readonly Pick<FaultRow, 'begunMs' | 'endedMs'>[],
  endMs: number,
): Timeline['excluded'][number][] {
  return faults.flatMap(({ begunMs, endedMs }) =>
    begunMs === null ? [] : [{ fromS: begunMs / 1000, toS: Math.max(begunMs, endedMs ?? endMs) / 1000 }],
  );
}

/** Only what came after `ms`. */
export function notBefore(timeline: Timeline, ms: number): Timeline {
  const beginMs = Math.max(timeline.beginMs, ms);
  return { ...timeline, beginMs, soakFromMs: Math.max(timeline.soakFromMs, beginMs) };
}

/** Time observed from the begin up to a moment of the run: without what soakd missed, stood still or was paused for. */
export function observedUntil({ beginMs, gaps }: Timeline, atMs: number): number {
  return Math.max(0, atMs - beginMs - restedMs(merged(gaps), { fromMs: beginMs, toMs: atMs }));
}

/** The moment of the run by which so much was observed, as far as its gaps are known. */
export function momentObserved({ beginMs, gaps }: Timeline, observedMs: number): number {
  return merged(gaps).reduce((momentMs, { fromMs, toMs }) => {
    const lostMs = toMs - Math.max(fromMs, beginMs);
    return lostMs > 0 && fromMs < momentMs ? momentMs + lostMs : momentMs;
  }, beginMs + observedMs);
}

function phaseOf(text: string): PhaseName | null {
  return (
    PHASES.find((phase) => text === phase || text.startsWith(`${phase} `) || text.startsWith(`${phase}:`)) ??
    null
  );
}

function pausesOf(events: readonly EventRow[], endMs: number): Gap[] {
  const pauses: Gap[] = [];
  let begun: EventRow | null = null;
  const end = (toMs: number, text: string): void => {
    if (begun === null) return;
    const [fromS, toS] = [begun.monoMs / 1000, Math.max(begun.monoMs, toMs) / 1000];
    pauses.push({ fromS, toS, kind: 'pause', text: `${begun.text}; ${text}` });
    begun = null;
  };
  for (const event of events) {
    if (event.event === 'pause') begun ??= event;
    if (event.event === 'resume') end(event.monoMs, event.text);
  }
  end(endMs, 'it was never resumed');
  return pauses;
}

function gapOf({ event, monoMs, durationMs, text }: EventRow): Gap[] {
  if (event !== 'gap' && event !== 'stall' && event !== 'suspend') return [];
  // CLOCK_MONOTONIC stands still while the machine sleeps: a suspend is a cut without a length.
  const lengthMs = event === 'suspend' ? 0 : (durationMs ?? 0);
  return [{ fromS: (monoMs - lengthMs) / 1000, toS: monoMs / 1000, kind: event, text }];
}
