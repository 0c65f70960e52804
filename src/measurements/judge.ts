/** The trend of one life of the process against the budget of its series. */
import { decideTrend, decideTrendPerOperation, type TrendDecision } from '../trend/decide-trend.ts';
import type { Trend } from '../trend/trend.ts';
import type { Budget } from './budget.ts';

export interface Judgement {
  readonly decision: TrendDecision;
  /** Of the column's unit per hour, always positive; null where it is relative to nothing. */
  readonly budgetPerHour: number | null;
}

export function judgeTrend(trend: Trend, budget: Budget): Judgement {
  const { size, direction } = budget;
  switch (budget.kind) {
    case 'hour':
      return { decision: decideTrend(trend, size, direction), budgetPerHour: size };
    case '1000ops': {
      const perHour = trend.per1000Operations;
      const budgetPerHour = perHour === null ? null : (size * perHour.operationsPerHour) / 1000;
      return { decision: decideTrendPerOperation(trend, size, direction), budgetPerHour };
    }
    case 'share': {
      const budgetPerHour = size * Math.abs(trend.steadyMedian);
      if (budgetPerHour > 0) return { decision: decideTrend(trend, budgetPerHour, direction), budgetPerHour };
      const reason =
        trend.trouble ?? 'the steady median is 0, so it takes a budget that is not relative to it';
      return { decision: { outcome: 'inconclusive', reason, needsHours: null }, budgetPerHour: null };
    }
    default:
      return budget.kind satisfies never;
  }
}
