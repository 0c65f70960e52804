import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { CorpusFile } from '../../../src/load/corpus/corpus-file.ts';
import { planDigest } from '../../../src/load/corpus/plan-digest.ts';
import { surveyCorpora } from '../../../src/load/corpus/survey.ts';
import type { CorpusPlan } from '../../../src/plan/corpus/corpus-plan.ts';
import { temporaryFolder } from '../../fixture/soakd.ts';
import { loadPlan } from '../run-generator.ts';

function corpusPlan(file: string, format: CorpusPlan['format']): CorpusPlan {
  const none = { encode: null, expect: null, category: null };
  return { name: 'any', file, format, order: 'file', use: 'around', ...none };
}

/** Pieces of files that are nearly right. */
const words = ['a', ',', '"', '""', '\n', '\r\n', '\r', ' ', '{"a": 1}', '{"a"', '[', 'null', 'ü', '\ufeff'];
const piece = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...words) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)) },
);
const content = fc
  .array(piece, { maxLength: 20 })
  .map((pieces) => Buffer.concat(pieces.map((each) => Buffer.from(each))));

test('a file of any bytes is told to be wrong, or every row of it can be read', async (context) => {
  const file = join(temporaryFolder(context), 'any');
  let sound = 0;
  await fc.assert(
    fc.asyncProperty(content, fc.constantFrom('csv', 'jsonl', 'text'), async (bytes, format) => {
      writeFileSync(file, bytes);
      const plan = corpusPlan(file, format);
      const { corpora, problems } = await surveyCorpora(loadPlan([], { corpora: [plan] }));
      const [facts] = corpora;
      assert.equal(facts === undefined, problems.length > 0);
      if (facts === undefined) return;
      sound++;
      using corpus = new CorpusFile(file, format, { heldBytes: 0 });
      assert.equal(corpus.rows, facts.rows);
      assert.equal(corpus.sha256, facts.sha256);
      for (let row = 0; row < corpus.rows; row++) assert.ok(corpus.fields(row) instanceof Map);
    }),
    { numRuns: 1000 },
  );
  assert.ok(sound > 100, `${sound} of 1,000 were sound: the others show nothing of reading`);
});

test("the plan's hash is that of its text, until a corpus is in it, and another one for other rows", () => {
  const text = 'a'.repeat(64);
  const users = { name: 'users', sha256: '1'.repeat(64) };
  const items = { name: 'items', sha256: '2'.repeat(64) };
  assert.equal(planDigest(text, []), text);
  const digest = planDigest(text, [users, items]);
  assert.match(digest, /^[0-9a-f]{64}$/);
  assert.equal(planDigest(text, [items, users]), digest, 'in whatever order');
  for (const other of [
    planDigest(text, [users]),
    planDigest('b'.repeat(64), [users, items]),
    planDigest(text, [{ ...users, sha256: '3'.repeat(64) }, items]),
    planDigest(text, [{ ...users, name: 'others' }, items]),
  ])
    assert.notEqual(other, digest);
});
