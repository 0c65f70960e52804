/** The example plans, run for real for less than a minute: redis and nginx from Debian's packages. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { freePort } from '../fixture/port.ts';
import { reportOf, soakd, temporaryFolder } from '../fixture/soakd.ts';

const examples = fileURLToPath(new URL('../../config/examples', import.meta.url));

/** On ports of their own: someone may be running the examples beside the tests. */
async function copyExamples(folder: string): Promise<void> {
  cpSync(examples, folder, { recursive: true });
  for (const [port, files] of Object.entries({
    7391: ['redis-leak.yaml'],
    7392: ['redis-steady.yaml'],
    7393: ['nginx-steady.yaml', 'nginx/nginx.conf'],
  })) {
    const free = String(await freePort());
    for (const file of files.map((name) => join(folder, name))) {
      const text = readFileSync(file, 'utf8').replaceAll(port, free);
      writeFileSync(file, text.replaceAll('/tmp/soakd-example-', `${folder}/`));
    }
  }
}

test('redis without expiry leaks; redis with a bounded key space and nginx do not', async (context) => {
  const folder = temporaryFolder(context);
  await copyExamples(folder);
  const database = join(folder, 'soakd.db');
  const run = async (plan: string): Promise<Assessment> =>
    reportOf(await soakd(['run', join(folder, plan), '--for', '45s', '--json'], { database }));
  // Side by side, in one database.
  const [leak, ...steady] = await Promise.all([
    run('redis-leak.yaml'),
    run('redis-steady.yaml'),
    run('nginx-steady.yaml'),
  ]);
  const memory = (report: Assessment) => report.criteria.find(({ rule }) => rule.startsWith('anon.slope'));
  assert.equal(memory(leak)?.verdict, 'fail', memory(leak)?.reason);
  for (const report of steady) assert.notEqual(memory(report)?.verdict, 'fail', memory(report)?.reason);
  for (const report of [leak, ...steady]) {
    assert.equal(report.run.state, 'completed');
    assert.deepEqual(report.load?.failures, {}, 'every operation got the reply it expects');
    const ok = report.load?.ok ?? 0;
    assert.ok(ok > 10_000, `${ok} operations`);
  }
});
