/** A corpus as written → with its defaults. */
import { resolve } from 'node:path';
import { type CorpusPlan, type ExpectedOutcome, LINE_FIELD, type Told } from './corpus-plan.ts';
import type { WrittenCorpus } from './corpus-schema.ts';

/** `folder`: that of the plan. */
export function resolveCorpora(
  written: Readonly<Record<string, WrittenCorpus>>,
  folder: string,
): readonly CorpusPlan[] {
  return Object.entries(written).map(([name, corpus]) => resolveCorpus(name, corpus, folder));
}

function resolveCorpus(name: string, written: WrittenCorpus, folder: string): CorpusPlan {
  const { csv, jsonl, order = 'file', use = 'around', encode, expect, category } = written;
  const format = csv !== undefined ? 'csv' : jsonl !== undefined ? 'jsonl' : 'text';
  return {
    name,
    file: resolve(folder, written[format] ?? ''),
    format,
    order,
    use,
    encode: encode === undefined ? null : { field: encode.field ?? LINE_FIELD, chains: encode.with },
    expect: expect === undefined ? null : told<ExpectedOutcome>(expect),
    category: category === undefined ? null : told<string>(category),
  };
}

function told<Word extends string>(written: Word | { readonly field: string }): Told<Word> {
  return typeof written === 'string'
    ? { kind: 'every', value: written }
    : { kind: 'field', field: written.field };
}
