/**
 * What follows the soak: the load ends and what is in flight may finish; then the targets are watched at rest for as long
 * as planned, and with the load again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { DrainPlan } from '../plan/plan.ts';
import type { RunProgress } from '../store/run-record.ts';
import type { Ending } from './conduct.ts';
import type { ObservedTime } from './observed-time.ts';
import type { Resumption } from './resumption.ts';
import type { SoakLoad } from './soak-load.ts';

/** While observed time stands still nobody knows how long to wait. */
const PAUSED_LOOK_MS = 500;

export interface LastPhases {
  readonly plan: DrainPlan | null;
  readonly resumed: Pick<Resumption, 'drainBeganMs' | 'reloadBeganMs'> | null;
  readonly phase: RunProgress['phase'];
  readonly load: SoakLoad;
  readonly observed: ObservedTime;
  readonly now: () => number;
  /** Something ends the run before its time. */
  readonly cut: Promise<Ending>;
  readonly enter: (phase: 'drain' | 'reload') => void;
  /** Of observed time: when the phase that has begun is over. */
  readonly onEnds: (endsMs: number) => void;
}

/** Answers with what cut them short. Goes on in the phase that had begun. */
export async function conductLastPhases(given: LastPhases): Promise<Ending | null> {
  const { plan, resumed, phase, load, observed, now, enter } = given;
  const observedMs = (): number => observed.until(now());
  const ranMs = resumed?.drainBeganMs ?? observedMs();
  if (phase !== 'reload') {
    if (phase !== 'drain') enter('drain');
    await load.finish();
    if (plan === null) return null;
    const cut = await watchUntil((resumed?.drainBeganMs ?? observedMs()) + plan.durationMs, given);
    if (cut !== null || plan.reloadMs === null) return cut;
    enter('reload');
  }
  const reloadedMs = resumed?.reloadBeganMs ?? observedMs();
  await load.beginAgain(ranMs);
  const cut = await watchUntil(reloadedMs + (plan?.reloadMs ?? 0), given);
  if (cut === null) await load.finish();
  return cut;
}

/** Of observed time. */
async function watchUntil(
  endsMs: number,
  { observed, now, cut, onEnds }: LastPhases,
): Promise<Ending | null> {
  onEnds(endsMs);
  // One for all waits: a race in each of them would leave something with `cut` every time, all through a long pause.
  const isCut = new AbortController();
  void cut.then(() => isCut.abort());
  for (;;) {
    const leftMs = endsMs - observed.until(now());
    if (leftMs <= 0) return null;
    const waitMs = observed.paused ? PAUSED_LOOK_MS : leftMs;
    await delay(waitMs, null, { signal: isCut.signal }).catch(() => {});
    if (isCut.signal.aborted) return cut;
  }
}
