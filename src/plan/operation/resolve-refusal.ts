/** What of a reply is a refusal, as written → with its defaults. */
import type { RefusalPlan } from '../corpus/corpus-plan.ts';
import { listOfRefusals, type WrittenRefusals } from './refusal-schema.ts';

export function resolveRefusals(written: WrittenRefusals): readonly RefusalPlan[] {
  return listOfRefusals(written).map(({ status, exit, contains, matches }) => ({
    codes: listed(status ?? exit),
    contains: contains ?? null,
    matches: matches ?? null,
  }));
}

function listed(codes: number | readonly number[] | undefined): readonly number[] {
  if (codes === undefined) return [];
  return typeof codes === 'number' ? [codes] : codes;
}
