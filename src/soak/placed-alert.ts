/** One alert of the plan, of one target that it speaks of. */
import type { Moment } from '../alert/reading.ts';
import { WatchedAlert, type WatchedTimes } from '../alert/watched-alert.ts';
import { isOfTarget } from '../analysis/criteria.ts';
import { isOfWholeSoak, type JudgedAlert } from '../analysis/judge-alerts.ts';
import type { AlertPlan } from '../plan/alert/alert-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { type AlertSource, sourceOf } from './alert-source.ts';
import { earlierIncident } from './earlier-alerts.ts';
import type { Resumption } from './resumption.ts';

export interface PlacedAlert {
  /** In the plan's list. */
  readonly index: number;
  readonly plan: AlertPlan;
  /** Index; null: the run as a whole. */
  readonly target: number | null;
  readonly source: AlertSource;
  readonly watched: WatchedAlert;
  /** Looked at no sooner than that, of observed time. */
  nextMs: number;
  /** The newest reading; null: nothing is known. */
  value: number | null;
}

/** Beyond its window: a tick or a second of the load that is late is no want of them. */
const LATE_MS = 30_000;

/** `judged`: of the newest live assessment. */
export function placeAlerts(
  plan: Plan,
  at: Moment,
  judged: () => readonly JudgedAlert[],
  resumed: Resumption | null,
): PlacedAlert[] {
  return (plan.alerts ?? []).flatMap((alert, index) =>
    placesOf(alert, plan).map((target): PlacedAlert => {
      const ownJudged = (): JudgedAlert | null =>
        judged().find((one) => one.alert === index && one.target === target) ?? null;
      const before = resumed === null ? null : earlierIncident(resumed, index, target);
      return {
        index,
        plan: alert,
        target,
        source: sourceOf(alert, target, plan, ownJudged),
        watched: new WatchedAlert(timesOf(alert), at, before),
        nextMs: 0,
        value: null,
      };
    }),
  );
}

/** As criteria: one for each target that it speaks of. */
function placesOf({ rule }: AlertPlan, { targets }: Plan): (number | null)[] {
  if (!isOfTarget(rule.metric)) return [null];
  return targets.flatMap(({ name }, index) => (rule.target === null || rule.target === name ? [index] : []));
}

function timesOf(alert: AlertPlan): WatchedTimes {
  const { rule, forMs, clearForMs, coolDownMs, overMs } = alert;
  const ofTrend = isOfWholeSoak(alert);
  return {
    comparison: rule.comparison,
    forMs,
    clearForMs,
    coolDownMs,
    unknownAfterMs: ofTrend ? 0 : overMs + LATE_MS,
    tellsUnknown: !ofTrend,
  };
}
