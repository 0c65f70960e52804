/**
 * Levels of a load: so many users, or such a rate, for a time or a number of operations, one after the other. Which one
 * comes next depends on nothing but the plan and how those before it ended, so a run that is taken up goes on in its row.
 */
import type { LoadPlan } from './load-plan.ts';
import type { OpenModel, SearchModel, SweepModel } from './model-plan.ts';
import { nextOfSearch } from './search.ts';

export interface Level {
  /** From 1 on; one that was cut short is begun again under its number. */
  readonly number: number;
  readonly of: 'users' | 'rate';
  /** How many users, or operations per second. */
  readonly value: number;
  readonly step: LevelStep;
  /** The one or the other. */
  readonly durationMs: number | null;
  readonly operations: number | null;
}

export type LevelStep = 'sweep' | 'double' | 'bisect' | 'confirm';

export interface LevelOutcome {
  readonly level: Level;
  /**
   * ended: of a sweep, which judges nothing. held, broke: what had to hold did, or did not. saturated: the generator
   * itself fell behind, so that nothing is known of the target.
   */
  readonly outcome: 'ended' | 'held' | 'broke' | 'saturated';
  /** Empty where there is nothing to add. */
  readonly why: string;
}

export type LevelsModel = SweepModel | SearchModel;

export function isOfLevels(model: LoadPlan['model']): model is LevelsModel {
  return model.kind === 'sweep' || model.kind === 'search';
}

/** null: all were run. */
export function nextLevel(model: LevelsModel, done: readonly LevelOutcome[]): Level | null {
  const number = done.length + 1;
  if (model.kind === 'search') {
    const next = nextOfSearch(model, done);
    return next === null ? null : { number, of: model.of, operations: null, ...next };
  }
  const value = model.levels[done.length];
  const { durationMs, operations } = model;
  return value === undefined ? null : { number, of: model.of, value, step: 'sweep', durationMs, operations };
}

/** Users of a level come within a second, so that it does not begin with a storm of new connections. */
const LONGEST_RAMP_MS = 1000;
const RAMP_SHARE = 0.1;

/** The load of one level, which lasts until it is stopped. */
export function loadOfLevel(load: LoadPlan, model: LevelsModel, { of, value, durationMs }: Level): LoadPlan {
  if (of === 'users') {
    const rampMs = Math.min(LONGEST_RAMP_MS, (durationMs ?? LONGEST_RAMP_MS) * RAMP_SHARE);
    const { thinkTimeMs, thinkSpread } = model;
    const spread = thinkSpread === undefined ? {} : { thinkSpread };
    return { ...load, model: { kind: 'closed', users: value, thinkTimeMs, rampMs, ...spread } };
  }
  const stage = { durationMs: null, fromPerSecond: value, toPerSecond: value };
  const { spacing } = model;
  const open: OpenModel = { kind: 'open', stages: [stage], ...(spacing === undefined ? {} : { spacing }) };
  return { ...load, model: open };
}
