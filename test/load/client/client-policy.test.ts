import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { ClientPolicy } from '../../../src/plan/operation/client-policy.ts';
import { outlinePlan } from '../../../src/plan/outline.ts';
import { checkPlan } from '../../../src/plan/parse.ts';
import { httpOperation, loadPlan, openModel, runGenerator } from '../run-generator.ts';

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const retrying = (times: number, on: readonly string[] = []): ClientPolicy => ({
  retry: { times, afterMs: 1, on },
  breaker: null,
});
const breaking = (failures: number, forMs: number): ClientPolicy => ({
  retry: null,
  breaker: { failures, forMs },
});

/** Each path fails so many times before it is well. */
const failingFirst =
  (failures: number): RequestListener =>
  (request, response) => {
    const path = request.url ?? '';
    tries.set(path, (tries.get(path) ?? 0) + 1);
    response.statusCode = (tries.get(path) ?? 0) > failures ? 200 : 503;
    response.end();
  };
const tries = new Map<string, number>();

test('what fails is tried again, and is one operation; its tries are counted apart', async (t) => {
  const url = await serve(t, failingFirst(2));
  const operation = httpOperation(`${url}twice/\${seq}`, { policy: retrying(3) });
  const totals = await runGenerator(loadPlan([operation]), 30);
  assert.deepEqual([totals.sent, totals.ok, totals.failures], [30, 30, {}]);
  assert.deepEqual(totals.marks, { retried: 60, 'ok-by-retry': 30 });
});

test('when the tries are used up, or it fails otherwise, it has failed', async (t) => {
  const url = await serve(t, failingFirst(2));
  const once = httpOperation(`${url}once/\${seq}`, { policy: retrying(1) });
  const totals = await runGenerator(loadPlan([once]), 10);
  assert.deepEqual([totals.failures, totals.marks], [{ 'status-503': 10 }, { retried: 10 }]);
  const other = httpOperation(`${url}other/\${seq}`, { policy: retrying(3, ['refused']) });
  assert.deepEqual((await runGenerator(loadPlan([other]), 10)).failures, { 'status-503': 10 });
});

test('a try that would come after the timeout is not made', async (t) => {
  const url = await serve(t, failingFirst(1));
  const policy: ClientPolicy = { retry: { times: 3, afterMs: 5000, on: [] }, breaker: null };
  const totals = await runGenerator(loadPlan([httpOperation(`${url}late/\${seq}`, { policy })]), 5);
  assert.deepEqual([totals.failures, totals.marks], [{ 'status-503': 5 }, {}]);
});

test('connections that end with a failure are replaced, also between tries', async (t) => {
  const url = await serve(t, (request, response) => {
    const path = request.url ?? '';
    tries.set(path, (tries.get(path) ?? 0) + 1);
    // With nothing of an answer the load itself would send once more what a kept connection was closed on.
    if ((tries.get(path) ?? 0) === 1) request.socket.end('HTTP/1.1 200 OK\r\n');
    else response.end();
  });
  const operation = httpOperation(`${url}cut/\${seq}`, { policy: retrying(2) });
  const totals = await runGenerator(loadPlan([operation], { connections: 3 }), 20);
  assert.deepEqual([totals.ok, totals.failures], [20, {}]);
  assert.deepEqual(totals.marks, { retried: 20, 'ok-by-retry': 20 });
});

test('an open circuit sends nothing, and its operations fail as that', async (t) => {
  let asked = 0;
  const url = await serve(t, (_, response) => {
    asked++;
    response.statusCode = 500;
    response.end();
  });
  const operation = httpOperation(url, { policy: breaking(5, 60_000) });
  const totals = await runGenerator(loadPlan([operation], { connections: 1 }), 50);
  assert.deepEqual(totals.failures, { 'status-500': 5, 'circuit-open': 45 });
  assert.equal(asked, 5);
  assert.deepEqual(totals.marks, { 'circuit-opened': 1, 'short-circuited': 45 });
});

test('a circuit closes when the target is well again', async (t) => {
  let asked = 0;
  const url = await serve(t, (_, response) => {
    response.statusCode = asked++ < 6 ? 500 : 200;
    response.end();
  });
  const operation = httpOperation(url, { policy: breaking(5, 50) });
  const totals = await runGenerator(loadPlan([operation], { connections: 1, model: openModel(200) }), 100);
  assert.ok(totals.ok > 0, JSON.stringify(totals.failures));
  assert.equal(totals.failures['status-500'], 6);
  assert.equal(totals.marks['circuit-opened'], 2);
});

test('timeouts open a circuit, too', async (t) => {
  const url = await serve(t, () => {});
  const operation = httpOperation(url, { policy: breaking(2, 60_000), timeoutMs: 100 });
  const totals = await runGenerator(loadPlan([operation], { connections: 1, model: openModel(20) }), 10);
  assert.equal(totals.failures['timeout'], 2);
  assert.equal(totals.marks['circuit-opened'], 1);
});

test('a plan says what its client does about failures, and check shows it', () => {
  const text = `name: client
duration: 10s
target: { pid: 1 }
load:
  rate: 10/s
  operations:
    - http: { get: "http://127.0.0.1:1/" }
      retry: { times: 3, on: [status-503, refused] }
      breaker: { after: 5, for: 10s }
`;
  const parsed = checkPlan(text, { file: 'plan.yaml' });
  assert.ok('plan' in parsed, JSON.stringify(parsed));
  assert.deepEqual(parsed.plan.load?.operations[0]?.policy, {
    retry: { times: 3, afterMs: 100, on: ['status-503', 'refused'] },
    breaker: { failures: 5, forMs: 10_000 },
  });
  const shown = outlinePlan(parsed.plan, {})
    .sections.flatMap(({ lines }) => lines)
    .join('\n');
  assert.match(
    shown,
    /tried again up to 3 times after 100ms and more, on status-503 or refused; not tried for 10s after 5 failures in a row/,
  );
});
