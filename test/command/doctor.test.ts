import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Examination } from '../../src/machine/finding.ts';
import { NOBODY, notNobody } from '../fixture/nobody.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

interface Document {
  readonly works: boolean;
  readonly examinations: readonly Examination[];
}

test('doctor begins with a sentence, and every line that is not ok says what would change it or why not', async (context) => {
  const database = join(temporaryFolder(context), 'soakd.db');
  const { code, stdout } = await soakd(['doctor'], { database });
  assert.equal(code, 0);
  assert.match(stdout, /^(Soaks work here|Nothing is in the way)/);
  assert.match(stdout, /✓ ok +database +\S+soakd\.db/);
});

test('doctor --json is the same, for machines', async (context) => {
  const database = join(temporaryFolder(context), 'soakd.db');
  const { stdout } = await soakd(['doctor', '--json', '--pid', String(process.pid)], { database });
  const { works, examinations } = JSON.parse(stdout) as Document;
  assert.equal(works, true);
  const [own] = examinations;
  assert.equal(own?.heading, `Process ${process.pid}`);
  const states = new Map(own?.findings.map(({ subject, state }) => [subject, state]));
  assert.deepEqual(
    ['process', 'rss', 'anon', 'pss', 'fds', 'connections'].map((subject) => states.get(subject)),
    ['ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  );
});

test('another user is told which metrics of a process are denied, and what they need', {
  skip: notNobody,
}, async (context) => {
  const folder = temporaryFolder(context);
  const database = join(folder, 'soakd.db');
  const { stdout } = await soakd(['doctor', '--json', '--pid', String(process.pid)], {
    database,
    uid: NOBODY,
    environment: { HOME: '/nonexistent' },
  });
  const { works, examinations } = JSON.parse(stdout) as Document;
  const [other] = examinations;
  const pss = other?.findings.find(({ subject }) => subject === 'pss');
  assert.equal(pss?.state, 'missing');
  assert.match(pss?.found ?? '', /CAP_SYS_PTRACE/);
  assert.equal(other?.findings.find(({ subject }) => subject === 'rss')?.state, 'ok');
  // The folder is root's: nobody can keep a database in it.
  assert.equal(works, false);
});

test('a plan is examined target by target, and one that is not there is in the way', async (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, 'data'));
  const plan = join(folder, 'plan.yaml');
  writeFileSync(
    plan,
    `name: two
duration: 1m
targets:
  - { name: own, start: { command: [sleep, "60"] } }
  - { name: gone, pidfile: ${join(folder, 'none.pid')} }
`,
  );
  const { code, stdout } = await soakd(['doctor', plan], { database: join(folder, 'data', 'soakd.db') });
  assert.equal(code, 10);
  assert.match(stdout, /^No soak is possible here: process: cannot read the pidfile/);
  assert.match(stdout, /Target own\n✓ ok +process +soakd starts it/);
});

test('a pid that is none is a usage error', async (context) => {
  const database = join(temporaryFolder(context), 'soakd.db');
  const { code, stderr } = await soakd(['doctor', '--pid', 'nginx'], { database });
  assert.equal(code, 2);
  assert.match(stderr, /--pid takes the number of a process, found "nginx"\n {2}pgrep -a NAME/);
});
