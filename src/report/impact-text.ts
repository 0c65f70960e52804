/** What came of a fault, a line each: how long until all was well, who came back at once, what failed, what was lost. */
import type {
  AssessedImpact,
  AssessedRecovery,
  OperationImpact,
  Reconnects,
} from '../analysis/assessed-impact.ts';
import { durationText, numberText } from '../plan/quantity/figure.ts';

/** More connections in a second than this times the most before are a storm; fewer than this many are none. */
const STORM_FACTOR = 2;
const FEWEST_IN_STORM = 10;
/** The checks of messages count these; what else is counted is no loss. */
const FLAWS = ['lost', 'duplicated', 'reordered', 'corrupted'];

export function impactLines(impact: AssessedImpact | null): string[] {
  if (impact === null) return [];
  const { recovery, reconnects, operations, marks } = impact;
  const flaws = FLAWS.filter((mark) => (marks[mark] ?? 0) > 0);
  return [
    ...(recovery === null ? [] : [recoveryText(recovery)]),
    ...(reconnects === null || reconnects.opened === 0 ? [] : [reconnectText(reconnects)]),
    ...operations.map(operationText),
    ...(flaws.length === 0
      ? []
      : [
          `of ${marks['expected'] ?? 0} messages ${flaws.map((mark) => `${marks[mark]} ${mark}`).join(', ')}`,
        ]),
  ];
}

function recoveryText({ rule, holdsS, withinS, afterS, atLeastS, why }: AssessedRecovery): string {
  const wanted = withinS === null ? '' : `; wanted within ${durationText(withinS)}`;
  const well = `${rule} for ${durationText(holdsS)}`;
  if (afterS !== null) return `recovered after ${durationText(afterS)} (${well})${wanted}`;
  return `not seen to recover (${well}), after ${durationText(atLeastS)} at least: ${why}${wanted}`;
}

function reconnectText({ beforePerS, beforePeakPerS, peakPerS, opened }: Reconnects): string {
  const isStorm = peakPerS >= FEWEST_IN_STORM && peakPerS > STORM_FACTOR * (beforePeakPerS ?? 0);
  const usual = beforePerS === null ? '' : `, ${numberText(beforePerS)}/s before`;
  return `${isStorm ? 'a storm of ' : ''}${opened} connections begun, ${peakPerS} of them in one second${usual}`;
}

function operationText({ name, failed, of, failedBefore, ofBefore, cascade }: OperationImpact): string {
  const before = ofBefore === 0 ? '' : `, ${failedBefore} of ${ofBefore} in the minute before`;
  return `${name}: ${failed} of ${of} failed${before}${cascade ? ', though the fault does not act on it' : ''}`;
}
