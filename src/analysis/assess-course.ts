/** The course of a load as it was planned, part by part, and as it was carried out. */
import { plannedMs } from '../plan/extent.ts';
import { modelLines, stageText } from '../plan/load/model-outline.ts';
import type { Stage } from '../plan/load/model-plan.ts';
import { courseOf } from '../plan/load/rate-course.ts';
import type { Plan } from '../plan/plan.ts';
import { firstAtOrAfter } from '../trend/points.ts';
import type { AssessedCourse, AssessedPart } from './assessed-load.ts';
import type { CumulativeCounts } from './load-counts.ts';
import { observedUntil, type Timeline } from './timeline.ts';

interface PlannedPart {
  readonly text: string;
  /** null: nobody knows, as users wait for their replies. */
  readonly arrivals: number | null;
  readonly durationMs: number | null;
  /** false: it lies beyond the end of the run. */
  readonly isRun: boolean;
}

/**
 * null: without load, or of levels, which have results of their own. Arrivals come in the order of their plan, so those
 * of a part are told by their number; when they came tells how long it took. The soak alone, without a reload.
 */
export function assessCourse(
  plan: Plan,
  counts: CumulativeCounts,
  timeline: Timeline,
): AssessedCourse | null {
  const planned = plannedParts(plan);
  if (planned === null) return null;
  const end = firstAtOrAfter(counts.seconds, timeline.soakToMs / 1000);
  const due = counts.before.due[end] ?? 0;
  let before = 0;
  const parts = planned.map((part): AssessedPart => {
    const from = before;
    if (part.isRun) before += part.arrivals ?? due;
    return carriedOut(part, { from, to: before, due, end }, counts, timeline);
  });
  const run = planned.filter(({ isRun }) => isRun).map(({ arrivals }) => arrivals);
  const arrivals = run.every((count) => count !== null) ? run.reduce((sum, count) => sum + count, 0) : null;
  return { planned: arrivals, due, parts };
}

function plannedParts(plan: Plan): PlannedPart[] | null {
  const model = plan.load?.model;
  const durationMs = plannedMs(plan);
  if (model === undefined || model.kind === 'sweep' || model.kind === 'search') return null;
  const text = modelLines(model).join(', ').replace(/\s+/g, ' ');
  const most = plan.ending.kind === 'operations' ? plan.ending.operations : null;
  if (model.kind === 'closed') return [{ text, arrivals: most, durationMs, isRun: true }];
  if (model.kind === 'replay')
    return [
      {
        text,
        arrivals: Math.min(most ?? model.arrivals, model.arrivals),
        durationMs: model.lastMs,
        isRun: true,
      },
    ];
  const course = courseOf(model);
  const arrivalsBy = (ms: number): number =>
    Math.min(course.arrivalsBy(ms), most ?? Number.POSITIVE_INFINITY);
  if (model.wave !== undefined || durationMs === null)
    return [
      {
        text,
        arrivals: durationMs === null ? most : Math.round(arrivalsBy(durationMs)),
        durationMs,
        isRun: true,
      },
    ];
  return stagesOf(model.stages, durationMs).map(({ stage, fromMs, toMs }) => {
    const isRun = fromMs < durationMs;
    const endMs = isRun ? Math.min(toMs, durationMs) : toMs;
    const arrivals = Math.round(arrivalsBy(endMs)) - Math.round(arrivalsBy(fromMs));
    return { text: stageText(stage), arrivals, durationMs: endMs - fromMs, isRun };
  });
}

/** With the last rate held to the end, where there is time left for it. */
function stagesOf(
  stages: readonly Stage[],
  endMs: number,
): { readonly stage: Stage; readonly fromMs: number; readonly toMs: number }[] {
  const perSecond = stages.at(-1)?.toPerSecond ?? 0;
  let toMs = 0;
  const placed = stages.map((stage) => {
    const fromMs = toMs;
    toMs = stage.durationMs === null ? Math.max(fromMs, endMs) : fromMs + stage.durationMs;
    return { stage, fromMs, toMs };
  });
  if (toMs >= endMs) return placed;
  const held = { durationMs: null, fromPerSecond: perSecond, toPerSecond: perSecond };
  return [...placed, { stage: held, fromMs: toMs, toMs: endMs }];
}

function carriedOut(
  { text, arrivals, durationMs, isRun }: PlannedPart,
  { from, to, due, end }: { from: number; to: number; due: number; end: number },
  { seconds, before }: CumulativeCounts,
  timeline: Timeline,
): AssessedPart {
  const came = Math.max(0, Math.min(due, to) - from);
  const plannedS = durationMs === null ? null : durationMs / 1000;
  const base = { text, planned: arrivals, plannedS, isRun, due: came };
  if (came === 0) return { ...base, fromS: null, tookS: null };
  const secondOf = (arrival: number): number => Math.max(0, firstAtOrAfter(before.due, arrival + 1) - 1);
  const [first, last] = [secondOf(from), Math.min(secondOf(from + came - 1), end - 1)];
  const [fromS, toS] = [seconds[first] ?? 0, (seconds[last] ?? 0) + 1];
  const tookMs = observedUntil(timeline, toS * 1000) - observedUntil(timeline, fromS * 1000);
  return { ...base, fromS, tookS: tookMs / 1000 };
}
