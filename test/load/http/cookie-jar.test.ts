import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COOKIE_LIMIT_BYTES, COOKIES_KEPT, CookieJar } from '../../../src/load/http/cookie-jar.ts';

const NOW_MS = Date.parse('2030-01-01T00:00:00Z');

function jarWith(...fields: readonly string[]): CookieJar {
  const jar = new CookieJar();
  for (const field of fields) jar.set(field, '/shop/cart?x=/y', NOW_MS);
  return jar;
}

test('a cookie is sent back below the path it was set for, and a later one replaces it', () => {
  const jar = jarWith('session=1; HttpOnly; Secure', 'session=2', 'all=yes; Path=/');
  assert.equal(jar.header('/shop/item', NOW_MS), 'session=2; all=yes');
  assert.equal(jar.header('/shop', NOW_MS), 'session=2; all=yes');
  assert.equal(jar.header('/shopping?at=/shop/', NOW_MS), 'all=yes');
  assert.equal(jar.header('/', NOW_MS), 'all=yes');
});

test('the longest path comes first', () => {
  const jar = jarWith('a=1; Path=/', 'a=2; Path=/shop/cart/', 'a=3; Path=/shop');
  assert.equal(jar.header('/shop/cart/7', NOW_MS), 'a=2; a=3; a=1');
});

test('a cookie ends with its age or its date, age first, and at once when that has passed', () => {
  const jar = jarWith(
    'a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    'b=2; Expires=Tue, 01 Jan 2030 00:00:20 GMT',
  );
  assert.equal(jar.header('/shop/', NOW_MS + 9_999), 'a=1; b=2');
  assert.equal(jar.header('/shop/', NOW_MS + 10_000), 'b=2');
  assert.equal(jar.header('/shop/', NOW_MS + 20_000), '');
  const gone = jarWith('a=1', 'a=; Max-Age=0', 'b=1', 'b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
  assert.equal(gone.header('/shop/', NOW_MS), '');
});

test('what is no cookie is none, and a value may hold what it likes but line breaks', () => {
  const jar = jarWith(
    '=x',
    '',
    ';a=b',
    `long=${'x'.repeat(COOKIE_LIMIT_BYTES)}`,
    'cut\r\nhost: other=1',
    'n=a\nb',
    'v="q=1"',
  );
  assert.equal(jar.header('/shop/', NOW_MS), 'v="q=1"');
});

test('whatever a server sets, what is sent back is one line of bounded length', () => {
  const field = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('a', '=', ';', ' ', '/', '\r\n', 'Path', 'Max-Age', '-1', '9') }),
  );
  fc.assert(
    fc.property(fc.array(field, { maxLength: 200 }), (fields) => {
      const header = jarWith(...fields).header('/shop/cart', NOW_MS);
      assert.ok(!/[\r\n\0]/.test(header));
      assert.ok(header.length <= COOKIES_KEPT * (COOKIE_LIMIT_BYTES + 3));
    }),
  );
  const many = jarWith(...Array.from({ length: 500 }, (_, index) => `c${index}=v`));
  assert.equal(many.header('/shop/', NOW_MS).split('; ').length, COOKIES_KEPT);
});
