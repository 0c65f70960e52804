/** What a plan needs every row of a corpus to have. */
import type { CorpusPlan } from '../../plan/corpus/corpus-plan.ts';
import { placeholders, rowFieldOf } from '../../plan/document/template.ts';
import type { LoadPlan } from '../../plan/load/load-plan.ts';
import type { OperationPlan } from '../../plan/operation/operation-plan.ts';

export interface Demand {
  readonly field: string;
  /** For messages: `operation read`. */
  readonly use: string;
}

/** Each field once, by its first use. */
export function demandsOn(corpus: CorpusPlan, load: LoadPlan): Demand[] {
  const demands = new Map<string, Demand>();
  const demand = (field: string, use: string): void => {
    if (!demands.has(field)) demands.set(field, { field, use });
  };
  for (const operation of load.operations) {
    if (corpusOf(operation, load) !== corpus.name) continue;
    for (const text of textsIn(operation))
      for (const { expression } of placeholders(text)) {
        const row = rowFieldOf(expression);
        if (row !== null) demand(row.name, `operation ${operation.name}`);
      }
  }
  if (corpus.encode !== null) demand(corpus.encode.field, 'encode');
  if (corpus.expect?.kind === 'field') demand(corpus.expect.field, 'expect');
  if (corpus.category?.kind === 'field') demand(corpus.category.field, 'category');
  return [...demands.values()];
}

/** A step has the row of its flow. */
function corpusOf({ corpus, step }: OperationPlan, { operations }: LoadPlan): string | undefined {
  return step === undefined ? corpus : operations.find(({ name }) => name === step.flow)?.corpus;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
