/**
 * The search for the capacity: double the level until what must hold breaks, bisect between what held and what broke until
 * they are next to each other, then confirm the greatest that held over a longer time. A level that breaks there is one
 * that breaks, and the search goes on below it. Pure.
 */

import type { Level, LevelOutcome } from './level.ts';
import type { SearchModel } from './model-plan.ts';

export interface Capacity {
  readonly of: 'users' | 'rate';
  /** The greatest level that held, over the longer time; null: none did. */
  readonly held: number | null;
  /** The least that broke, and why; null: none did up to the greatest that may be tried. */
  readonly broke: { readonly value: number; readonly why: string } | null;
  /** Why nothing is known; null: the search came to its end. */
  readonly trouble: string | null;
}

/** What the generator could not send three times in a row it will not send the next time. */
const MOST_SATURATED = 3;

/** null: the search is over. */
export function nextOfSearch(
  model: SearchModel,
  done: readonly LevelOutcome[],
): Pick<Level, 'value' | 'step' | 'durationMs'> | null {
  if (isOverwhelmed(done)) return null;
  const level = (value: number, step: 'double' | 'bisect') => ({ value, step, durationMs: model.levelMs });
  const { held, broke } = bounds(done);
  if (broke === null) {
    if (held === null) return level(model.from, 'double');
    if (held < model.to) return level(Math.min(2 * held, model.to), 'double');
  }
  if (held === null) return null;
  if (broke !== null && broke - held > nearness(model, held))
    return level(between(model, held, broke), 'bisect');
  const isConfirmed = done.some(
    ({ level, outcome }) => level.step === 'confirm' && level.value === held && outcome === 'held',
  );
  return isConfirmed ? null : { value: held, step: 'confirm', durationMs: model.confirmMs };
}

export function capacityOf(model: SearchModel, done: readonly LevelOutcome[]): Capacity {
  const { held, broke } = bounds(done);
  const first = done.find(({ level, outcome }) => level.value === broke && outcome === 'broke');
  const breaking = broke === null ? null : { value: broke, why: first?.why ?? '' };
  const isOver = nextOfSearch(model, done) === null;
  const last = done.at(-1)?.level;
  const trouble = isOverwhelmed(done)
    ? `the load generator itself fell behind at ${last === undefined ? 0 : levelText(last)}`
    : isOver
      ? null
      : 'the search was not over when the run ended';
  return { of: model.of, held: trouble === null ? held : null, broke: breaking, trouble };
}

export function levelText({ of, value }: Pick<Level, 'of' | 'value'>): string {
  return of === 'rate' ? `${value}/s` : `${value} user${value === 1 ? '' : 's'}`;
}

/** The least level that broke, and the greatest below it that held: one above a level that broke held by luck. */
function bounds(done: readonly LevelOutcome[]): { held: number | null; broke: number | null } {
  const values = (wanted: LevelOutcome['outcome']): number[] =>
    done.flatMap(({ level, outcome }) => (outcome === wanted ? [level.value] : []));
  const broke = Math.min(Number.POSITIVE_INFINITY, ...values('broke'));
  const held = Math.max(0, ...values('held').filter((value) => value < broke));
  return { held: held === 0 ? null : held, broke: Number.isFinite(broke) ? broke : null };
}

function nearness({ of, within }: SearchModel, held: number): number {
  return of === 'users' ? Math.max(1, Math.floor(within * held)) : within * held;
}

function between({ of }: SearchModel, held: number, broke: number): number {
  const middle = (held + broke) / 2;
  return of === 'users' ? Math.floor(middle) : middle;
}

function isOverwhelmed(done: readonly LevelOutcome[]): boolean {
  const last = done.slice(-MOST_SATURATED);
  return last.length === MOST_SATURATED && last.every(({ outcome }) => outcome === 'saturated');
}
