import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { freePort } from '../fixture/port.ts';
import { reportOf, soakd, temporaryFolder } from '../fixture/soakd.ts';

const service = fileURLToPath(new URL('../fixture/program/slowing-service.ts', import.meta.url));

/** What doubles in a minute rises by ln 2 of itself. */
const DOUBLING_PER_HOUR = 60 * Math.LN2;
/**
 * 15 % in all: far above what a busy machine makes of so short a run, far below the half that is added by doubling in a
 * minute, 4,159 % an hour. A trend takes 30 readings, one a second.
 */
const DURATION_S = 48;
const RULE = 'latency.p50.slope < 1500%/h';
const BUDGET_PER_HOUR = 15;

async function soaked(context: TestContext, sharePerMinute: number): Promise<Assessment> {
  const folder = temporaryFolder(context);
  const port = await freePort();
  const plan = join(folder, 'plan.yaml');
  writeFileSync(
    plan,
    `name: slowing
duration: ${DURATION_S}s
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
  return reportOf(await soakd(['run', plan, '--json'], { database: join(folder, 'soakd.db') }));
}

test('a service that doubles its times in a minute is found before that minute is over, its steady twin is not accused', async (context) => {
  const [slowing, steady] = await Promise.all([1, 0].map((share) => soaked(context, share)));
  assert.ok(slowing && steady);
  const found = slowing.criteria.find(({ rule }) => rule === RULE);
  // On a machine so busy that the generator fell behind, the verdict is not held against the service.
  if (slowing.load?.saturated !== true) assert.equal(found?.verdict, 'fail', found?.reason);
  assert.ok((found?.low ?? 0) > BUDGET_PER_HOUR, found?.reason);
  assert.ok(
    Math.abs((found?.observed ?? 0) - DOUBLING_PER_HOUR) < 0.4 * DOUBLING_PER_HOUR,
    `${found?.observed} is not near ${DOUBLING_PER_HOUR}`,
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
