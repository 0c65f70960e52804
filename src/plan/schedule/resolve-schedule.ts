/** A schedule as written → with its defaults. */
import type { SchedulePlan } from './schedule-plan.ts';
import type { WrittenSchedule } from './schedule-schema.ts';

/** The defaults of config/README.md. */
const DEFAULT = { timezone: 'UTC', catchUpMs: 7_200_000 } as const;

export function resolveSchedule({ cron, timezone, catchUp }: WrittenSchedule): SchedulePlan {
  return { cron, timezone: timezone ?? DEFAULT.timezone, catchUpMs: catchUp ?? DEFAULT.catchUpMs };
}
