import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashFraction, hashKey } from '../../../src/hash.ts';
import { ENCODE } from '../../../src/load/corpus/encoder.ts';
import { ENCODERS, type EncoderName } from '../../../src/plan/corpus/corpus-plan.ts';

const drawOf = (seed: number) => (place: number) => hashFraction(hashKey(seed, 'test'), place);

/** What the other side makes of it. */
const DECODE: Partial<Record<EncoderName, (text: string) => string>> = {
  plain: String,
  url: decodeURIComponent,
  'double-url': (text) => decodeURIComponent(decodeURIComponent(text)),
  hex: (text) => Buffer.from(text.replaceAll('\\x', ''), 'hex').toString('utf8'),
  unicode: (text) => JSON.parse(`"${text}"`),
  base64: (text) => Buffer.from(text, 'base64').toString('utf8'),
};

for (const [name, decode] of Object.entries(DECODE))
  test(`${name} decodes back to the same text`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, seed) => {
        assert.equal(decode(ENCODE[name as EncoderName](text, drawOf(seed))), text);
      }),
    );
  });

/** Words, with blanks between some of them. */
const payload = fc.array(fc.constantFrom(' ', '\t', 'union', 'SELECT', "'", '1=1', '--', '<img'), {
  maxLength: 12,
});

test('case changes nothing but the case of letters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, seed) => {
      const cased = ENCODE.case(text, drawOf(seed));
      const ascii = (some: string) => some.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
      assert.equal(ascii(cased), ascii(text));
    }),
  );
});

test('whitespace puts blanks where there were some, and nowhere else', () => {
  fc.assert(
    fc.property(payload, fc.nat(), (words, seed) => {
      const text = words.join('');
      const blanked = ENCODE.whitespace(text, drawOf(seed));
      assert.equal(blanked.replace(/\s+/g, ' '), text.replace(/\s+/g, ' '));
    }),
  );
});

test('comments stand where blanks were', () => {
  fc.assert(
    fc.property(payload, fc.nat(), (words, seed) => {
      const text = words.join('');
      const commented = ENCODE.comment(text, drawOf(seed));
      assert.equal(commented.replace(/\/\*.*?\*\//g, ' '), text.replace(/\s+/g, ' '));
    }),
  );
});

test('line continuations vanish where they are read', () => {
  fc.assert(
    fc.property(payload, fc.nat(), (words, seed) => {
      const text = words.join('');
      assert.equal(ENCODE['line-continuation'](text, drawOf(seed)).replaceAll('\\\n', ''), text);
    }),
  );
});

test('an encoder is a pure function of text and draw, and every one but plain changes an attack', () => {
  const attack = "' UNION SELECT password FROM users --";
  for (const name of ENCODERS) {
    const once = ENCODE[name](attack, drawOf(7));
    assert.equal(ENCODE[name](attack, drawOf(7)), once);
    assert.equal(once === attack, name === 'plain', name);
  }
  for (const name of ['case', 'whitespace', 'comment', 'line-continuation'] as const)
    assert.notEqual(ENCODE[name](attack, drawOf(7)), ENCODE[name](attack, drawOf(8)), name);
});

test('an encoded text is what it is known as', () => {
  assert.equal(ENCODE.url("' OR 1=1", drawOf(1)), '%27%20OR%201%3D1');
  assert.equal(ENCODE['double-url']("'", drawOf(1)), '%2527');
  assert.equal(ENCODE.hex("'ü", drawOf(1)), '\\x27\\xc3\\xbc');
  assert.equal(ENCODE.unicode("'ü", drawOf(1)), '\\u0027\\u00fc');
  assert.equal(ENCODE.base64('<script>', drawOf(1)), 'PHNjcmlwdD4=');
});
