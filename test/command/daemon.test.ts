import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { daemonPlace, servicePlan, spawnDaemon, startDaemon, startSoak } from '../fixture/daemon.ts';
import { freePort } from '../fixture/port.ts';
import { promtoolSays } from '../fixture/promtool.ts';
import { reportOf, soakd } from '../fixture/soakd.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const broken = 'name: x\nduration: 5\ntarget: { pid: 1 }\n';

test('--check tells what is valid, or every problem of the configuration and of all plans', async (context) => {
  const place = daemonPlace(context, {
    plans: { 'good.yaml': 'name: good\nduration: 5m\ntarget: { pid: 1 }\n' },
  });
  const check = () => soakd(['daemon', '--check', '--config', place.config], { database: place.database });
  const valid = await check();
  assert.equal(valid.code, 0, valid.stderr);
  assert.match(valid.stdout, /is valid, and so is its plan\n {2}good: .*good\.yaml\n$/);
  writeFileSync(join(place.plans, 'broken.yaml'), broken);
  writeFileSync(place.config, 'maxConcurent: 2\n');
  const invalid = await check();
  assert.equal(invalid.code, 2);
  assert.equal(invalid.stdout, '');
  assert.match(invalid.stderr, /2 problems in the configuration and its plans/);
  assert.match(
    invalid.stderr,
    /soakd\.yaml:1:1: maxConcurent: unknown key "maxConcurent"; did you mean "maxConcurrent"\?/,
  );
  assert.match(invalid.stderr, /broken\.yaml:2:11: duration: found "5"/);
});

test('a daemon with a broken plan or without its configuration does not start', async (context) => {
  const place = daemonPlace(context, { plans: { 'broken.yaml': broken } });
  const daemon = spawnDaemon(context, place);
  assert.equal(await daemon.ended, 2);
  assert.match(daemon.said(), /broken\.yaml:2:11: duration: found "5"/);
  const { code, stderr } = await soakd(['daemon', '--config', '/nonexistent.yaml'], place);
  assert.equal(code, 2);
  assert.match(stderr, /cannot read the configuration \/nonexistent\.yaml: there is no such file/);
});

test('SIGTERM ends every soak with its partial report, and soakd with exit code 0', async (context) => {
  const daemon = await startDaemon(context);
  const runs = [
    await startSoak(daemon, await servicePlan('one')),
    await startSoak(daemon, await servicePlan('two')),
  ];
  const { runs: running, soakd: facts } = await daemon.client.overview();
  assert.deepEqual(
    running.map(({ name, phase }) => `${name} ${phase}`),
    ['two warm-up', 'one warm-up'],
  );
  assert.equal(facts.degraded, null);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
  for (const id of runs) {
    const report = reportOf(await soakd(['report', id, '--format', 'json'], daemon));
    assert.equal(report.run.state, 'interrupted');
    assert.ok(report.targets[0]?.generations[0]?.endedAt !== undefined);
    assert.match(daemon.said(), new RegExp(`ended: interrupted, \\w+ run=${id}`));
  }
});

test('a second signal ends at once', async (context) => {
  const stubborn = await servicePlan('stubborn');
  const daemon = await startDaemon(context);
  await startSoak(daemon, stubborn);
  daemon.child.kill('SIGTERM');
  await daemon.says(/SIGTERM: ending/);
  daemon.child.kill('SIGTERM');
  assert.ok([0, 143].includes(Number(await daemon.ended)), daemon.said());
});

test('the second daemon of a database names the first, and leaves it alone', async (context) => {
  const first = await startDaemon(context);
  const place = { ...daemonPlace(context), database: first.database };
  const second = spawnDaemon(context, place);
  assert.equal(await second.ended, 2);
  assert.match(second.said(), new RegExp(`process ${first.child.pid}, at ${first.socket}`));
  assert.equal((await first.client.overview()).soakd.pid, first.child.pid);
  first.child.kill('SIGTERM');
  assert.equal(await first.ended, 0);
  const third = spawnDaemon(context, place);
  await third.says(/is ready/);
});

test('its figures are for who knows the token, which is in a file', async (context) => {
  const port = await freePort();
  const token = '$' + '{file:token}';
  const config = `metrics: { listen: "127.0.0.1:${port}", token: "${token}" }\n`;
  const place = daemonPlace(context, { config });
  const lacking = spawnDaemon(context, place);
  assert.equal(await lacking.ended, 2);
  assert.match(lacking.said(), /token cannot be read \(ENOENT\); metrics\.token needs it/);
  writeFileSync(join(place.folder, 'token'), 'swordfish\n');
  const daemon = spawnDaemon(context, place);
  await daemon.says(/is ready/);
  await startSoak(daemon, await servicePlan('measured'));
  const get = (secret: string) =>
    fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization: `Bearer ${secret}` } });
  assert.equal((await get('guess')).status, 401);
  const figures = await (await get('swordfish')).text();
  assert.match(figures, /^soakd_soak_phase\{plan="measured",phase="[a-z-]+"\} 1$/m);
  assert.match(figures, /^process_resident_memory_bytes \d{7,}$/m);
});

test('Prometheus scrapes a real soak without a complaint, and how it ended', async (context) => {
  const port = await freePort();
  const place = daemonPlace(context, {
    config: `metrics: { listen: "127.0.0.1:${port}", token: "\${file:token}" }\n`,
  });
  writeFileSync(join(place.folder, 'token'), 'swordfish\n');
  const daemon = spawnDaemon(context, place);
  await daemon.says(/is ready/);
  const scrape = async (): Promise<string> => {
    const headers = { authorization: 'Bearer swordfish' };
    return (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text();
  };
  const run = await startSoak(daemon, await servicePlan('measured'), 3000);
  assert.equal(await promtoolSays(await scrape()), '');
  await daemon.says(new RegExp(`measured ended: .*run=${run}`));
  const after = await scrape();
  assert.equal(await promtoolSays(after), '');
  assert.match(after, /^soakd_run_verdict\{plan="measured",verdict="(pass|fail|inconclusive)"\} 1$/m);
  assert.doesNotMatch(after, /soakd_soak_phase/);
});

/** A terminal that is sent SIGHUP, and then goes away, as when an ssh session is cut. */
const SESSION = `
import os, pty, signal, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
def until(words):
    said = b""
    while words not in said:
        said += os.read(terminal, 4096)
until(b"is ready")
os.kill(pid, signal.SIGHUP)
until(b"reloaded")
os.close(terminal)
print(os.waitpid(pid, 0)[1])
`;

test('on a terminal SIGHUP is a reload, and the end of the terminal is that of soakd, in good order', async (context) => {
  const place = daemonPlace(context);
  const program = [process.execPath, main, 'daemon', '--config', place.config];
  const session = spawn('python3', ['-c', SESSION, ...program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SOAKD_DB: place.database },
  });
  context.after(() => session.kill('SIGKILL'));
  assert.equal(await text(session.stdout), '0\n');
});
