import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import type { WsDeed, WsOperationPlan } from '../../../src/plan/operation/ws-operation-plan.ts';
import { startPubSub } from '../../system/pubsub/start.ts';
import { loadPlan, openModel, runGenerator } from '../run-generator.ts';

function wsOperation(port: number, does: WsDeed, parts: Partial<WsOperationPlan> = {}): WsOperationPlan {
  const base = { kind: 'ws', name: 'ws', weight: 1, target: null, timeoutMs: 5000 } as const;
  return { ...base, url: `ws://127.0.0.1:${port}/`, headers: {}, protocols: [], does, ...parts };
}

const publishing = (parts: Partial<Extract<WsDeed, { kind: 'publish' }>> = {}): WsDeed => ({
  kind: 'publish',
  connections: 20,
  openPerSecond: 1000,
  channels: 5,
  channelsEach: 2,
  subscribe: `{"subscribe":"\${channel}"}`,
  confirmed: `{"subscribed":"\${channel}"}`,
  message: `{"publish":"\${channel}","data":"\${stamp(50B)} \${seq}"}`,
  ...parts,
});

const exchanging = (parts: Partial<Extract<WsDeed, { kind: 'exchange' }>> = {}): WsDeed => ({
  kind: 'exchange',
  message: `hello \${seq}`,
  fresh: false,
  expect: { contains: 'hello', matches: null },
  ...parts,
});

/** No operation waits for the pool: it is open after the first of them. */
const slow = openModel(200);

test('what is published arrives at every subscriber of its channel, once, whole and in order', async (t) => {
  const { port, truth } = await startPubSub(t);
  const totals = await runGenerator(loadPlan([wsOperation(port, publishing())], { model: slow }), 200);
  assert.deepEqual([totals.ok, totals.failures], [200, {}]);
  const { published, delivered, dropped } = await truth();
  assert.deepEqual([published, dropped], [200, 0]);
  const { expected, arrived, opened, ...others } = totals.marks;
  assert.deepEqual([expected, arrived, opened, others], [arrived, arrived, 20, {}]);
  assert.ok(delivered >= (arrived ?? 0), `${delivered} delivered`);
});

test('without a word that confirms, a subscription stands when the ping behind it is answered', async (t) => {
  const { port } = await startPubSub(t);
  const operation = wsOperation(port, publishing({ confirmed: null }));
  const totals = await runGenerator(loadPlan([operation], { model: slow }), 100);
  assert.deepEqual([totals.ok, totals.failures], [100, {}]);
});

for (const [misdeed, mark, share] of [
  ['duplicate', 'duplicated', '0.2'],
  ['corrupt', 'corrupted', '0.2'],
  ['drop', 'lost', '0.1'],
  ['reorder', 'reordered', '0.1'],
] as const) {
  test(`a server with the habit to ${misdeed} is found out, case by case`, async (t) => {
    const { port, truth } = await startPubSub(t, [`--${misdeed}`, share]);
    const operation = wsOperation(port, publishing({ connections: 4, channels: 2 }), { timeoutMs: 3000 });
    const totals = await runGenerator(
      loadPlan([operation], { model: openModel(100), connections: 200 }),
      200,
    );
    const { duplicated, corrupted, dropped, reordered } = await truth();
    const done = { duplicated, corrupted, lost: dropped, reordered }[mark];
    assert.ok(done > 10, `${done} misdeeds`);
    const found = totals.marks[mark] ?? 0;
    // Not seen is what comes before a subscription is known to be confirmed, and after the last operation has ended.
    assert.ok(found <= done && found >= 0.7 * done, `${found} of ${done}`);
    assert.equal(totals.ok + totals.failed + totals.skipped, 200);
    assert.ok(totals.failed > 0, 'operations fail for it');
  });
}

test('what comes again after an operation has ended falls to the next on its channel', async (t) => {
  const { port } = await startPubSub(t, ['--duplicate', '1']);
  const pool = publishing({ connections: 1, channels: 1, channelsEach: 1 });
  const totals = await runGenerator(loadPlan([wsOperation(port, pool)], { connections: 1, model: slow }), 50);
  // A message lands with the first of its pair. Two that come late between two messages are one failure.
  assert.equal(totals.failures['duplicated'], 50 - totals.ok);
  assert.ok(totals.ok < 25, `${totals.ok} ok`);
});

test('operations with the same pool share it', async (t) => {
  const { port, truth } = await startPubSub(t);
  const operations = ['a', 'b'].map((name) => wsOperation(port, publishing(), { name }));
  const totals = await runGenerator(loadPlan(operations, { model: slow }), 100);
  assert.deepEqual([totals.ok, (await truth()).opened], [100, 20]);
});

test('a server that ends connections is gone back to, and what was under way is told', async (t) => {
  const { port, truth } = await startPubSub(t, ['--hang-up-after', '5']);
  const totals = await runGenerator(
    loadPlan(
      [wsOperation(port, publishing({ connections: 4, channels: 1, channelsEach: 1 }), { timeoutMs: 1000 })],
      {
        model: slow,
      },
    ),
    100,
  );
  assert.equal(totals.ok + totals.failed, 100);
  assert.ok(totals.ok > 0);
  assert.ok((totals.marks['dropped'] ?? 0) > 3, JSON.stringify(totals.marks));
  assert.ok((await truth()).opened > 8);
});

test('where nobody listens, operations fail as refused and not by waiting', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const operations = [publishing(), exchanging(), exchanging({ fresh: true })].map((does, index) =>
    wsOperation(port, does, { name: `n${index}` }),
  );
  const totals = await runGenerator(loadPlan(operations), 30);
  assert.deepEqual(totals.failures, { refused: 30 });
});

test('an exchange ends with the message that is expected, whatever comes before it', async (t) => {
  const { port, truth } = await startPubSub(t);
  const operations = [
    wsOperation(port, exchanging(), { name: 'contains' }),
    wsOperation(port, exchanging({ expect: { contains: null, matches: '^hello \\d+$' } }), {
      name: 'matches',
    }),
    wsOperation(port, exchanging({ message: `x\${stamp}`, expect: { contains: null, matches: null } })),
  ];
  const totals = await runGenerator(loadPlan(operations, { connections: 5 }), 100);
  assert.deepEqual([totals.ok, totals.failures], [100, {}]);
  assert.ok((await truth()).opened <= 5);
});

test('an answer that is not the expected one is waited for until the timeout', async (t) => {
  const { port } = await startPubSub(t);
  const operation = wsOperation(port, exchanging({ expect: { contains: 'bye', matches: null } }), {
    timeoutMs: 200,
  });
  assert.deepEqual((await runGenerator(loadPlan([operation]), 3)).failures, { timeout: 3 });
});

test('with a connection for each, every operation opens and closes one; connecting alone is an operation, too', async (t) => {
  const { port, truth } = await startPubSub(t);
  const operations = [
    wsOperation(port, exchanging({ fresh: true }), { name: 'talk' }),
    wsOperation(port, exchanging({ fresh: true, message: null }), { name: 'connect' }),
  ];
  const totals = await runGenerator(loadPlan(operations, { model: slow }), 60);
  assert.deepEqual([totals.ok, (await truth()).opened], [60, 60]);
});
