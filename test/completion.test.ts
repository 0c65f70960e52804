/** The completions that an installation brings, in the shells themselves. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStoreWriter } from '../src/store/writer.ts';
import { soakd } from './fixture/soakd.ts';
import { openTerminal } from './fixture/terminal.ts';
import { newRun } from './store/stored-run.ts';

const top = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'soakd-test-'));
const share = join(folder, 'share');
const database = join(folder, 'soakd.db');
/** soakd as installed, by its name. */
const environment = { ...process.env, PATH: `${folder}/bin:${process.env['PATH']}`, SOAKD_DB: database };

before(async () => {
  mkdirSync(join(folder, 'bin'));
  const program = join(folder, 'bin', 'soakd');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${top}/src/main.ts' "$@"\n`);
  chmodSync(program, 0o755);
  execFileSync(process.execPath, [join(top, 'scripts/manual.ts'), share]);
  const writer = await openStoreWriter(database);
  const plan = { name: 'nightly', sample: { paths: [{ name: 'state', path: '/s' }], scrape: null } };
  await writer.createRun(newRun({ id: 'k3m9x2ab', planJson: JSON.stringify(plan) }));
  await writer.createRun(
    newRun({ id: 'q7n4w8cd', name: "it's $(odd); `name`", planJson: JSON.stringify(plan) }),
  );
  await writer.close();
});
after(() => rmSync(folder, { recursive: true }));

test('complete prints words of the database with descriptions, and nothing where there is nothing to offer', async () => {
  const { code, stdout } = await soakd(['complete', 'runs', 'report'], { database });
  assert.equal(code, 0);
  assert.match(stdout, /^k3m9x2ab\tnightly-api, 2026-01-02 03:04, interrupted$/m);
  assert.match(stdout, /^latest\tthe newest run$/m);
  const metrics = await soakd(['complete', 'metrics', 'trends', 'k3m9x2ab'], { database });
  assert.match(metrics.stdout, /^latency\{write\}\.p95\t/m);
  assert.match(metrics.stdout, /^path\.state\.bytes\t/m);
  for (const words of [['nonsense'], ['runs', 'report', '--db', join(folder, 'none.db')], []]) {
    const none = await soakd(['complete', ...words], { database });
    assert.deepEqual(none, { code: 0, stdout: '', stderr: '' });
  }
});

test('bash completes verbs, options, formats, runs and metrics', () => {
  const file = join(share, 'bash-completion/completions/soakd');
  const offered = (...words: string[]): string[] => {
    const script = `source '${file}'; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _soakd; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const answer = execFileSync('bash', ['-c', script, 'bash', ...words], {
      encoding: 'utf8',
      env: environment,
    });
    return answer.split('\n').filter(Boolean);
  };
  assert.deepEqual(offered('soakd', 'tre'), ['trends']);
  assert.deepEqual(offered('soakd', 'trends', '--la'), ['--last']);
  assert.deepEqual(offered('soakd', 'report', '--format', 'm'), ['markdown']);
  assert.deepEqual(offered('soakd', 'baseline', ''), ['set', 'show']);
  assert.deepEqual(offered('soakd', 'report', 'k3'), ['k3m9x2ab']);
  assert.deepEqual(offered('soakd', 'trends', '--metric', 'path'), ['path.state.bytes']);
  // What is in a name is never run, and comes quoted.
  assert.deepEqual(offered('soakd', 'runs', '--name', 'it'), ["it\\'s\\ \\$\\(odd\\)\\;\\ \\`name\\`"]);
});

test('fish completes them with descriptions', () => {
  const file = join(share, 'fish/vendor_completions.d/soakd.fish');
  const offered = (line: string): string[] =>
    execFileSync('fish', ['--no-config', '-c', `source '${file}'; complete -C '${line}'`], {
      encoding: 'utf8',
      env: { ...environment, HOME: folder },
    })
      .split('\n')
      .filter(Boolean);
  assert.match(offered('soakd tren')[0] ?? '', /^trends\tslope, interval/);
  assert.deepEqual(offered('soakd report --format ht'), ['html']);
  assert.deepEqual(offered('soakd baseline s'), ['set', 'show']);
  assert.deepEqual(offered('soakd report k3'), ['k3m9x2ab\tnightly-api, 2026-01-02 03:04, interrupted']);
  assert.ok(offered('soakd trends --metric pa').some((line) => line.startsWith('path.state.bytes\t')));
});

test('zsh completes them in a terminal', async (context) => {
  const terminal = await openTerminal(context, { environment: { HOME: folder, SOAKD_DB: database } });
  terminal.runs(`PATH='${folder}/bin':$PATH PS1='zsh> ' exec zsh -f -i`);
  await terminal.shows(/^zsh>$/m);
  terminal.runs(`fpath=('${share}/zsh/site-functions' $fpath); autoload -U compinit; compinit -u -D; clear`);
  await terminal.shows(/^zsh>\s*$/);
  terminal.types('soakd tre');
  terminal.keys('Tab');
  await terminal.shows(/zsh> soakd trends/);
  terminal.types('--metric pat');
  terminal.keys('Tab');
  await terminal.shows(/--metric path\.state\.bytes/);
  terminal.types('k3');
  terminal.keys('Tab');
  // A verb that takes a run offers it.
  await terminal.shows(/path\.state\.bytes k3m9x2ab/);
});

test('the manual page tells every verb with its example', () => {
  const page = readFileSync(join(share, 'man/man1/soakd.1'), 'utf8');
  const verbs = [...page.matchAll(/^\.SS (\w+)$/gm)].map(([, verb]) => verb);
  assert.ok(verbs.length > 20 && verbs.includes('doctor') && !verbs.includes('complete'));
  for (const part of page.split(/^\.SS /m).slice(1)) assert.match(part, /^Examples?:$/m);
});
