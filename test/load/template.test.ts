import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SoakdError } from '../../src/error.ts';
import { type Place, placeInBody } from '../../src/load/escape.ts';
import { compileTemplate } from '../../src/load/template.ts';

test('text without placeholders is constant, whatever it holds', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes(`\${`)),
      (text) => {
        const template = compileTemplate(text, 1, 'body');
        assert.equal(template.constant, text);
        assert.equal(template.render(7), text);
      },
    ),
  );
});

test('seq is the index of the arrival, as often as it stands there', () => {
  assert.equal(compileTemplate(`/a/\${seq}?b=\${seq}`, 1, 'url').render(41), '/a/41?b=41');
});

test('integer(N) is uniform over 0 to N − 1', () => {
  const template = compileTemplate(`\${integer(10)}`, 5, 'url');
  const counts = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 20_000; index++) {
    const value = Number(template.render(index));
    counts[value] = (counts[value] ?? 0) + 1;
  }
  assert.equal(counts.length, 10);
  for (const count of counts) assert.ok(Math.abs(count - 2000) < 6 * Math.sqrt(1800), String(counts));
});

test('two placeholders, and two templates, get independent numbers', () => {
  const pair = compileTemplate(`\${integer(1000000)} \${integer(1000000)}`, 5, 'url').render(3).split(' ');
  assert.notEqual(pair[0], pair[1]);
  assert.notEqual(
    compileTemplate(`\${uuid}`, 5, 'url').render(3),
    compileTemplate(`\${uuid}`, 5, 'body').render(3),
  );
});

test('what is rendered depends on seed, place and index alone', () => {
  const text = `\${uuid} \${integer(1000000000)} \${bytes(16B)}`;
  fc.assert(
    fc.property(fc.integer(), fc.nat({ max: 2 ** 40 }), (seed, index) => {
      const rendered = compileTemplate(text, seed, 'body').render(index);
      assert.equal(compileTemplate(text, seed, 'body').render(index), rendered);
      assert.notEqual(compileTemplate(text, seed, 'body').render(index + 1), rendered);
    }),
  );
});

test('uuid is a version 4 UUID, and does not repeat', () => {
  const template = compileTemplate(`\${uuid}`, 1, 'url');
  const seen = new Set(Array.from({ length: 10_000 }, (_, index) => template.render(index)));
  assert.equal(seen.size, 10_000);
  for (const uuid of seen)
    assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('bytes is printable filler of exactly that size', () => {
  for (const [argument, size] of Object.entries({ 0: 0, 10: 10, '512B': 512, '1KiB': 1024, '2KB': 2000 })) {
    const { constant } = compileTemplate(`\${bytes(${argument})}`, 1, 'body');
    assert.equal(constant?.length, size);
    assert.match(constant ?? '', /^[\w-]*$/);
  }
});

test('an unknown placeholder is an error that says where it stands, not what it is', () => {
  for (const text of [
    `\${sequence}`,
    `\${integer}`,
    `\${integer(0)}`,
    `\${bytes(1TiB)}`,
    `\${bytes(9999MiB)}`,
    `\${seq(1)}`,
    `\${}`,
  ])
    assert.throws(
      () => compileTemplate(`x ${text} y`, 1, 'body'),
      (error) =>
        error instanceof SoakdError &&
        error.message.endsWith('in body') &&
        !error.message.includes(text) &&
        error.hint !== null,
    );
});

/** One field, whatever it is asked for. */
const rowOf = (value: string) => ({ field: () => value, fields: () => new Map([['q', value]]) });
const hard = fc.string({ unit: 'binary' });

test('a field of a row arrives as it is, whatever it holds, where it was escaped for its place', () => {
  fc.assert(
    fc.property(hard, (value) => {
      const fill = (text: string, into: Place): string =>
        compileTemplate(text, 1, 'here', { rows: rowOf(value), into }).render(0);
      const target = fill(`/find?q=\${row.q}&n=1`, 'url');
      assert.match(target, /^[\x21-\x7e]+$/);
      const url = new URL(target, 'http://127.0.0.1/');
      assert.equal(url.searchParams.get('q'), value.toWellFormed());
      assert.equal(url.searchParams.get('n'), '1');
      assert.equal(JSON.parse(fill(`{"q": "\${row.q}"}`, 'json')).q, value);
      assert.equal(new URLSearchParams(fill(`q=\${row.q}&n=1`, 'form')).get('q'), value.toWellFormed());
      assert.equal(fill(`<\${row.q}>`, 'text'), `<${value}>`);
      const header = fill(`x-q: \${row.q}`, 'header');
      const escapes = { '\r': '%0D', '\n': '%0A', '\0': '%00' };
      const line = Object.entries(escapes).reduce((text, [mark, code]) => text.replaceAll(mark, code), value);
      assert.equal(header, `x-q: ${line}`);
    }),
  );
});

test('a raw field is not escaped, but never ends its header line or the address', () => {
  const fill = (into: Place, value: string): string =>
    compileTemplate(`\${row.q:raw}`, 1, 'here', { rows: rowOf(value), into }).render(0);
  assert.equal(fill('url', "%27 or 1=1&x='"), "%27%20or%201=1&x='");
  assert.equal(fill('url', 'a HTTP/1.1\r\nx: y'), 'a%20HTTP/1.1%0D%0Ax:%20y');
  assert.equal(fill('header', 'a\r\nb: c'), 'a%0D%0Ab: c');
  assert.equal(fill('json', '{"n": 1}'), '{"n": 1}');
  assert.equal(fill('form', 'a=b&c'), 'a=b&c');
});

test('where a body puts a field follows from its content type', () => {
  assert.equal(placeInBody('application/json; charset=utf-8'), 'json');
  assert.equal(placeInBody('application/problem+json'), 'json');
  assert.equal(placeInBody('application/x-www-form-urlencoded'), 'form');
  assert.equal(placeInBody('text/plain'), 'text');
  assert.equal(placeInBody(''), 'text');
});
