/** The corpora of a load, open, and which entry each arrival gets. */
import { SoakdError } from '../../error.ts';
import type { ExpectedOutcome } from '../../plan/corpus/corpus-plan.ts';
import type { LoadPlan } from '../../plan/load/load-plan.ts';
import type { RowFields } from '../template.ts';
import { type Corpus, type Entry, openCorpus } from './corpus.ts';
import { CorpusFile } from './corpus-file.ts';
import type { CorpusFacts } from './survey.ts';
import { countTakers } from './takers.ts';

/** What should become of an operation, and under what that is counted. */
export interface Expectation {
  readonly outcome: ExpectedOutcome;
  readonly category: string;
}

/** The entries of one operation. */
export interface OperationEntries extends RowFields {
  /** Whether it is said what should become of each. */
  readonly expects: boolean;
  /** null: nothing is said of it. */
  expectation(index: number): Expectation | null;
}

export interface Corpora extends Disposable {
  /** null: the operation has none. */
  of(operation: number): OperationEntries | null;
}

/**
 * `operationOf` each arrival; `facts`: of the files when they were surveyed.
 *
 * @throws SoakdError when a file cannot be read, or is not the one that was surveyed
 */
export function openCorpora(
  plan: LoadPlan,
  operationOf: (index: number) => number,
  facts: readonly CorpusFacts[],
): Corpora {
  const open: CorpusFile[] = [];
  const byOperation: (OperationEntries | null)[] = plan.operations.map(() => null);
  for (const corpusPlan of plan.corpora ?? []) {
    const takers = plan.operations.map(({ corpus }) => corpus === corpusPlan.name);
    if (!takers.includes(true)) continue;
    const file = new CorpusFile(corpusPlan.file, corpusPlan.format);
    open.push(file);
    const surveyed = facts.find(({ name }) => name === corpusPlan.name);
    if (surveyed !== undefined && surveyed.sha256 !== file.sha256)
      throw new SoakdError(`${corpusPlan.file} was changed since the run began`);
    const corpus = openCorpus(corpusPlan, file, plan.seed);
    const takes = (index: number): boolean => takers[operationOf(index)] === true;
    const all = !takers.includes(false);
    for (const [operation, taker] of takers.entries()) {
      // Each operation counts for itself: its arrivals ask nearly in order, those of different ones may not.
      if (!taker) continue;
      const ordinalOf = all ? (index: number) => index : countTakers(takes);
      byOperation[operation] = entriesOf(corpus, ordinalOf, corpusPlan.expect !== null);
    }
  }
  return {
    of: (operation) => byOperation[operation] ?? null,
    [Symbol.dispose]() {
      for (const file of open) file[Symbol.dispose]();
    },
  };
}

function entriesOf(corpus: Corpus, ordinalOf: (index: number) => number, expects: boolean): OperationEntries {
  let at = Number.NaN;
  let entry: Entry | null = null;
  // A request asks for each of its fields, one after the other.
  const entryAt = (index: number): Entry => {
    if (entry === null || at !== index) {
      entry = corpus.entry(ordinalOf(index));
      at = index;
    }
    return entry;
  };
  return {
    expects,
    field: (index, name) => entryAt(index).fields.get(name) ?? '',
    fields: (index) => entryAt(index).fields,
    expectation(index) {
      if (!expects) return null;
      const { expected, category } = entryAt(index);
      return expected === null ? null : { outcome: expected, category };
    },
  };
}
