/** Faults that would undo each other: the same is done to the same twice at once, and the end of one ends both. */
import { formatDuration } from '../quantity/quantity.ts';
import { type FaultsPlan, subjectOf } from './fault-plan.ts';
import { type Occurrence, occurrencesOf } from './fault-timeline.ts';

export interface Overlap {
  /** Index in the timeline. */
  readonly fault: number;
  readonly message: string;
}

/**
 * At most one of each fault. Proxies may have any number of them at once: they follow each other.
 * `soakMs`: how long the soak is planned to last; null: nobody knows.
 */
export function overlaps(faults: FaultsPlan, soakMs: number | null): Overlap[] {
  const lasting = new Map<string, Occurrence>();
  const found = new Map<number, Overlap>();
  for (const occurrence of occurrencesOf(faults, soakMs)) {
    const { act, name } = occurrence.plan;
    const subject = subjectOf(act);
    if (act.kind === 'proxy' || subject === null || occurrence.endMs === null) continue;
    const key = `${act.kind}\0${subject}`;
    const before = lasting.get(key);
    const { fault, beginMs } = occurrence;
    if (before?.endMs != null && beginMs <= before.endMs && !found.has(fault))
      found.set(fault, {
        fault,
        message: `${name} begins at ${formatDuration(beginMs)}, when ${before.plan.name} (from ${formatDuration(before.beginMs)} on) does the same to ${subject}: the end of one would end both`,
      });
    if (before?.endMs == null || occurrence.endMs > before.endMs) lasting.set(key, occurrence);
  }
  return [...found.values()];
}
