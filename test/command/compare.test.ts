import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Night, storeNights } from '../comparison/stored-nights.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

const QUIET: readonly Night[] = Array.from({ length: 8 }, () => ({}));

async function database(context: TestContext, nights: readonly Night[]): Promise<string> {
  const file = join(temporaryFolder(context), 'soakd.db');
  await storeNights(file, nights);
  return file;
}

test('compare tells a regression first, metric by metric then, and exits with 10', async (context) => {
  const file = await database(context, [...QUIET, { memory: 1.3 }]);
  const { code, stdout, stderr } = await soakd(['compare', 'latest', 'n8'], { database: file });
  assert.deepEqual([code, stderr], [10, '']);
  const [conclusion = ''] = stdout.split('\n');
  assert.match(
    conclusion,
    /^REGRESSED: api anon \+2\d(\.\d)? MB \(\+[23]\d(\.\d)? %; 95 % interval [\d.]+ to [\d.]+ MB\); api rss/,
  );
  assert.match(stdout, /^run +n9 nightly, completed, pass, 2026-11-09/m);
  assert.match(stdout, /^metric +target +baseline +run +difference +95 % interval +noise floor +verdict$/m);
  assert.match(stdout, /^anon +api .* ✗ regressed$/m);
  assert.match(stdout, /^throughput .* ✓ same$/m);
  assert.match(stdout, /learned from 8 earlier runs/);
});

test('the same build exits with 0, in JSON as well', async (context) => {
  const file = await database(context, [...QUIET, {}]);
  const { code, stdout } = await soakd(['compare', 'n9', 'n8', '--json'], { database: file });
  assert.equal(code, 0);
  const { version, verdict, run, baseline, learnedFrom, metrics } = JSON.parse(stdout);
  assert.deepEqual([version, verdict, run.id, baseline.id], [1, 'same', 'n9', 'n8']);
  assert.equal(learnedFrom.length, 8);
  const anon = metrics.find(({ metric }: { metric: string }) => metric === 'anon');
  assert.deepEqual([anon.target, anon.unit, anon.verdict], ['api', 'bytes', 'same']);
  assert.ok(Math.abs(anon.run - anon.baseline - anon.difference) < 1);
  assert.ok(anon.low < anon.difference && anon.difference < anon.high);
});

test('what cannot be told exits with 11 and says why', async (context) => {
  const file = await database(context, [...QUIET, { state: 'interrupted', seconds: 30 }]);
  const { code, stdout } = await soakd(['compare', 'n9', 'n8'], { database: file });
  assert.equal(code, 11);
  assert.match(stdout, /^CANNOT TELL: run n9 was interrupted\n/);
});

test('one run is compared with the baseline of its plan, and without one the next step is told', async (context) => {
  const file = await database(context, [...QUIET, { memory: 1.3 }]);
  const without = await soakd(['compare'], { database: file });
  assert.equal(without.code, 2);
  assert.match(without.stderr, /nightly has no baseline to compare run n9 with\n.*soakd baseline set RUN/);
  const set = await soakd(['baseline', 'set', 'n3'], { database: file });
  assert.deepEqual([set.code, set.stdout], [0, '']);
  assert.match(set.stderr, /run n3 is the baseline of nightly now/);
  const { code, stdout } = await soakd(['compare', '--json'], { database: file });
  assert.equal(code, 10);
  assert.equal(JSON.parse(stdout).baseline.id, 'n3');
  const itself = await soakd(['compare', 'n3'], { database: file });
  assert.equal(itself.code, 2);
  assert.match(itself.stderr, /n3 is itself the baseline of nightly/);
});

test('runs that differ in plan or host are not compared unless that is allowed', async (context) => {
  const file = await database(context, [{}, { planComment: 'more load', host: { cores: 4 } }]);
  const refused = await soakd(['compare', 'n2', 'n1'], { database: file });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /the plan differs: .*\nthe host differs: cores 4, in the baseline 2\n/);
  assert.match(refused.stderr, /--allow-different plan,host/);
  const half = await soakd(['compare', 'n2', 'n1', '--allow-different', 'plan'], { database: file });
  assert.equal(half.code, 2);
  assert.doesNotMatch(half.stderr, /the plan differs/);
  const allowed = await soakd(['compare', 'n2', 'n1', '--allow-different', 'plan,host', '--json'], {
    database: file,
  });
  assert.equal(allowed.stderr, '');
  const { differing } = JSON.parse(allowed.stdout);
  assert.deepEqual(
    differing.map(({ what, name }: { what: string; name: string }) => [what, name]),
    [
      ['plan', 'text'],
      ['host', 'cores'],
    ],
  );
});

test('a tolerance moves what is worth telling, and one for nothing is refused', async (context) => {
  const file = await database(context, [...QUIET, { memory: 1.3 }]);
  const tolerant = await soakd(
    ['compare', 'n9', 'n8', '--tolerance', 'anon=50%', '--tolerance', 'rss@api=50%'],
    {
      database: file,
    },
  );
  assert.equal(tolerant.code, 0, tolerant.stdout);
  const wrong = ['--tolerance', 'memory=5%', '--tolerance', 'latency.p98=5%'];
  const unknown = await soakd(['compare', 'n9', 'n8', ...wrong], { database: file });
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /--tolerance memory: no such metric/);
  assert.match(unknown.stderr, /--tolerance latency\.p98: no such metric, did you mean latency\.p9\d\?/);
  const unread = await soakd(['compare', '--tolerance', 'anon', '--tolerance', 'rss=-5%'], {
    database: file,
  });
  assert.equal(unread.code, 2);
  assert.match(unread.stderr, /found "anon", expected a metric and a percentage.*\n.*found "rss=-5%"/);
});

test('Markdown for a pull request goes to a file', async (context) => {
  const folder = temporaryFolder(context);
  const file = await database(context, [...QUIET, { memory: 1.3 }]);
  const output = join(folder, 'comment.md');
  const args = ['compare', 'n9', 'n8', '--format', 'markdown', '-o', output];
  const { code, stdout } = await soakd(args, { database: file });
  assert.deepEqual([code, stdout], [10, '']);
  const comment = readFileSync(output, 'utf8');
  assert.match(comment, /^### .* REGRESSED: api anon /);
  assert.match(comment, /^\| `anon` \| `api` \|.*\| regressed \|$/m);
  assert.match(comment, /<details><summary>All metrics<\/summary>/);
});
