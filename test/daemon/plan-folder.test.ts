import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { readPlanFolder } from '../../src/daemon/plan-folder.ts';
import { problemText } from '../../src/plan/document/problem.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const plan = (name: string) => `name: ${name}\nduration: 5m\ntarget: { pid: 1 }\n`;

test('every plan of the folder is read, and a broken one keeps no other from being read', (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'b.yaml'), plan('b'));
  writeFileSync(join(folder, 'a.yml'), plan('a'));
  writeFileSync(join(folder, 'broken.yaml'), 'name: x\nduration: 5\n');
  const { plans, problems, broken } = readPlanFolder({ folder, named: true });
  assert.deepEqual(
    plans.map(({ parsed }) => parsed.plan.name),
    ['a', 'b'],
  );
  assert.match(problems.map(problemText).join('\n'), /broken\.yaml:2:11: duration: found "5"/);
  assert.deepEqual([...broken], [join(folder, 'broken.yaml')]);
});

test('what an editor leaves behind is no plan', (context) => {
  const folder = temporaryFolder(context);
  for (const name of ['.a.yaml.swp', '.a.yaml', 'a.yaml~', 'README.md'])
    writeFileSync(join(folder, name), '{');
  assert.deepEqual(readPlanFolder({ folder, named: true }).problems, []);
});

test('a pipe, a folder, a huge file and a lost link are refused without waiting for them', (context) => {
  const folder = temporaryFolder(context);
  execFileSync('mkfifo', [join(folder, 'a-pipe.yaml')]);
  mkdirSync(join(folder, 'b-folder.yaml'));
  writeFileSync(join(folder, 'c-huge.yaml'), '#'.repeat(2 ** 20 + 1));
  symlinkSync('nowhere', join(folder, 'd-link.yaml'));
  const told = readPlanFolder({ folder, named: true }).problems.map(({ place, message }) =>
    place.kind === 'file' ? `${basename(place.file)}: ${message}` : '',
  );
  assert.deepEqual(told, [
    'a-pipe.yaml: the plan cannot be read: it is not a regular file',
    'b-folder.yaml: the plan cannot be read: it is not a regular file',
    'c-huge.yaml: the plan cannot be read: it has 1048577 bytes, more than 1 MiB',
    'd-link.yaml: the plan cannot be read: there is no such file or folder',
  ]);
});

test('of two plans with one name the second is refused, since schedules go by the name', (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'one.yaml'), plan('same'));
  writeFileSync(join(folder, 'two.yaml'), plan('same'));
  const { plans, problems } = readPlanFolder({ folder, named: true });
  assert.equal(plans.length, 1);
  assert.match(
    problems.map(problemText).join('\n'),
    /two\.yaml:1:1: name: the plan same is in .*one\.yaml already/,
  );
});

test('a folder that the configuration names has to be there', () => {
  assert.deepEqual(readPlanFolder({ folder: '/nonexistent/plans', named: false }).problems, []);
  const [problem] = readPlanFolder({ folder: '/nonexistent/plans', named: true }).problems;
  assert.match(problem?.message ?? '', /the folder of plans cannot be read: there is no such file or folder/);
});
