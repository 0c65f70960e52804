/** The model of a load as written → with its defaults. */
import { resolve } from 'node:path';
import { parseRule } from '../rule/rule-parser.ts';
import { peakOf, readArrivalList } from './arrival-list.ts';
import type { WrittenLoad } from './load-schema.ts';
import type {
  ClosedModel,
  LoadModel,
  OpenModel,
  ReplayModel,
  SearchModel,
  Stage,
  SweepModel,
} from './model-plan.ts';

/** The defaults of config/README.md. */
const DEFAULT = { levelMs: 10_000, confirmLevels: 3, within: 0.05 } as const;

/** @throws SoakdError when the list of a replay cannot be read */
export function resolveModel(written: WrittenLoad, folder: string): LoadModel {
  if (written.sweep !== undefined) return resolveSweep(written, written.sweep);
  if (written.search !== undefined) return resolveSearch(written, written.search);
  if (written.replay !== undefined) return resolveReplay(written.replay, folder);
  return written.users === undefined ? resolveOpen(written) : resolveClosed(written, written.users);
}

function resolveOpen(written: WrittenLoad): OpenModel {
  const { burst, sine, spacing } = written;
  const spaced = spacing === undefined ? {} : { spacing };
  const stages = resolveStages(written);
  if (burst !== undefined) {
    const wave = { kind: 'burst', everyMs: burst.every, forMs: burst.for, perSecond: burst.rate } as const;
    return { kind: 'open', stages, wave, ...spaced };
  }
  if (sine === undefined) return { kind: 'open', stages, ...spaced };
  const { period, from, to } = sine;
  const wave = { kind: 'sine', periodMs: period, lowPerSecond: from, highPerSecond: to } as const;
  return { kind: 'open', stages, wave, ...spaced };
}

function resolveStages({ rate, stages }: WrittenLoad): Stage[] {
  let reached = rate ?? 0;
  if (stages === undefined) return [{ durationMs: null, fromPerSecond: reached, toPerSecond: reached }];
  return stages.map(({ over, from, to }): Stage => {
    const fromPerSecond = from ?? reached;
    reached = to ?? fromPerSecond;
    return { durationMs: over ?? null, fromPerSecond, toPerSecond: reached };
  });
}

function resolveClosed({ think, ramp }: WrittenLoad, users: number): ClosedModel {
  return {
    kind: 'closed',
    users,
    ...resolveThink(think),
    ...(ramp === undefined ? {} : { rampMs: ramp }),
  };
}

function resolveThink(think: WrittenLoad['think']): Pick<ClosedModel, 'thinkTimeMs' | 'thinkSpread'> {
  if (typeof think !== 'object') return { thinkTimeMs: think ?? 0 };
  const { mean, from = 0, to = 0 } = think;
  if (mean !== undefined) return { thinkTimeMs: mean, thinkSpread: { kind: 'exponential' } };
  return { thinkTimeMs: (from + to) / 2, thinkSpread: { kind: 'uniform', fromMs: from, toMs: to } };
}

function resolveReplay({ file, speed = 1 }: NonNullable<WrittenLoad['replay']>, folder: string): ReplayModel {
  const path = resolve(folder, file);
  const offsetsMs = readArrivalList(path);
  return {
    kind: 'replay',
    file: path,
    speed,
    arrivals: offsetsMs.length,
    lastMs: (offsetsMs.at(-1) ?? 0) / speed,
    peakPerSecond: peakOf(offsetsMs.map((ms) => ms / speed)),
  };
}

function resolveSweep(written: WrittenLoad, sweep: NonNullable<WrittenLoad['sweep']>): SweepModel {
  const { users, rate, operations } = sweep;
  return {
    kind: 'sweep',
    ...levelsBase(written, users !== undefined),
    levels: users ?? rate ?? [],
    durationMs: sweep.for ?? null,
    operations: operations ?? null,
  };
}

function resolveSearch(written: WrittenLoad, search: NonNullable<WrittenLoad['search']>): SearchModel {
  const { users, rate, within, confirm } = search;
  const levelMs = search.for ?? DEFAULT.levelMs;
  return {
    kind: 'search',
    ...levelsBase(written, users !== undefined),
    from: users?.from ?? rate?.from ?? 1,
    to: users?.to ?? rate?.to ?? 1,
    holds: search.while.map((rule) => parseRule(rule)),
    levelMs,
    confirmMs: confirm ?? DEFAULT.confirmLevels * levelMs,
    within: within ?? DEFAULT.within,
  };
}

function levelsBase({ think, spacing }: WrittenLoad, ofUsers: boolean) {
  return {
    of: ofUsers ? 'users' : 'rate',
    ...resolveThink(think),
    ...(spacing === undefined ? {} : { spacing }),
  } as const;
}
