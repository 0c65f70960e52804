/**
 * What is claimed of a run's trends before its end: what its looks found (verdict/look.ts), and nothing between two of
 * them. A look sees the rows up to its moment, whenever it is taken, and is taken once.
 */
import { plannedMs } from '../plan/extent.ts';
import type { Plan } from '../plan/plan.ts';
import { momentText } from '../plan/quantity/figure.ts';
import type { StoreReader } from '../store/reader.ts';
import { firstLook, type Look, looksUntil, spendingOf } from '../verdict/look.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import { isEndedByTrend } from './criteria.ts';
import { type Investigation, investigate } from './investigation.ts';
import { type JudgedCriteria, type JudgedCriterion, judgeCriteria } from './judge-criteria.ts';
import { openRunRows } from './run-rows.ts';
import { momentObserved, observedUntil } from './timeline.ts';

/** What one look found, for whoever takes the next. */
export interface TakenLook {
  readonly number: number;
  /** In the order of the plan. */
  readonly criteria: readonly JudgedCriterion[];
}

export class Looks {
  readonly #reader: StoreReader;
  readonly #run: number;
  /** By the look's number. */
  readonly #taken: Map<number, readonly JudgedCriterion[]>;

  /** `taken`: before, of the same run. */
  constructor(reader: StoreReader, run: number, taken: readonly TakenLook[] = []) {
    this.#reader = reader;
    this.#run = run;
    this.#taken = new Map(taken.map(({ number, criteria }) => [number, criteria]));
  }

  taken(): TakenLook[] {
    return Array.from(this.#taken, ([number, criteria]) => ({ number, criteria }));
  }

  /** Of a run that goes on: of its trends what the newest look found, of all else what is `judged` now. */
  verdictsSoFar(found: Investigation, { criteria }: JudgedCriteria): CriterionVerdict[] {
    const newest = this.#due(found).at(-1);
    const taken = newest === undefined ? [] : this.#take(newest, found);
    return criteria.map(({ answer, together }, place) =>
      together === null ? answer : (taken[place]?.answer ?? beforeFirst(answer, found)),
    );
  }

  /** Of a run that has ended: what is `judged` at its end, and what a look found that ended it. */
  verdictsOfEnd(found: Investigation, { criteria }: JudgedCriteria): CriterionVerdict[] {
    const ending = isEndedByLook(found)
      ? this.#due(found)
          .reverse()
          .values()
          .map((look) => this.#take(look, found))
          .find((taken) => taken.some((one) => one.placed.criterion.abort && isLeak(one)))
      : undefined;
    return criteria.map(({ answer }, place) => {
      const looked = ending?.[place];
      return looked !== undefined && isLeak(looked) ? looked.answer : answer;
    });
  }

  #due({ plan, timeline }: Investigation): Look[] {
    if (!timeline.began) return [];
    return looksUntil(plannedMs(plan), observedUntil(timeline, timeline.soakToMs), errorRateOf(plan));
  }

  #take(look: Look, { timeline }: Investigation): readonly JudgedCriterion[] {
    const known = this.#taken.get(look.number);
    if (known !== undefined) return known;
    const atMs = momentObserved(timeline, look.atMs);
    const rows = openRunRows(this.#reader, this.#run, atMs);
    const { criteria } = judgeCriteria(
      investigate(rows, { live: true, sinceMs: null, errorRate: look.alpha }),
    );
    const taken = criteria.map((one) => {
      const reason = `${one.answer.reason}; as of the look at ${momentText(atMs / 1000)}`;
      return { ...one, answer: { ...one.answer, reason } };
    });
    this.#taken.set(look.number, taken);
    return taken;
  }
}

function isEndedByLook({ state, plan }: Investigation): boolean {
  return state === 'aborted' && isEndedByTrend(plan);
}

function isLeak({ answer, together }: JudgedCriterion): boolean {
  return together !== null && answer.verdict === 'fail';
}

function beforeFirst(now: CriterionVerdict, { plan, timeline }: Investigation): CriterionVerdict {
  const first = firstLook(plannedMs(plan), errorRateOf(plan));
  const at = momentText(momentObserved(timeline, first.atMs) / 1000);
  return { ...now, verdict: 'inconclusive', reason: `before the first look, at ${at}: ${now.reason}` };
}

function errorRateOf(plan: Plan): number {
  return spendingOf(isEndedByTrend(plan)).looks;
}
