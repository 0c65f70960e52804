/** Reports that a plan asks for, of real runs. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  configure,
  daemonPlace,
  servicePlan,
  spawnDaemon,
  startDaemon,
  startSoak,
} from '../fixture/daemon.ts';
import { reportOf, soakd, startSoakd, temporaryFolder, untilSays } from '../fixture/soakd.ts';

test('a foreground run writes them beside the database, says where, and has them among its events', async (context) => {
  const folder = temporaryFolder(context);
  const database = join(folder, 'soakd.db');
  const plan = join(folder, 'plan.yaml');
  writeFileSync(plan, await servicePlan('shop', 'reports: [junit, html]'));
  const finished = await soakd(['run', plan, '--for', '3s', '--json'], { database });
  const { run } = reportOf(finished);
  for (const ending of ['xml', 'html']) {
    const file = join(folder, 'reports', `${run.id}.${ending}`);
    assert.ok(finished.stderr.includes(`report: ${file}\n`), finished.stderr);
    assert.match(readFileSync(file, 'utf8'), new RegExp(run.id));
  }
  const { stdout } = await soakd(['report', '--json'], { database });
  const events: { kind: string; text: string }[] = JSON.parse(stdout).events;
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'report').map(({ text }) => text),
    [
      `junit: ${join(folder, 'reports', `${run.id}.xml`)}`,
      `html: ${join(folder, 'reports', `${run.id}.html`)}`,
    ],
  );
});

test('of an interrupted run as well, and one that cannot be written changes no exit code', async (context) => {
  const folder = temporaryFolder(context);
  const database = join(folder, 'soakd.db');
  const plan = join(folder, 'plan.yaml');
  writeFileSync(join(folder, 'taken'), '');
  const text = await servicePlan('shop', 'reports: { formats: [json], folder: out }');
  writeFileSync(plan, text);
  const running = startSoakd(['run', plan, '--for', '1h'], { database });
  await untilSays(running, /warm-up/);
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.finished;
  assert.equal(code, 143, stderr);
  const [, file = ''] = /report: (.*\.json)/.exec(stderr) ?? [];
  assert.ok(file.startsWith(join(folder, 'out')), 'the folder begins at that of the plan');
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).run.state, 'interrupted');

  writeFileSync(plan, text.replace('folder: out', 'folder: taken/out'));
  const [good, bad] = [
    await soakd(['run', plan, '--for', '2s', '--set', 'reports=[json]'], { database }),
    await soakd(['run', plan, '--for', '2s'], { database }),
  ];
  assert.match(bad.stderr, /the json report could not be written: ENOTDIR/);
  assert.equal(bad.code, good.code);
  const { stdout } = await soakd(['report', '--json'], { database });
  const { kind, text: why } = JSON.parse(stdout).events.at(-1);
  assert.equal(kind, 'report-failed');
  assert.match(why, /^json: ENOTDIR/);
});

test('a run that died with its soakd has them once the next one has ended it', async (context) => {
  const folder = temporaryFolder(context);
  const database = join(folder, 'soakd.db');
  const plan = join(folder, 'plan.yaml');
  writeFileSync(plan, await servicePlan('shop', 'reports: [junit]'));
  const running = startSoakd(['run', plan, '--for', '1h'], { database });
  await untilSays(running, /warm-up/);
  running.child.kill('SIGKILL');
  await running.finished;
  const next = await soakd(['run', plan, '--for', '2s', '--set', 'reports=[text]'], { database });
  const [, file = ''] = /report: (.*\.xml)/.exec(next.stderr) ?? [];
  assert.match(readFileSync(file, 'utf8'), /name="state" value="interrupted"/);
  const runs = JSON.parse((await soakd(['runs', '--json'], { database })).stdout);
  const dead = runs.find(({ state }: { state: string }) => state === 'interrupted');
  const { stdout } = await soakd(['report', dead.id, '--json'], { database });
  const told: { text: string }[] = JSON.parse(stdout).events;
  assert.ok(told.some(({ text }) => text === `junit: ${file}`));
});

test('a daemon that comes back too late writes those of what it can only end', async (context) => {
  const place = daemonPlace(context);
  const first = spawnDaemon(context, place);
  await first.says(/is ready/);
  const run = await startSoak(first, await servicePlan('late', 'reports: [json]'));
  first.child.kill('SIGKILL');
  await first.ended;
  // Any time at all is too late.
  configure(place, 'resume: { window: 0s }');
  const second = spawnDaemon(context, place);
  const file = join(place.folder, 'reports', `${run}.json`);
  await second.says(new RegExp(`run ${run} \\(late\\) does not go on, and ended as interrupted`));
  second.child.kill('SIGTERM');
  assert.equal(await second.ended, 0);
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).run.state, 'interrupted');
});

test('the daemon writes them when a soak is stopped, and before it ends itself', async (context) => {
  const daemon = await startDaemon(context);
  const first = await startSoak(daemon, await servicePlan('first', 'reports: [markdown]'));
  await daemon.client.stop(first, 'a test');
  await daemon.says(new RegExp(`first report: markdown: .*${first}\\.md`));
  assert.match(readFileSync(join(daemon.folder, 'reports', `${first}.md`), 'utf8'), /^### /);
  const second = await startSoak(daemon, await servicePlan('second', 'reports: [markdown]'));
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0);
  assert.ok(existsSync(join(daemon.folder, 'reports', `${second}.md`)));
});
