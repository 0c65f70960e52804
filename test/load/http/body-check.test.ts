import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { compileBodyChecks } from '../../../src/load/http/body-check.ts';
import { BODY_KEPT_BYTES, HttpResponse } from '../../../src/load/http/http-response.ts';
import type { BodyChecks } from '../../../src/plan/operation/body-checks.ts';
import { httpOperation, loadPlan, runGenerator } from '../run-generator.ts';

const nothing: BodyChecks = { json: [], bytes: null, sha256: null };

function isRight(body: Buffer | string, checks: Partial<BodyChecks>): boolean {
  const response = new HttpResponse({ toHead: false, keepBody: true, digestBody: true });
  const bytes = Buffer.from(body);
  const whole = Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\n\r\n`),
    bytes,
  ]);
  response.push(whole, whole.length);
  return compileBodyChecks({ ...nothing, ...checks })(response);
}

const at = (path: string, value: string | number | boolean | null) => ({ json: [{ path, value }] });

test('what is found at a path of a JSON body is what is expected, type and all', () => {
  const body = '{"items":[{"id":7,"tags":["a"]}],"n":null,"a key":true}';
  assert.ok(isRight(body, at('$.items[0].id', 7)));
  assert.ok(isRight(body, at('$.items[0].tags[0]', 'a')));
  assert.ok(isRight(body, at('$.n', null)));
  assert.ok(isRight(body, at('$["a key"]', true)));
  for (const [path, value] of [
    ['$.items[0].id', '7'],
    ['$.items[1].id', 7],
    ['$.items.id', 7],
    ['$.missing', null],
    ['$.items[0]', null],
    ['$.constructor', null],
  ] as const)
    assert.ok(!isRight(body, at(path, value)), path);
});

test('a body that is no JSON, whatever it is, is wrong and nothing worse', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(noise, (bytes) =>
      assert.equal(typeof isRight(Buffer.from(bytes), at('$.a.b[0]', 1)), 'boolean'),
    ),
  );
  assert.ok(!isRight('['.repeat(BODY_KEPT_BYTES), at('$[0]', 1)));
  assert.ok(
    !isRight(`{"a":1}${' '.repeat(BODY_KEPT_BYTES)}`, at('$.a', 1)),
    'a body that is not kept in whole',
  );
});

test('size and checksum are those of the whole body, also of one that is not kept', () => {
  const body = Buffer.alloc(3 * BODY_KEPT_BYTES + 5, 'abc');
  const sha256 = createHash('sha256').update(body).digest('hex');
  assert.ok(isRight(body, { bytes: body.length, sha256 }));
  assert.ok(!isRight(body, { bytes: body.length - 1 }));
  assert.ok(!isRight(Buffer.concat([body.subarray(1), Buffer.from('x')]), { sha256 }));
});

async function serving(t: TestContext, body: string): Promise<string> {
  const server = createServer((_, response) => void response.end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('an operation whose body is not as expected fails as body', async (t) => {
  const url = await serving(t, '{"state":"ready"}');
  const expecting = (value: string, name: string) =>
    httpOperation(url, {
      name,
      expect: {
        status: [],
        bodyContains: null,
        bodyMatches: null,
        body: { ...nothing, ...at('$.state', value) },
      },
    });
  const totals = await runGenerator(loadPlan([expecting('ready', 'a'), expecting('gone', 'b')]), 40);
  assert.deepEqual(Object.keys(totals.failures), ['body']);
  assert.equal(totals.ok + (totals.failures['body'] ?? 0), 40);
  assert.ok(totals.ok > 0);
});
