import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { boundedPattern, isTame } from '../../src/load/bounded-pattern.ts';

const sources = [
  '^ok$',
  '"id":\\d+',
  'a.*b',
  '(a|b)+c',
  '^(\\w+)\\s\\1$',
  '[^x]{2,}y',
  '\\p{L}+\\u{1f642}',
  'é?',
];

test('a bounded pattern says what the regular expression says', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'x', 'y', ' ', '"id":7', '🙂', 'é') }),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...sources), text, (source, tried) => {
      assert.equal(boundedPattern(source).test(tried), new RegExp(source, 'u').test(tried));
    }),
  );
});

test('long text is matched as short text is', () => {
  const long = `${'x'.repeat(500_000)}"id":7`;
  assert.equal(boundedPattern('"id":\\d+').test(long), true);
  assert.equal(boundedPattern('"id":\\d+$').test(`${long}.`), false);
});

test('what would take for ever does not match, and is over', () => {
  for (const [source, text] of [
    ['^(a*)*b', 'a'.repeat(60)],
    ['(a|a)*$', `${'a'.repeat(60)}!`],
    [
      '^a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      'a'.repeat(40),
    ],
    ['x*x*x*x*y', 'x'.repeat(100_000)],
  ] as const)
    assert.equal(boundedPattern(source).test(text), false, source);
});

test('tame is what cannot take long', () => {
  for (const source of ['^ok$', '"id":\\d+', '[)*+]+', '(?:a|b)c', 'a.*?b', '\\(\\*\\)', 'x{3}'])
    assert.ok(isTame(source), source);
  for (const source of ['(a*)*', '(?:ab)+', 'a*b*', '(\\w)\\1', '(a?){30}', 'a?a?a?a?', '(?<n>a)\\k<n>'])
    assert.ok(!isTame(source), source);
});

test('what is found is the first group, or else the whole match, guarded or not', () => {
  const long = 'x'.repeat(5000);
  for (const text of ['id=42;', `${long}id=42;`]) {
    assert.equal(boundedPattern('id=(\\d+)').find(text), '42');
    assert.equal(boundedPattern('id=\\d+').find(text), 'id=42');
    assert.equal(boundedPattern('(?:(a)|(\\d+);)').find(text), '42;');
    assert.equal(boundedPattern('nothing').find(text), null);
  }
  assert.equal(boundedPattern('^(a+)+$').find(`${'a'.repeat(50)}!`), null);
});
