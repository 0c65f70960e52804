/** The plans that the daemon goes by: as the folder says, and of a file that is broken the last good one. */
import type { PlanFile, PlanFolder } from './plan-folder.ts';

export function mergePlans(
  old: readonly PlanFile[],
  { plans, broken, lost }: PlanFolder,
): readonly PlanFile[] {
  const names = new Set(plans.map(({ parsed }) => parsed.plan.name));
  const kept = old.filter(({ file, parsed }) => (lost || broken.has(file)) && !names.has(parsed.plan.name));
  return [...plans, ...kept];
}
