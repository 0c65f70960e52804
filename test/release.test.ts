import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openBrowser, openFile } from './fixture/browser.ts';

const exec = promisify(execFile);
const checkout = fileURLToPath(new URL('..', import.meta.url));

let folder = '';
let soakd = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soakd-release-'));
  const { stdout } = await exec(join(checkout, 'scripts/pack'), [folder]);
  await exec('npm', [
    'install',
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    stdout.trim(),
  ]);
  soakd = join(folder, 'node_modules/.bin/soakd');
});

after(() => rm(folder, { recursive: true, force: true }));

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  XDG_STATE_HOME: join(folder, 'state'),
  HOME: folder,
});

test('a packed release, installed elsewhere, keeps its database in the XDG state folder', async () => {
  const { stdout } = await exec(soakd, ['info', '--json'], { cwd: folder, env: environment() });
  const info = JSON.parse(stdout);
  assert.equal(info.kind, 'release');
  assert.equal(info.database, join(folder, 'state/soakd/soakd.db'));
});

test('a packed release runs the demo: load, sampling, store and analysis', async () => {
  // Whether a short demo on a busy machine clears the twin as well is for the demo's own test.
  const { stdout } = await exec(soakd, ['demo', '--for', '30s'], { cwd: folder, env: environment() }).catch(
    (error: { readonly code: number; readonly stdout: string }) => {
      assert.equal(error.code, 11, error.stdout);
      return error;
    },
  );
  assert.match(stdout, /soakd report \w+/);
  const shown = await exec(soakd, ['report', '--format', 'json'], { cwd: folder, env: environment() });
  const report = JSON.parse(shown.stdout);
  assert.equal(report.run.state, 'completed');
  assert.ok(report.load.ok > 20_000, `${report.load.ok} operations`);
  const leaky = report.trends.find(
    (trend: { metric: string; target: string }) => trend.metric === 'anon' && trend.target === 'leaky',
  );
  assert.ok(leaky.slopePerHour > 1e9, `${leaky.slopePerHour} bytes/h`);
});

test('a packed release has all that an HTML report needs', async (context) => {
  const file = join(folder, 'report.html');
  await exec(soakd, ['report', '--format', 'html', '-o', file], { cwd: folder, env: environment() });
  const { page, said, requests } = await openFile(await openBrowser(context), file);
  assert.ok((await page.$$('.chart canvas')).length > 8);
  assert.deepEqual([said, requests], [[], []]);
});
