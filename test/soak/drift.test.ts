import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { freePort } from '../fixture/port.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

const service = fileURLToPath(new URL('../fixture/program/slowing-service.ts', import.meta.url));

/** Far above what the scatter of a busy machine makes of 45 seconds, far below 30 % a minute, which is 1,574 % an hour. */
const RULE = 'latency.p50.slope < 400%/h';

async function soaked(context: TestContext, sharePerMinute: number): Promise<Assessment> {
  const folder = temporaryFolder(context);
  const port = await freePort();
  const plan = join(folder, 'plan.yaml');
  writeFileSync(
    plan,
    `name: slowing
duration: 45s
warmup: 3s
target:
  name: service
  start:
    command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(service)}, "${port}", "${sharePerMinute}"]
    ready: { log: "^ready", within: 20s }
sample: { every: 1s }
load: { rate: 50/s, operations: [{ name: get, http: { get: "http://127.0.0.1:${port}/" } }] }
criteria: [${RULE}]
`,
  );
  const { stdout, stderr } = await soakd(['run', plan, '--json'], { database: join(folder, 'soakd.db') });
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

test('a service that gets slower by 30 % a minute is found within a minute, its steady twin is not accused', async (context) => {
  const [slowing, steady] = await Promise.all([0.3, 0].map((share) => soaked(context, share)));
  assert.ok(slowing && steady);
  const found = slowing.criteria.find(({ rule }) => rule === RULE);
  // On a machine so busy that the generator fell behind, the verdict is not held against the service.
  if (slowing.load?.saturated !== true) assert.equal(found?.verdict, 'fail', found?.reason);
  assert.ok((found?.low ?? 0) > 4, found?.reason);
  const hourly = 60 * Math.log(1.3);
  assert.ok(
    Math.abs((found?.observed ?? 0) - hourly) < 0.4 * hourly,
    `${found?.observed} is not near ${hourly}`,
  );
  assert.notEqual(steady.criteria.find(({ rule }) => rule === RULE)?.verdict, 'fail');
  const listed = slowing.trends.filter(({ target }) => target === null);
  assert.deepEqual(
    listed.map(({ metric, scale }) => [metric, scale]),
    [
      ['latency.p50', 'log'],
      ['latency.p95', 'log'],
      ['latency.p99', 'log'],
      ['throughput', 'linear'],
      ['errors', 'linear'],
    ],
  );
});
