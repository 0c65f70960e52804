/** The corpora of a plan in words: what is in them, in which order it is used, and what is expected of it. */
import type { CorpusFacts } from '../load/corpus/survey.ts';
import { arrivalsUntilUsedUp } from '../load/corpus/used-up.ts';
import type { CorpusPlan, Told } from '../plan/corpus/corpus-plan.ts';
import { word } from '../plan/document/word.ts';
import type { LoadPlan } from '../plan/load/load-plan.ts';

export function corpusLines(load: LoadPlan, facts: readonly CorpusFacts[]): string[] {
  const lines = (load.corpora ?? []).flatMap((plan) => {
    const found = facts.find(({ name }) => name === plan.name);
    return found === undefined ? [] : linesOf(plan, found);
  });
  const end = arrivalsUntilUsedUp(load, facts);
  return end === null
    ? lines
    : [...lines, `used up after ${end.toLocaleString('en-US')} operations, where the load ends`];
}

function linesOf(plan: CorpusPlan, { rows, entries }: CorpusFacts): string[] {
  const { name, file, order, use, encode, expect, category } = plan;
  const how = `${order === 'shuffled' ? 'shuffled' : 'in order'}, ${use}`;
  const lines = [`${name}: ${rows.toLocaleString('en-US')} rows of ${word(file)}, ${how}`];
  if (encode !== null) {
    const chains = encode.chains.map((chain) => chain.join('+')).join(', ');
    lines.push(`  ${encode.field} as ${chains}: ${entries.toLocaleString('en-US')} entries`);
  }
  if (expect !== null)
    lines.push(`  expected ${told(expect)}${category === null ? '' : `, counted by ${told(category)}`}`);
  return lines;
}

function told(plan: Told<string>): string {
  return plan.kind === 'every' ? plan.value : `as ${plan.field} says`;
}
