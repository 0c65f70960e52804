/** The plain facts of an assessment: targets, events, what was unavailable, soakd's own health. */

import type { EventRow, GenerationRow } from '../store/event-record.ts';
import type { AvailabilityRow } from '../store/reading-record.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import type { AssessedTarget } from './assessed-run.ts';
import type { AssessedEvent, AssessedSelf, Unavailable } from './assessment.ts';
import type { RunRows } from './run-rows.ts';
import { statisticOf } from './statistic.ts';

const MOST_EVENTS = 200;

export function describeTargets({ facts, generations }: RunRows): AssessedTarget[] {
  return facts.targets.map((name, target) => ({
    name,
    generations: generations(target).map((life) => describeGeneration(life, facts.startedWallMs)),
  }));
}

function describeGeneration(
  life: GenerationRow,
  startedWallMs: number,
): AssessedTarget['generations'][number] {
  return {
    generation: life.generation,
    pid: life.pid,
    command: life.command,
    startedAt: isoTime(startedWallMs + life.startedMs),
    endedAt: life.endedMs === null ? null : isoTime(startedWallMs + life.endedMs),
    startedS: life.startedMs / 1000,
    endedS: life.endedMs === null ? null : life.endedMs / 1000,
    why: life.why,
    planned: life.planned,
  };
}

export function describeEvents(
  events: readonly EventRow[],
  targetNames: readonly string[],
): { readonly events: AssessedEvent[]; readonly eventsOmitted: number } {
  const shown = events.slice(-MOST_EVENTS);
  return {
    events: shown.map(({ event, monoMs, wallMs, target, text, durationMs }) => ({
      atS: monoMs / 1000,
      at: isoTime(wallMs),
      kind: event,
      target: target === null ? null : (targetNames[target] ?? null),
      text,
      durationS: durationMs === null ? null : durationMs / 1000,
    })),
    eventsOmitted: events.length - shown.length,
  };
}

/** Changes in the order of time; the last of each metric stands. */
export function describeUnavailable(
  changes: readonly AvailabilityRow[],
  targetNames: readonly string[],
): Unavailable[] {
  const standing = new Map<string, AvailabilityRow>();
  for (const change of changes) standing.set(`${change.target} ${change.metric}`, change);
  return Array.from(standing.values()).flatMap(({ target, metric, monoMs, reason }) =>
    reason === null
      ? []
      : [{ target: targetNames[target] ?? `#${target}`, metric, sinceS: monoMs / 1000, reason }],
  );
}

export function describeSelf(
  { facts, self, selfMax, ticks, generator }: RunRows,
  criteria: readonly CriterionVerdict[],
): AssessedSelf {
  const cpu = statisticOf({ kind: 'mean' }, self('cpu').values);
  const load = facts.operations.length === 0 ? null : generator();
  return {
    rssBytes: selfMax('rss'),
    fds: selfMax('fds'),
    cpuPct: cpu === null ? null : cpu * 100,
    loopLagMs: selfMax('loopLag'),
    missedTicks: ticks().values.reduce((sum, missed) => sum + missed, 0),
    load: load === null ? null : { rssBytes: load.rssMaxBytes, cpuPct: load.cpuMeanPct },
    criteria,
  };
}

export function isoTime(wallMs: number): string {
  return new Date(Math.round(wallMs)).toISOString();
}
