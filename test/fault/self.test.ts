import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { reportOf, soakd, temporaryFolder } from '../fixture/soakd.ts';

const unwell = fileURLToPath(new URL('../fixture/program/unwell.ts', import.meta.url));

function place(context: TestContext, plan: string) {
  const folder = temporaryFolder(context);
  const file = join(folder, 'plan.yaml');
  writeFileSync(file, plan);
  return { file, database: join(folder, 'soakd.db') };
}

const SLEEPER = 'target: { name: api, start: { command: [sleep, "1000"], ready: { delay: 100ms } } }';

test('a soakd whose loop stands still again and again passes nothing, fails nothing, and says why', async (context) => {
  const plan = `name: unwell\nduration: 45s\nwarmup: 0s\n${SLEEPER}\nsample: { every: 250ms }\ncriteria: [threads.max < 100, coverage >= 1%]\n`;
  const { file, database } = place(context, plan);
  const environment = { NODE_OPTIONS: `--import=${unwell}` };
  const finished = await soakd(['run', file, '--json'], { database, environment });
  const { verdict, criteria, self } = reportOf(finished);
  assert.equal(verdict, 'inconclusive', finished.stdout);
  assert.equal(finished.code, 11);
  assert.ok(criteria.every((one) => one.verdict === 'pass'));
  const lag = self.criteria.find(({ rule }) => rule === 'self.loopLag.p99 < 1s');
  assert.equal(lag?.verdict, 'fail', JSON.stringify(self));
  const { stdout } = await soakd(['report'], { database });
  assert.match(stdout, /^INCONCLUSIVE: (soakd itself was not well: self\.loopLag|only )/);
});

test('every report tells what soakd itself took, and what is asked of it', async (context) => {
  const plan = `name: well\nduration: 3s\n${SLEEPER}\nsample: { every: 250ms }\ncriteria: [threads.max < 100]\n`;
  const { file, database } = place(context, plan);
  const { self } = reportOf(await soakd(['run', file, '--json'], { database }));
  assert.deepEqual(
    self.criteria.map(({ rule, verdict }) => [rule, verdict === 'fail']),
    [
      ['self.rss.slope < 5MB/h', false],
      ['self.fds.slope < 10/h', false],
      ['self.loopLag.p99 < 1s', false],
    ],
  );
  assert.ok((self.rssBytes ?? 0) > 10e6 && (self.fds ?? 0) > 10);
  assert.equal(self.load, null);
  const { stdout } = await soakd(['report'], { database });
  assert.match(
    stdout,
    /soakd itself\nat most .* resident, \d+ descriptors open[\s\S]*self\.rss\.slope < 5MB\/h/,
  );
  const stored = await soakd(['query', 'SELECT rule FROM verdict WHERE of_self = 1', '--csv'], { database });
  assert.equal(stored.stdout.trim().split(/\s*\n/).length, 4, stored.stdout);
});
