import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { compileExtract, FlowValues } from '../../../src/load/flow/flow-values.ts';
import type { FlowOperationPlan } from '../../../src/plan/operation/flow-plan.ts';
import { readJsonPath, valueAt } from '../../../src/plan/operation/json-path.ts';
import type { HttpOperationPlan, OperationPlan } from '../../../src/plan/operation/operation-plan.ts';
import type { ExtractPlan } from '../../../src/plan/operation/step-plan.ts';
import { httpOperation, loadPlan, openModel, runGenerator, type Totals } from '../run-generator.ts';

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function flow(steps: readonly HttpOperationPlan[], timeoutMs = 5000): OperationPlan[] {
  const name = 'buy';
  const base = { weight: 1, target: null, timeoutMs };
  const whole: FlowOperationPlan = { ...base, kind: 'flow', name, steps: steps.map((step) => step.name) };
  return [whole, ...steps.map((step) => ({ ...step, ...base }))];
}

function step(
  name: string,
  url: string,
  extract: readonly ExtractPlan[] = [],
  parts: Partial<HttpOperationPlan> = {},
): HttpOperationPlan {
  return httpOperation(url, { name: `buy-${name}`, step: { flow: 'buy', extract }, ...parts });
}

/** Due, ok and failed of the flow and of each step. */
function countsOf({ windows }: Totals, operations: number): number[][] {
  return Array.from({ length: operations }, (_, index) => {
    const seconds = windows
      .flatMap((window) => window.operations)
      .filter(({ operation }) => operation === index);
    const sum = (count: 'due' | 'ok' | 'failed') =>
      seconds.reduce((total, second) => total + second[count], 0);
    return [sum('due'), sum('ok'), sum('failed')];
  });
}

test('what a step extracts is in the requests of later steps, each flow with its own', async (t) => {
  let logins = 0;
  const spent = new Set<string>();
  const url = await serve(t, (request, response) => {
    const { authorization = '' } = request.headers;
    if (request.url === '/login') response.end(JSON.stringify({ user: { tokens: [`to&ken ${logins++}`] } }));
    else if (request.url?.startsWith('/cart?t=') === true) {
      assert.equal(decodeURIComponent(request.url.slice('/cart?t='.length)), authorization);
      response.end(`<a href="/pay/${authorization}">`);
    } else {
      spent.add(decodeURIComponent(request.url ?? ''));
      response.end();
    }
  });
  const operations = flow([
    step('login', `${url}/login`, [{ name: 'token', json: '$.user.tokens[0]' }]),
    step('cart', `${url}/cart?t=\${flow.token}`, [{ name: 'next', matches: 'href="([^"]+)"' }], {
      headers: { authorization: `\${flow.token}` },
    }),
    step('pay', `${url}/x\${flow.next}`),
  ]);
  const totals = await runGenerator(loadPlan(operations, { connections: 4 }), 60);
  assert.deepEqual(totals.failures, {});
  assert.deepEqual(countsOf(totals, 4), Array(4).fill([60, 60, 0]));
  assert.deepEqual([logins, spent.size], [60, 60]);
  // Arrivals are flows; their steps are not offered by themselves.
  assert.equal(
    totals.windows.reduce((sum, { generator }) => sum + generator.offered, 0),
    60,
  );
});

test('a flow ends with the step that fails, and its class says which one', async (t) => {
  const url = await serve(t, (request, response) => {
    response.statusCode = request.url === '/two' ? 503 : 200;
    response.end('{}');
  });
  const steps = [step('one', `${url}/one`), step('two', `${url}/two`), step('three', `${url}/three`)];
  const totals = await runGenerator(loadPlan(flow(steps)), 20);
  assert.deepEqual(countsOf(totals, 4), [
    [20, 0, 20],
    [20, 20, 0],
    [20, 0, 20],
    [0, 0, 0],
  ]);
  assert.deepEqual(totals.failures, { 'two-status-503': 20, 'status-503': 20 });
  const missing = flow([step('one', `${url}/one`, [{ name: 'id', json: '$.id' }])]);
  assert.deepEqual((await runGenerator(loadPlan(missing), 5)).failures, { 'one-extract': 5, extract: 5 });
});

test('a flow has one timeout, and the step it is in ends with it', async (t) => {
  const url = await serve(t, (request, response) => {
    if (request.url !== '/hang') response.end();
  });
  const operations = flow([step('one', `${url}/one`), step('two', `${url}/hang`)], 400);
  const totals = await runGenerator(loadPlan(operations), 5);
  assert.deepEqual(countsOf(totals, 3), [
    [5, 0, 5],
    [5, 5, 0],
    [5, 0, 5],
  ]);
  assert.deepEqual(totals.failures, { timeout: 10 });
});

test('the whole takes as long as its steps together', async (t) => {
  const url = await serve(t, (_, response) => void wait(30).then(() => response.end()));
  const operations = flow([step('one', `${url}/one`), step('two', `${url}/two`)]);
  const totals = await runGenerator(loadPlan(operations, { model: openModel(50) }), 5);
  const times = (index: number) =>
    totals.windows.flatMap(({ operations }) => operations.filter(({ operation }) => operation === index));
  for (const { service } of times(0)) assert.ok((service?.p50Ms ?? 0) >= 55);
  for (const { service } of [...times(1), ...times(2)]) assert.ok((service?.p50Ms ?? 0) >= 27);
});

test('connections are kept from step to step and from flow to flow, and a stale one is tried once more', async (t) => {
  let connections = 0;
  let answered = 0;
  const server = createServer((_, response) => {
    // Every third answer is the last of its connection, though it does not say so.
    if (++answered % 3 === 0) setImmediate(() => response.socket?.destroy());
    response.end('ok');
  });
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const operations = flow([step('one', url), step('two', url)]);
  const totals = await runGenerator(loadPlan(operations, { connections: 1, model: openModel(100) }), 30);
  assert.deepEqual(totals.failures, {});
  assert.ok(connections <= 21, `${connections} connections for 60 requests`);
});

test('flows and other operations share a load by their weights', async (t) => {
  const url = await serve(t, (_, response) => response.end('ok'));
  const operations = [
    ...flow([step('one', `${url}/`)]),
    httpOperation(`${url}/`, { name: 'read', weight: 3 }),
  ];
  const totals = await runGenerator(loadPlan(operations), 400);
  const [whole, one, read] = countsOf(totals, 3).map(([due]) => due ?? 0);
  assert.equal(whole, one);
  assert.equal((whole ?? 0) + (read ?? 0), 400);
  assert.ok((whole ?? 0) > 60 && (whole ?? 0) < 140, `${whole} flows of 400`);
});

const key = fc.oneof(fc.constantFrom('a', 'b-c', '_x', 'toString', '__proto__'), fc.nat(3));

test('a JSON path finds what was put there, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 6 }), fc.jsonValue(), (path, value) => {
      const text = `$${path.map((each) => (typeof each === 'number' ? `[${each}]` : `["${each}"]`)).join('')}`;
      const json = path.reduceRight<unknown>((inner, each) => {
        if (typeof each === 'number') return Object.assign(Array(each).fill(null), { [each]: inner });
        return JSON.parse(`{${JSON.stringify(each)}:${JSON.stringify(inner)}}`);
      }, value);
      const read = readJsonPath(text);
      assert.deepEqual(read, path);
      assert.deepEqual(
        valueAt(JSON.parse(JSON.stringify(json)), read ?? []),
        JSON.parse(JSON.stringify(value)),
      );
      assert.equal(valueAt({}, [...path, 'nothing', 'here']), undefined);
    }),
  );
  for (const text of ['', 'a', '$.', '$[', '$[x]', '$..a', '$.a b', '$["a]'])
    assert.equal(readJsonPath(text), null);
  assert.deepEqual(readJsonPath("$.a['b c'][0].d"), ['a', 'b c', 0, 'd']);
});

test('whatever a body is, something is extracted or missing, and nothing is thrown', () => {
  const values = new FlowValues();
  values.begin(0);
  const extract = compileExtract(
    [
      { name: 'a', json: '$.a.b[0]' },
      { name: 'b', matches: '(\\d+)' },
    ],
    values,
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (body) => {
        assert.equal(typeof extract?.(0, Buffer.from(body)), 'boolean');
      },
    ),
  );
  assert.equal(extract?.(0, Buffer.from('{"a":{"b":[7]},"c":12}')), true);
  assert.deepEqual([values.field(0, 'a'), values.field(0, 'b')], ['7', '7']);
  assert.equal(extract?.(0, Buffer.from(`{"a":{"b":["${'x'.repeat(70_000)}"]},"c":12}`)), false);
  assert.equal(extract?.(0, Buffer.from('['.repeat(100_000))), false);
});
