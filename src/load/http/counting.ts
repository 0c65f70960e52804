/** Operations that update a counter at the target, and those that look whether all updates are in it. */
import { readJsonPath, valueAt } from '../../plan/operation/json-path.ts';
import type { HttpOperationPlan, OperationPlan } from '../../plan/operation/operation-plan.ts';
import type { Marks } from '../figure/marks.ts';
import { readJson } from '../json-text.ts';
import { failed, type Outcome } from '../operation.ts';
import { BODY_KEPT_BYTES, type HttpResponse } from './http-response.ts';
import { Ledger } from './ledger.ts';

/** Called when a request is sent; what it gives is called with how it ended, and has the last word. */
export type Counting = () => (outcome: Outcome, response: HttpResponse) => Outcome;

const WRONG_BODY = failed('body');
const LOST_UPDATES = failed('lost-updates');

/** The counters of a load. */
export class Counters {
  readonly #ledgers = new Map<string, Ledger>();
  readonly #marks: Marks;

  constructor(plans: readonly OperationPlan[], marks: Marks) {
    this.#marks = marks;
    for (const plan of plans) {
      if (plan.kind !== 'http' || plan.audits === undefined) continue;
      const { counter, from } = plan.audits;
      if (!this.#ledgers.has(counter)) this.#ledgers.set(counter, new Ledger(from));
    }
  }

  /** null: it has to do with none. */
  of({ updates, audits }: HttpOperationPlan, operation: number): Counting | null {
    const ledger = this.#ledgers.get(audits?.counter ?? updates ?? '');
    if (ledger === undefined) return null;
    if (audits === undefined) return () => update(ledger);
    const path = readJsonPath(audits.path) ?? [];
    return () => {
      const acknowledged = ledger.look();
      return (outcome, response) => {
        if (outcome.kind !== 'ok') return outcome;
        const value = numberIn(response, path);
        if (value === null) return WRONG_BODY;
        const lost = ledger.audit(acknowledged, value);
        this.#marks.add(operation, 'lost-updates', lost);
        return lost > 0 ? LOST_UPDATES : outcome;
      };
    };
  }
}

function update(ledger: Ledger): (outcome: Outcome) => Outcome {
  ledger.issue();
  return (outcome) => {
    if (outcome.kind === 'ok') ledger.acknowledge();
    return outcome;
  };
}

/** null: there is none. */
function numberIn(response: HttpResponse, path: NonNullable<ReturnType<typeof readJsonPath>>): number | null {
  if (response.bodyBytes > BODY_KEPT_BYTES) return null;
  const value = valueAt(readJson(response.body.toString('utf8')), path);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}
