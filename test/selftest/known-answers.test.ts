import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkKnownAnswers } from '../../src/selftest/known-answers.ts';

test('the analysis gives the answers that are known', () => {
  const answers = checkKnownAnswers();
  assert.ok(answers.length >= 20);
  assert.deepEqual(
    answers.filter(({ asExpected }) => !asExpected),
    [],
  );
});
