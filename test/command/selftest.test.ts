import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { judgeSpecimens } from '../../src/command/specimens.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';
import { sample } from '../report/sample-assessment.ts';

test('the selftest finds the planted leak, calls nothing else one, and leaves nothing behind', async (context) => {
  const folder = temporaryFolder(context);
  const { code, stdout, stderr } = await soakd(['selftest', '--for', '60s', '--json'], {
    database: join(folder, 'soakd.db'),
    environment: { TMPDIR: folder },
  });
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  const { version, asExpected, series, services } = JSON.parse(stdout);
  assert.deepEqual([version, asExpected], [1, true]);
  assert.ok(series.length >= 20);
  const found = new Map(services.map((one: { name: string; found: string }) => [one.name, one.found]));
  assert.equal(found.get('leak'), 'fail');
  assert.equal(found.get('steady'), 'pass');
  assert.notEqual(found.get('sawtooth'), 'fail');
  assert.notEqual(found.get('warming'), 'fail');
  assert.ok(!existsSync(join(folder, 'soakd.db')), 'the soak is no run of the user');
});

test('a selftest that cannot tell a trend is refused', async (context) => {
  const database = join(temporaryFolder(context), 'soakd.db');
  const { code, stderr } = await soakd(['selftest', '--for', '5s'], { database });
  assert.equal(code, 2);
  assert.match(stderr, /--for 5s is too short for a trend, expected 20s at least/);
});

test('what soakd says of the services is held against what they do', () => {
  const criterion = (target: string, verdict: 'pass' | 'fail' | 'inconclusive', observed: number) => ({
    rule: 'anon.slope < 8MB/1000ops',
    target,
    verdict,
    reason: 'as a test has it',
    observed,
    low: null,
    high: null,
    unit: 'bytes/1000ops',
  });
  const right = [
    criterion('leak', 'fail', 33e6),
    criterion('steady', 'pass', 0),
    criterion('sawtooth', 'inconclusive', 0),
    criterion('warming', 'pass', 0),
  ];
  const wrong = (criteria: typeof right): string[] =>
    judgeSpecimens({ ...sample, criteria })
      .filter(({ asExpected }) => !asExpected)
      .map(({ name }) => name);
  assert.deepEqual(wrong(right), []);
  assert.deepEqual(wrong(right.with(0, criterion('leak', 'pass', 33e6))), ['leak']);
  assert.deepEqual(wrong(right.with(0, criterion('leak', 'fail', 3e6))), ["the leak's slope"]);
  assert.deepEqual(wrong(right.with(1, criterion('steady', 'inconclusive', 0))), ['steady']);
  assert.deepEqual(wrong(right.with(2, criterion('sawtooth', 'fail', 0))), ['sawtooth']);
  assert.deepEqual(wrong(right.slice(0, 3)), ['warming']);
  const lost = { ...criterion('steady', 'fail', 1), rule: 'restarts.unplanned == 0' };
  assert.deepEqual(wrong([...right, lost]), ['the soak itself']);
});
