import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { NOBODY, notNobody } from '../fixture/nobody.ts';
import { freePort } from '../fixture/port.ts';
import { soakd, startSoakd, temporaryFolder, untilSays } from '../fixture/soakd.ts';

const service = fileURLToPath(new URL('../fixture/program/service.ts', import.meta.url));

async function writePlan(
  context: TestContext,
  more: string,
  options: { duration?: string; expect?: string } = {},
) {
  const folder = temporaryFolder(context);
  const port = await freePort();
  const plan = join(folder, 'plan.yaml');
  writeFileSync(
    plan,
    `name: tested
duration: ${options.duration ?? '10s'}
warmup: 1s
target:
  name: service
  start:
    command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(service)}, "${port}"]
    ready: { log: "^ready", within: 20s }
  restart: always
sample: { every: 250ms }
load:
  rate: 100/s
  operations:
    - { name: get, http: { get: "http://127.0.0.1:${port}/" }${options.expect ?? ''} }
${more}`,
  );
  return { folder, plan, database: join(folder, 'soakd.db') };
}

/** Resolves with the pid of the running generation once it is in the database. */
async function targetPid(database: string): Promise<number> {
  const sql = 'SELECT pid FROM generation WHERE ended_s IS NULL';
  for (let tries = 0; tries < 100; tries++) {
    const { stdout } = await soakd(['query', '--json', sql], { database });
    const rows: { pid: number }[] = stdout === '' ? [] : JSON.parse(stdout);
    const pid = rows[0]?.pid;
    if (pid !== undefined) return pid;
  }
  throw new Error('no generation was stored');
}

/** A killed process that is nobody's child here is gone when init has reaped it. */
async function untilGone(pid: number): Promise<void> {
  for (let tries = 0; existsSync(`/proc/${pid}`); tries++) {
    assert.ok(tries < 500, `process ${pid} still runs`);
    await delay(10);
  }
}

test('a run prints the report as JSON with the keys of the contract', async (context) => {
  const { plan, database } = await writePlan(context, 'criteria: [success >= 99%, anon.slope < 100GiB/h]\n');
  const { code, stdout, stderr } = await soakd(['run', plan, '--json'], { database });
  assert.equal(code, 0, stderr);
  const report = JSON.parse(stdout);
  for (const key of [
    ...['version', 'run', 'verdict', 'criteria', 'trends', 'load', 'targets', 'faults', 'alerts', 'events'],
    ...['coverage', 'self'],
  ]) {
    assert.ok(key in report, `the report lacks ${key}`);
  }
  assert.equal(report.verdict, 'pass');
  assert.equal(report.run.state, 'completed');
  assert.ok(report.load.ok > 900 && report.load.ok < 1100, `${report.load.ok} operations`);
  assert.ok(report.coverage >= 0.9);
  assert.match(stderr, /ending .* pass/);
});

test('a target killed mid-run gives two generations, an event, no slope across, and fails restarts.unplanned', async (context) => {
  const { plan, database } = await writePlan(context, 'criteria: [anon.slope < 100GiB/h]\n', {
    duration: '20s',
  });
  const running = startSoakd(['run', plan, '--json'], { database });
  await untilSays(running, /soak /);
  process.kill(await targetPid(database), 'SIGKILL');
  const { code, stdout } = await running.finished;
  const report = JSON.parse(stdout);
  assert.equal(report.targets[0].generations.length, 2);
  assert.match(report.targets[0].generations[0].why, /SIGKILL/);
  assert.ok(report.events.some((event: { kind: string }) => event.kind === 'restart'));
  const restarts = report.criteria.find((one: { rule: string }) => one.rule.startsWith('restarts.unplanned'));
  assert.equal(restarts.verdict, 'fail');
  assert.equal(restarts.observed, 1);
  const generations = report.trends
    .filter((trend: { metric: string }) => trend.metric === 'anon')
    .map((trend: { generation: number }) => trend.generation);
  assert.equal(new Set(generations).size, generations.length, 'a trend for each generation of its own');
  assert.equal(generations.length, 2);
  assert.equal(code, 10);
});

test('an abort rule ends the soak as soon as it fails, after the warm-up', async (context) => {
  const { plan, database } = await writePlan(
    context,
    'criteria: [{ rule: errors.rate < 1%, abort: true }]\n',
    {
      duration: '10m',
      expect: ', expect: { status: 418 }',
    },
  );
  const { code, stdout } = await soakd(['run', plan, '--json'], { database });
  const report = JSON.parse(stdout);
  assert.equal(code, 10);
  assert.equal(report.run.state, 'aborted');
  assert.ok(report.run.observedS >= 1 && report.run.observedS < 60, `${report.run.observedS} s`);
  assert.ok(report.load.failures['status-200'] > 0);
});

test('an abort rule on a trend ends the soak at a look, not before a quarter of it, and that look is its verdict', async (context) => {
  const folder = temporaryFolder(context);
  const [plan, state] = [join(folder, 'plan.yaml'), join(folder, 'state')];
  const write = `setInterval(() => fs.appendFileSync(${JSON.stringify(state)}, "x".repeat(4096)), 20)`;
  writeFileSync(
    plan,
    `name: growing
duration: 40s
target:
  name: writer
  start: { command: [${JSON.stringify(process.execPath)}, -e, ${JSON.stringify(write)}] }
sample: { every: 100ms, paths: { state: ${JSON.stringify(state)} } }
criteria: [{ rule: path.state.bytes.slope < 1MB/h, abort: true }]
`,
  );
  const { code, stdout, stderr } = await soakd(['run', plan, '--json'], {
    database: join(folder, 'soakd.db'),
  });
  const report: Assessment = JSON.parse(stdout);
  assert.deepEqual([code, report.run.state], [10, 'aborted'], stderr);
  assert.ok(report.run.observedS >= 10 && report.run.observedS < 40, `${report.run.observedS} s`);
  assert.match(report.criteria[0]?.reason ?? '', /; as of the look at /);
  assert.equal(report.criteria[0]?.verdict, 'fail');
});

test('a soak by operations does exactly so many', async (context) => {
  const { plan, database } = await writePlan(context, 'criteria: [success >= 99%]\n');
  writeFileSync(plan, readFileSync(plan, 'utf8').replace('duration: 10s', 'operations: 250'));
  const { code, stdout } = await soakd(['run', plan, '--json'], { database });
  const report = JSON.parse(stdout);
  assert.equal(code, 0, report.reason);
  assert.equal(report.load.due, 250);
  assert.equal(report.load.ok, 250);
});

test('SIGINT ends the run with its partial report and leaves nothing running', async (context) => {
  const { plan, database } = await writePlan(context, '', { duration: '10m' });
  const running = startSoakd(['run', plan, '--json'], { database });
  const pid = await targetPid(database);
  running.child.kill('SIGINT');
  const { code, stdout } = await running.finished;
  assert.equal(code, 130);
  const report = JSON.parse(stdout);
  assert.equal(report.run.state, 'interrupted');
  assert.notEqual(report.verdict, 'pass');
  assert.ok(!existsSync(`/proc/${pid}`), 'the target is gone');
});

test('a second signal exits at once and leaves nothing that soakd started', async (context) => {
  const { plan, database } = await writePlan(context, 'drain: { for: 5m }\n', { duration: '10m' });
  const running = startSoakd(['run', plan], { database });
  const pid = await targetPid(database);
  running.child.kill('SIGTERM');
  await untilSays(running, /once more/);
  running.child.kill('SIGTERM');
  const { code } = await running.finished;
  assert.equal(code, 143);
  await untilGone(pid);
});

test('six different mistakes in a plan are told at once with their places, and nothing is started or written', async (context) => {
  const folder = temporaryFolder(context);
  const plan = join(folder, 'wrong.yaml');
  writeFileSync(
    plan,
    `name: wrong
duraton: 5m
targets:
  - { name: api, start: { command: [sh, -c, "touch ${folder}/started"] }, restart: sometimes }
sample: { every: 20MiB }
load:
  rate: fast
  operations:
    - { name: get, http: { get: "https://127.0.0.1:1/" } }
criteria:
  - anom.slope < 1MiB/h
`,
  );
  const database = join(folder, 'soakd.db');
  const { code, stdout, stderr } = await soakd(['run', plan], { database });
  assert.equal(code, 2);
  assert.equal(stdout, '');
  const positions = [...stderr.matchAll(/wrong\.yaml:(\d+):(\d+)/g)].map((match) => Number(match[1]));
  for (const line of [2, 4, 5, 7, 9, 11])
    assert.ok(positions.includes(line), `line ${line} is not told:\n${stderr}`);
  assert.match(stderr, /duration/);
  assert.match(stderr, /anon/);
  assert.deepEqual(readdirSync(folder), ['wrong.yaml']);
});

test('a target that ends and is not restarted is lost: exit 12, never a pass', async (context) => {
  const folder = temporaryFolder(context);
  const plan = join(folder, 'plan.yaml');
  writeFileSync(
    plan,
    'name: lost\nduration: 1m\ntarget: { start: { command: [sleep, "3"] }, restart: never }\nsample: { every: 250ms }\n',
  );
  const { code, stdout } = await soakd(['run', plan, '--json'], { database: join(folder, 'soakd.db') });
  const report = JSON.parse(stdout);
  assert.equal(report.run.state, 'lost');
  assert.equal(report.verdict === 'pass', false);
  assert.equal(code, report.verdict === 'fail' ? 10 : 12);
});

test('a process of another user is watched as far as it may be, and the rest is told', {
  skip: notNobody,
}, async (context) => {
  const folder = temporaryFolder(context);
  chownSync(folder, NOBODY, NOBODY);
  chmodSync(folder, 0o700);
  const sleeper = spawn('sleep', ['60']);
  context.after(() => sleeper.kill());
  const { stdout, stderr } = await soakd(['run', '--pid', String(sleeper.pid), '--for', '5s', '--json'], {
    database: join(folder, 'soakd.db'),
    uid: NOBODY,
  });
  assert.notEqual(stdout, '', stderr);
  const report = JSON.parse(stdout);
  const reasons: { metric: string; reason: string }[] = report.unavailable;
  assert.ok(
    reasons.some(({ metric, reason }) => metric === 'pss' && /permission|CAP_/i.test(reason)),
    JSON.stringify(reasons),
  );
  const rss = report.trends.find((trend: { metric: string }) => trend.metric === 'rss');
  assert.ok(rss.points >= 4, 'the rest is sampled');
});

test('the database of a run is readable by its owner only', async (context) => {
  const { plan, database } = await writePlan(context, '');
  await soakd(['run', plan, '--for', '2s'], { database });
  assert.equal(statSync(database).mode & 0o777, 0o600);
  assert.ok(readFileSync(database).subarray(0, 15).equals(Buffer.from('SQLite format 3')));
});

test('a target inherits nothing of how the script starts soakd', async (context) => {
  const folder = temporaryFolder(context);
  const plan = join(folder, 'plan.yaml');
  writeFileSync(
    plan,
    `name: environment\nduration: 1s\ntarget: { start: { command: [sh, -c, "env > ${folder}/seen; sleep 60"] } }\n`,
  );
  const script = fileURLToPath(new URL('../../scripts/soakd', import.meta.url));
  const child = spawn(script, ['run', plan, '--db', join(folder, 'soakd.db')], { stdio: 'ignore' });
  await once(child, 'close');
  const seen = readFileSync(join(folder, 'seen'), 'utf8');
  assert.match(seen, /^PATH=/m);
  assert.doesNotMatch(seen, /MALLOC_ARENA_MAX|NODE_COMPILE_CACHE/);
});

test('a database that may not be written is refused before anything starts', {
  skip: notNobody,
}, async (context) => {
  const { folder, plan, database } = await writePlan(context, '');
  await soakd(['run', plan, '--for', '1s'], { database });
  chmodSync(folder, 0o755);
  chmodSync(database, 0o444);
  const { code, stderr } = await soakd(['run', plan], { database, uid: NOBODY });
  assert.equal(code, 2, stderr);
  assert.match(stderr, /soakd\.db/);
});

test('a folder that is not there is an error, not made', async (context) => {
  const folder = temporaryFolder(context);
  const { code, stderr } = await soakd(['runs', '--db', join(folder, 'typo', 'a.db')], { database: '' });
  assert.equal(code, 2);
  assert.match(stderr, /there is no folder/);
  assert.ok(!existsSync(join(folder, 'typo')));
});
