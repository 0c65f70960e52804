/** Soaks of a WebSocket server with channels, as a user runs them: a good one, and one that does wrong on purpose. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freePort } from '../fixture/port.ts';
import { reportOf, soakd, temporaryFolder } from '../fixture/soakd.ts';
import { PUB_SUB_PROGRAM } from './pubsub/start.ts';

interface Soak {
  readonly connections: number;
  readonly channels: number;
  readonly timeout: string;
  readonly misdeeds?: readonly string[];
}

async function soak(t: TestContext, { connections, channels, timeout, misdeeds = [] }: Soak) {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const plan = join(folder, 'chat.yaml');
  const command = ['node', PUB_SUB_PROGRAM, '--port', String(port), ...misdeeds];
  writeFileSync(
    plan,
    `name: chat
duration: 6s
target: { start: { command: ${JSON.stringify(command)}, ready: { port: ${port}, within: 30s } } }
sample: { every: 1s }
load:
  rate: 50/s
  connections: 200
  timeout: ${timeout}
  operations:
    - name: publish
      ws:
        connect: "ws://127.0.0.1:${port}/"
        connections: ${connections}
        open: 1000/s
        channels: ${channels}
        subscribe: { send: '{"subscribe":"\${channel}"}', each: 5, confirmed: '{"subscribed":"\${channel}"}' }
        publish: '{"publish":"\${channel}","data":"\${stamp(100B)}"}'
criteria:
  - success >= 50%
`,
  );
  const database = join(folder, 'soakd.db');
  const finished = await soakd(['run', plan, '--json'], { database });
  const { load, run } = reportOf(finished);
  assert.equal(run.state, 'completed', finished.stderr);
  assert.ok(load !== null);
  const text = (await soakd(['report'], { database })).stdout;
  const rows = await soakd(['query', 'SELECT mark, sum(count) AS n FROM mark GROUP BY mark', '--json'], {
    database,
  });
  return { load, text, rows: rows.stdout };
}

test('500 connections with 2,500 subscriptions are held, and every message arrives', async (t) => {
  const { load, text, rows } = await soak(t, { connections: 500, channels: 100, timeout: '10s' });
  assert.deepEqual([load.failures, load.skipped], [{}, 0]);
  const { expected = 0, arrived, opened, ...others } = load.marks;
  assert.deepEqual([arrived, opened, others], [expected, 500, {}]);
  // 25 to a channel, once all are open.
  assert.ok(expected > load.ok * 10, `${expected} arrivals of ${load.ok} messages`);
  assert.match(text, /noticed: .*500 opened/);
  assert.match(rows, new RegExp(`"arrived"[^}]*${arrived}`));
});

test('a server that loses, repeats and garbles messages is found out, and operations fail for it', async (t) => {
  const misdeeds = ['--drop', '0.01', '--duplicate', '0.02', '--corrupt', '0.02', '--reorder', '0.02'];
  const { load, text } = await soak(t, { connections: 20, channels: 10, timeout: '2s', misdeeds });
  for (const mark of ['lost', 'duplicated', 'corrupted', 'reordered'])
    assert.ok((load.marks[mark] ?? 0) > 0, `${mark} in ${JSON.stringify(load.marks)}`);
  assert.ok((load.failures['timeout'] ?? 0) > 0, JSON.stringify(load.failures));
  assert.ok((load.failures['corrupted'] ?? 0) > 0, JSON.stringify(load.failures));
  assert.match(text, /noticed: .*duplicated/);
});
