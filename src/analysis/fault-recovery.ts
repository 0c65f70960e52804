/** How long after each time that a fault of a run occurred all was well again. */

import { HOLDS_MS, type RecoverPlan, wellRule } from '../plan/fault/resolve-recover.ts';
import type { Plan } from '../plan/plan.ts';
import type { FaultRow } from '../store/event-record.ts';
import { type Horizon, type Recovery, recoveryOf } from './recovery.ts';
import { type StepSource, stepsOf } from './recovery-steps.ts';
import type { RunRows } from './run-rows.ts';
import type { Timeline } from './timeline.ts';

type Known = StepSource['found'] & { readonly timeline: Timeline };

/** Of a fault of this name; what was not begun is left out, what is not over is open. */
export function recoveriesOf(name: string, rows: RunRows, found: Known): Recovery[] {
  return rows
    .faults()
    .filter((row) => row.name === name && row.state !== 'not-run')
    .map((row) => {
      const open = (why: string): Recovery => ({ kind: 'open', atLeastS: 0, why });
      if (row.state === 'failed') return open(`${name} ${row.why ?? 'failed'}`);
      if (row.endedMs === null) return open(`${name} is not over`);
      const recover = recoverOf(row, rows.plan);
      if (recover === null) return open('there is no load, and the plan does not say what well is');
      return rows.isThinned ? open('its seconds are gone') : recoveryFor(row, recover, rows, found);
    });
}

/** The plan's, or what is told of every fault of a plan with a load. */
export function recoverOf({ fault }: FaultRow, { faults, criteria, load }: Plan): RecoverPlan | null {
  const own = faults?.timeline[fault]?.recover;
  if (own !== undefined && own !== null) return own;
  if (load === null) return null;
  return { withinMs: Number.POSITIVE_INFINITY, rule: wellRule(criteria), holdsMs: HOLDS_MS };
}

export function recoveryFor(
  row: FaultRow,
  { rule, holdsMs }: RecoverPlan,
  rows: RunRows,
  found: Known,
): Recovery {
  const endedS = (row.endedMs ?? 0) / 1000;
  const steps = stepsOf(rule, endedS, { rows, found });
  return recoveryOf(steps, { endedS, holdsS: holdsMs / 1000 }, horizonOf(row, rows, found));
}

/** What comes first: another fault, a rest of soakd or of the load, or the end of what is known. */
function horizonOf(row: FaultRow, rows: RunRows, { timeline, loadSeconds }: Known): Horizon {
  const endedMs = row.endedMs ?? 0;
  const loadToS = loadSeconds().at(-1);
  const ends: Horizon[] = [
    ...rows.faults().flatMap((other) => otherFault(row, other, endedMs)),
    ...timeline.rests
      .filter(({ toMs }) => toMs > endedMs)
      .map(({ fromMs }) => ({ untilS: fromMs / 1000, what: 'the soak rested' })),
    { untilS: timeline.soakToMs / 1000, what: 'the soak ended' },
    ...(loadToS === undefined ? [] : [{ untilS: loadToS + 1, what: 'the load ended' }]),
  ];
  return ends.reduce((first, one) => (one.untilS < first.untilS ? one : first));
}

/** One that goes on, or begins later: whether all is well is its doing, too. */
function otherFault(row: FaultRow, other: FaultRow, endedMs: number): Horizon[] {
  if (other.begunMs === null || (other.fault === row.fault && other.occurrence === row.occurrence)) return [];
  if (other.begunMs >= endedMs) return [{ untilS: other.begunMs / 1000, what: `${other.name} began` }];
  const goesOn = other.endedMs === null || other.endedMs > endedMs;
  return goesOn ? [{ untilS: endedMs / 1000, what: `${other.name} went on` }] : [];
}
