/** The entries of a corpus: each row of its file, once for each way to encode it. */

import { hash32, hashFraction, hashKey } from '../../hash.ts';
import type { CorpusPlan, EncoderName, ExpectedOutcome, Told } from '../../plan/corpus/corpus-plan.ts';
import type { CorpusFile } from './corpus-file.ts';
import { ENCODE } from './encoder.ts';
import type { Fields } from './row-fields.ts';
import { entryOrder } from './row-order.ts';

export interface Entry {
  readonly fields: Fields;
  /** What should become of an operation with it; null: nothing is said. */
  readonly expected: ExpectedOutcome | null;
  readonly category: string;
}

/** Of entries that name none. */
export const NO_CATEGORY = 'all';

export interface Corpus {
  readonly entries: number;
  /** For the n-th taker. @throws SoakdError when the file was changed meanwhile */
  entry(ordinal: number): Entry;
}

export function openCorpus(plan: CorpusPlan, file: CorpusFile, seed: number): Corpus {
  const { encode } = plan;
  const chains = encode === null ? [] : encode.chains.map((chain, at) => chainOf(chain, seed, plan.name, at));
  const each = Math.max(1, chains.length);
  const entries = file.rows * each;
  const order = entryOrder(plan.order, entries, seed, plan.name);
  return {
    entries,
    entry(ordinal) {
      const at = order(ordinal);
      const row = Math.floor(at / each);
      const read = file.fields(row);
      const chain = chains[at % each];
      const fields =
        encode === null || chain === undefined
          ? read
          : new Map(read).set(encode.field, chain(read.get(encode.field) ?? '', row));
      return {
        fields,
        expected: told(plan.expect, read) as ExpectedOutcome | null,
        category: told(plan.category, read) ?? NO_CATEGORY,
      };
    },
  };
}

function told(plan: Told<string> | null, fields: Fields): string | null {
  if (plan === null) return null;
  return plan.kind === 'every' ? plan.value : (fields.get(plan.field) ?? null);
}

/** The encoders of one chain, with the random numbers that are theirs for each row. */
function chainOf(
  chain: readonly EncoderName[],
  seed: number,
  corpus: string,
  place: number,
): (text: string, row: number) => string {
  const steps = chain.map((name, step) => ({
    encode: ENCODE[name],
    key: hashKey(seed, `corpus:${corpus}:encode:${place}:${step}`),
  }));
  return (text, row) =>
    steps.reduce((encoded, { encode, key }) => {
      const rowKey = hash32(key, row);
      return encode(encoded, (at) => hashFraction(rowKey, at));
    }, text);
}
