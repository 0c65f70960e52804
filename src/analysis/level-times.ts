/** The levels of a run, from its events: when each began and ended, and what became of it. */
import { isOfLevels, type LevelOutcome } from '../plan/load/level.ts';
import { readLevelText, type ToldLevel } from '../plan/load/level-text.ts';
import { type Capacity, capacityOf } from '../plan/load/search.ts';
import type { EventRow } from '../store/event-record.ts';
import type { RunRows } from './run-rows.ts';

export interface LevelTime extends Omit<ToldLevel, 'outcome'> {
  /** cut: it was not run to its end. under-way: it goes on. */
  readonly outcome: LevelOutcome['outcome'] | 'cut' | 'under-way';
  /** Seconds that begin in here are its own, the last moment included. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How long its load came; null: nobody knows, as soakd died meanwhile, or it is under way. */
  readonly loadMs: number | null;
}

/** In the order of time. `live`: the run goes on. */
export function readLevels(
  events: readonly EventRow[],
  { live, seenUntilMs }: { readonly live: boolean; readonly seenUntilMs: number },
): LevelTime[] {
  const levels: LevelTime[] = [];
  let begun: { readonly told: ToldLevel; readonly fromMs: number } | null = null;
  const end = (toMs: number, outcome: LevelTime['outcome'], why: string, loadMs: number | null): void => {
    if (begun === null) return;
    levels.push({ ...begun.told, outcome, why, fromMs: begun.fromMs, toMs, loadMs });
    begun = null;
  };
  for (const { event, text, monoMs, durationMs } of events) {
    if (event !== 'level' && event !== 'level-end') continue;
    const told = readLevelText(text);
    if (told === null) continue;
    if (told.outcome !== null) end(monoMs, told.outcome, told.why, durationMs);
    else {
      end(monoMs - 1, 'cut', 'soakd was not there', null);
      begun = { told, fromMs: monoMs };
    }
  }
  end(seenUntilMs, live ? 'under-way' : 'cut', '', null);
  return levels;
}

/** Those that were run to their end, as the next one depends on them. */
export function outcomesOf(levels: readonly LevelTime[]): LevelOutcome[] {
  return levels.flatMap(({ outcome, number, of, value, step, why }) =>
    outcome === 'cut' || outcome === 'under-way'
      ? []
      : [{ level: { number, of, value, step, durationMs: null, operations: null }, outcome, why }],
  );
}

export interface LevelResult {
  readonly times: readonly LevelTime[];
  /** How many a sweep has; null: of a search. */
  readonly planned: number | null;
  /** null: of a sweep. */
  readonly capacity: Capacity | null;
  /** Why it did not come to its end; null: it did, or may yet. */
  readonly trouble: string | null;
}

/** null: the load has no levels. */
export function levelResult(
  { plan, events, seenUntilMs }: Pick<RunRows, 'plan' | 'events' | 'seenUntilMs'>,
  live: boolean,
): LevelResult | null {
  const model = plan.load?.model;
  if (model === undefined || !isOfLevels(model)) return null;
  const times = readLevels(events, { live, seenUntilMs });
  const outcomes = outcomesOf(times);
  if (model.kind === 'search') {
    const capacity = capacityOf(model, outcomes);
    return { times, planned: null, capacity, trouble: live ? null : capacity.trouble };
  }
  const planned = model.levels.length;
  const missing = planned - outcomes.length;
  const trouble =
    live || missing === 0 ? null : `${missing} of ${planned} levels of the load were not run to their end`;
  return { times, planned, capacity: null, trouble };
}
