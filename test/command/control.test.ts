import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Command } from '../../src/command/command.ts';
import { note } from '../../src/command/note.ts';
import { pause } from '../../src/command/pause.ts';
import { resume } from '../../src/command/resume.ts';
import { start } from '../../src/command/start.ts';
import { status } from '../../src/command/status.ts';
import { stop } from '../../src/command/stop.ts';
import { SoakdError } from '../../src/error.ts';
import { startDaemon } from '../fixture/daemon.ts';
import { NOBODY, notNobody } from '../fixture/nobody.ts';
import { type Finished, reportOf, soakd, startSoakd, temporaryFolder, untilSays } from '../fixture/soakd.ts';

/** A target that rests, longer than a test may take. */
function writePlan(folder: string, name: string): string {
  const plan = join(folder, `${name}.yaml`);
  writeFileSync(
    plan,
    `name: ${name}\nduration: 1h\ntarget: { name: sleeper, start: { command: [sleep, "3600"] } }\nsample: { every: 100ms }\n`,
  );
  return plan;
}

/** A foreground run that has begun to observe. Its sockets are in a folder of the test's own. */
async function startRun(context: TestContext, folder: string, name = 'resting') {
  const environment = { XDG_RUNTIME_DIR: folder };
  const database = join(folder, 'soakd.db');
  const running = startSoakd(['run', writePlan(folder, name), '--json'], { database, environment });
  context.after(() => running.child.kill('SIGKILL'));
  await untilSays(running, /warm-up/);
  const socket = join(folder, 'soakd', `${running.child.pid}.sock`);
  return { running, database, socket, environment };
}

interface StatusDocument {
  readonly soakds: readonly { readonly kind: string; readonly pid: number; readonly socket: string }[];
  readonly runs: readonly { readonly run: string; readonly name: string; readonly paused: boolean }[];
  readonly troubles: readonly string[];
}

async function statusOf(database: string, environment: NodeJS.ProcessEnv = {}): Promise<StatusDocument> {
  const { code, stdout, stderr } = await soakd(['status', '--json'], { database, environment });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

function said({ code, stdout, stderr }: Finished): string {
  return `${code}: ${stdout}${stderr}`;
}

test('a foreground run is seen, paused, noted, resumed and stopped, and exits with 143 and its partial report', async (context) => {
  const { running, database, socket } = await startRun(context, temporaryFolder(context));
  const { soakds, runs } = await statusOf(database);
  assert.deepEqual(
    soakds.map(({ kind, pid, socket: path }) => ({ kind, pid, path })),
    [{ kind: 'foreground', pid: running.child.pid, path: socket }],
  );
  const run = runs[0]?.run ?? '';
  assert.match(
    said(await soakd(['pause'], { database })),
    new RegExp(`^0: run ${run} is paused; .*resume ${run}`),
  );
  assert.equal((await statusOf(database)).runs[0]?.paused, true);
  assert.match(said(await soakd(['pause', 'resting'], { database })), /^2: soakd: .*paused/);
  const noted = await soakd(['note', run.slice(0, 5), 'the backup began'], { database });
  assert.equal(said(noted), `0: noted in run ${run}\n`);
  assert.match(said(await soakd(['resume', 'resting'], { database })), /^0: run .* goes on/);
  assert.match(said(await soakd(['resume'], { database })), /^2: soakd: .*not paused/);
  const stopped = await soakd(['stop', '--json'], { database });
  assert.deepEqual(JSON.parse(stopped.stdout), { version: 1, run, verdict: 'inconclusive' });
  const finished = await running.finished;
  assert.equal(finished.code, 143);
  assert.match(finished.stderr, /soakd stop \(\w+\): ending the soak and writing the partial report/);
  const report = reportOf(finished);
  assert.equal(report.run.state, 'interrupted');
  assert.ok(report.events.some(({ text }) => text === 'the backup began'));
  assert.ok(report.events.some(({ text }) => /ended by soakd stop/.test(text)));
  assert.ok(!existsSync(socket));
  assert.match(
    said(await soakd(['stop'], { database })),
    /^2: soakd: no run is under way\n.*soakd run <plan>/,
  );
});

test('of two runs in one database each is found by its name, and the newest as latest', async (context) => {
  const folder = temporaryFolder(context);
  const first = await startRun(context, folder, 'older');
  const second = await startRun(context, folder, 'newer');
  const { database } = first;
  const table = await soakd(['status'], { database });
  assert.match(table.stdout, /newer[\s\S]*older/);
  assert.match(
    said(await soakd(['pause', 'other'], { database })),
    /^2: .*no running run is called "other"\n.*older/,
  );
  await soakd(['pause', 'older'], { database });
  await soakd(['pause'], { database });
  assert.deepEqual(
    (await statusOf(database)).runs.map(({ paused }) => paused),
    [true, true],
  );
  const [, stopped] = await Promise.all([
    soakd(['stop', 'older'], { database }),
    soakd(['stop', '--socket', second.socket], { database: '' }),
  ]);
  assert.equal(stopped.code, 0, stopped.stderr);
  assert.deepEqual([(await first.running.finished).code, (await second.running.finished).code], [143, 143]);
});

test('a run that was killed is said to be gone, and its socket is cleared by the next run', async (context) => {
  const folder = temporaryFolder(context);
  const { running, database, socket } = await startRun(context, folder, 'killed');
  const run = (await statusOf(database)).runs[0]?.run ?? '';
  running.child.kill('SIGKILL');
  await once(running.child, 'close');
  const gone = new RegExp(
    `run ${run} \\(killed\\) was interrupted: its soakd is gone \\(process ${running.child.pid}\\)`,
  );
  const { runs, troubles } = await statusOf(database);
  assert.deepEqual([runs, troubles.length], [[], 1]);
  assert.match(troubles.join(), gone);
  const { stdout: listed } = await soakd(['runs'], { database });
  assert.match(
    listed,
    new RegExp(`^${run} +killed +interrupted [^\\n]*\\n +its soakd is gone\\. It is not resumed`, 'm'),
  );
  const paused = await soakd(['pause', 'killed'], { database });
  assert.match(said(paused), gone);
  assert.match(said(paused), new RegExp(`^2: [\\s\\S]*soakd report ${run}`));
  assert.ok(existsSync(socket));
  const next = await startRun(context, folder, 'next');
  assert.ok(!existsSync(socket));
  next.running.child.kill('SIGTERM');
  assert.equal((await next.running.finished).code, 143);
});

test('a run that cannot have its socket goes on and says so', async (context) => {
  const folder = temporaryFolder(context);
  symlinkSync('/', join(folder, 'soakd'));
  const { running, database } = await startRun(context, folder);
  assert.match((await statusOf(database)).troubles.join(), /its control socket could not be made/);
  assert.match(
    said(await soakd(['stop'], { database })),
    new RegExp(`^2: .*cannot be controlled.*\n  "kill -TERM ${running.child.pid}" ends it`),
  );
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.finished;
  assert.equal(code, 143);
  assert.match(stderr, /no control socket, .*symbolic link/);
});

test('where nothing runs, status says so and how to start, and the others exit with 2 and what to do', async (context) => {
  const folder = temporaryFolder(context);
  const environment = { STATE_DIRECTORY: folder, RUNTIME_DIRECTORY: folder };
  const none = await soakd(['status'], { database: '', environment });
  assert.match(
    said(none),
    /^0: daemon {4}none\. .*"scripts\/soakd daemon" starts one[\s\S]*no soak is running/,
  );
  for (const verb of [['stop'], ['note', 'x']])
    assert.match(
      said(await soakd(verb, { database: '', environment })),
      /^2: soakd: no run is under way\n {2}"scripts\/soakd run/,
    );
  const refused = await soakd(['start', writePlan(folder, 'resting')], { database: '', environment });
  assert.match(said(refused), /^2: soakd: no daemon runs for .*\n.*"scripts\/soakd daemon" starts one/);
  const missing = await soakd(['status', '--socket', join(folder, 'none.sock')], { database: '' });
  assert.match(said(missing), /^2: soakd: there is no control socket at .*none\.sock/);
  writeFileSync(join(folder, 'file'), '');
  assert.match(
    said(await soakd(['status', '--socket', join(folder, 'file')], { database: '' })),
    /^2: soakd: nobody listens at|^2: soakd: .*is no control socket/,
  );
  const named = await soakd(['status'], { database: join(folder, 'none.db') });
  assert.match(said(named), /^2: soakd: no database at .*none\.db/);
});

test('words that make no sense are refused with an example; every verb has help with one', async () => {
  const wrong: readonly [Command, readonly string[], RegExp, RegExp | null][] = [
    [note, ['the', 'backup', 'began'], /takes a text, or a run and a text/, /soakd note "the backup began"/],
    [note, [], /takes a text/, null],
    [pause, ['a', 'b'], /pause takes one run, found 2/, /soakd status/],
    [start, [], /start takes one plan/, /soakd init/],
    [status, ['now'], /status takes no words/, null],
  ];
  for (const [verb, words, message, hint] of wrong) {
    await assert.rejects(verb.run(words), (error) => {
      assert.ok(error instanceof SoakdError);
      assert.match(error.message, message);
      if (hint !== null) assert.match(error.hint ?? '', hint);
      return error.exitCode === 2;
    });
  }
  for (const { usage } of [start, stop, pause, resume, note, status]) {
    assert.match(usage, /^Usage: soakd [\s\S]*\nExamples:\n {2}soakd /);
    assert.ok(!usage.split('\n').some((line) => line.length > 120), usage);
  }
});

test('start runs a plan in the daemon, wherever it is, and shows its problems before anyone is asked', async (context) => {
  const daemon = await startDaemon(context);
  const { database } = daemon;
  const folder = temporaryFolder(context);
  const plan = writePlan(folder, 'elsewhere');
  writeFileSync(
    plan,
    `name: elsewhere\nduration: 1h\ntarget: { pid: ${process.pid} }\nsample: { paths: { mine: data } }\n`,
  );
  const named = relative(process.cwd(), plan);
  const started = await soakd(['start', named, '--for', '30m', '--json'], { database });
  assert.equal(started.code, 0, started.stderr);
  const { run, name } = JSON.parse(started.stdout);
  assert.equal(name, 'elsewhere');
  const stored = await soakd(['query', '--json', 'SELECT plan_json FROM runs'], { database });
  assert.match(stored.stdout, /1800000/);
  assert.ok(stored.stdout.includes(join(folder, 'data')), 'a path of the plan begins at its own folder');
  const shown = await soakd(['status'], { database });
  assert.match(shown.stdout, new RegExp(`^daemon {4}soakd .*, process ${daemon.child.pid}, `));
  assert.match(shown.stdout, new RegExp(`${run} +elsewhere .* daemon\n`));
  writeFileSync(plan, 'name: broken\nduration: 1h\ntarget: { pid: 1, port: 2 }\nsamples: 5\n');
  const broken = await soakd(['start', named], { database });
  assert.match(said(broken), /^2: soakd: \d problems in /);
  assert.ok(broken.stderr.includes(`${named}:4:1`), broken.stderr);
  const foreground = await startRun(context, folder);
  const wrong = await soakd(['start', writePlan(folder, 'other'), '--socket', foreground.socket], {
    database,
  });
  assert.match(said(wrong), /^2: soakd: this is a foreground run, which starts no others/);
  assert.match(
    said(await soakd(['stop', 'elsewhere'], { database })),
    new RegExp(`^0: run ${run} has ended`),
  );
  foreground.running.child.kill('SIGTERM');
  await foreground.running.finished;
});

test('the service is found by its folder; a database that is named keeps to itself', async (context) => {
  const daemon = await startDaemon(context);
  const plan = writePlan(daemon.folder, 'resting');
  assert.equal((await soakd(['start', plan], { database: daemon.database })).code, 0);
  const folder = temporaryFolder(context);
  const environment = { STATE_DIRECTORY: folder, RUNTIME_DIRECTORY: dirname(daemon.socket) };
  assert.deepEqual(
    (await statusOf('', environment)).runs.map(({ name }) => name),
    ['resting'],
  );
  // Another database, of a trial that has ended.
  const trial = join(folder, 'trial.db');
  const tried = startSoakd(['run', writePlan(folder, 'trial')], { database: trial });
  await untilSays(tried, /warm-up/);
  tried.child.kill('SIGTERM');
  await tried.finished;
  assert.match(
    said(await soakd(['stop'], { database: trial, environment })),
    /^2: soakd: no run is under way/,
  );
  assert.match(said(await soakd(['pause'], { database: '', environment })), /^0: run .* is paused/);
  assert.match(said(await soakd(['stop'], { database: '', environment })), /^0: run .* has ended/);
});

test('an operator of the group controls the service without its database, and others are told why they may not', {
  skip: notNobody,
}, async (context) => {
  const OPERATORS = 54_321;
  const folder = mkdtempSync('/tmp/soakd-operator-');
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const { socket, database } = await serviceFor(context, OPERATORS);
  const home = { HOME: folder, STATE_DIRECTORY: join(folder, 'state'), RUNTIME_DIRECTORY: dirname(socket) };
  mkdirSync(home.STATE_DIRECTORY);
  chmodSync(folder, 0o755);
  chmodSync(home.STATE_DIRECTORY, 0o755);
  const operator = { database: '', uid: NOBODY, gid: OPERATORS, environment: home };
  const stranger = { database: '', uid: NOBODY, gid: NOBODY, environment: home };
  const seen = await soakd(['status', '--json'], operator);
  assert.deepEqual(
    JSON.parse(seen.stdout).runs.map(({ name }: { name: string }) => name),
    ['resting'],
    seen.stderr,
  );
  assert.match(said(await soakd(['pause'], operator)), /^0: run .* is paused/);
  // As by a profile that names the service's database for everyone.
  assert.match(said(await soakd(['note', 'seen'], { ...operator, database })), /^0: noted/);
  const refused = await soakd(['resume'], stranger);
  assert.match(said(refused), /^2: soakd: you may not use the control socket .*\n.*join that group/);
  assert.match((await soakd(['status'], stranger)).stdout, /you may not use the control socket/);
  assert.match(said(await soakd(['stop', 'resting'], operator)), /^0: run .* has ended: /);
});

/** A daemon with a soak, whose socket is for a group, and whose database is for nobody but itself. */
async function serviceFor(context: TestContext, gid: number) {
  const daemon = await startDaemon(context, { config: '' });
  const plan = writePlan(daemon.folder, 'resting');
  assert.equal((await soakd(['start', plan], { database: daemon.database })).code, 0);
  await daemon.says(/phase: warm-up/);
  // What RuntimeDirectoryMode= and Group= of the unit do.
  chmodSync(daemon.folder, 0o711);
  chownSync(dirname(daemon.socket), 0, gid);
  chmodSync(dirname(daemon.socket), 0o750);
  chownSync(daemon.socket, 0, gid);
  chmodSync(daemon.socket, 0o660);
  return daemon;
}
