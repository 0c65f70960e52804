import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderSelftest } from '../../src/report/selftest-text.ts';

const style = { width: 100, colour: false, unicode: false };
const flat = { name: 'flat', expected: 'pass', found: '4 pass', asExpected: true, reason: '' };
const leak = {
  name: 'leak',
  expected: 'fail',
  found: 'fail',
  asExpected: true,
  reason: 'rises 33 MB/1000ops',
};

test('a selftest that came out as expected says so, and why each service is what it is', () => {
  assert.equal(
    renderSelftest({ series: [flat], services: [leak] }, style),
    `PASS: the leak was found, and nothing else was called one

Services
case  expected  found
leak  fail      fail
    rises 33 MB/1000ops

Known series
all 1 answers as expected
`,
  );
});

test('what is not as expected comes first', () => {
  const broken = { ...flat, found: '4 fail', asExpected: false };
  assert.equal(
    renderSelftest(
      { series: [flat, broken], services: [{ ...leak, found: 'pass', asExpected: false }] },
      style,
    ),
    `FAIL: leak: expected fail, found pass; 1 more

Services
case  expected  found
leak  fail      pass
    rises 33 MB/1000ops

Known series
case  expected  found
flat  pass      4 fail
`,
  );
});
