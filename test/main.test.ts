import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { storeSoak } from './analysis/stored-soak.ts';
import { soakd, temporaryFolder } from './fixture/soakd.ts';

test('without a verb the verbs are listed, on stderr and as a usage error', async (context) => {
  const database = join(temporaryFolder(context), 'soakd.db');
  const { code, stdout, stderr } = await soakd([], { database });
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^ {2}run {6}run one soak/m);
});

test('--help lists the verbs on stdout, and each verb has a help with an example', async (context) => {
  const database = join(temporaryFolder(context), 'soakd.db');
  const { code, stdout } = await soakd(['--help'], { database });
  assert.equal(code, 0);
  const verbs = [...stdout.matchAll(/^ {2}(\w+) {2,}/gm)].map((match) => match[1] ?? '');
  assert.ok(verbs.length >= 10, verbs.join(' '));
  for (const verb of verbs) {
    const help = await soakd([verb, '--help'], { database });
    assert.equal(help.code, 0, verb);
    assert.match(help.stdout, new RegExp(`^Usage: soakd ${verb}`), verb);
    assert.match(help.stdout, /^Examples?:$/m, verb);
  }
});

test('an unknown verb and an unknown option are usage errors that say what to do', async (context) => {
  const database = join(temporaryFolder(context), 'soakd.db');
  const verb = await soakd(['reprot'], { database });
  assert.equal(verb.code, 2);
  assert.match(verb.stderr, /Did you mean "scripts\/soakd report"\?/);
  const option = await soakd(['report', '--bogus'], { database });
  assert.equal(option.code, 2);
  assert.equal(
    option.stderr,
    'soakd: report has no option --bogus\n  scripts/soakd report --help shows the options.\n',
  );
});

test('what is advised to type works from the folder it is typed in', async (context) => {
  const folder = temporaryFolder(context);
  const { stderr } = await soakd(['run'], { database: join(folder, 'soakd.db'), cwd: folder });
  const command = / {2}(\S+) init writes a plan; /.exec(stderr)?.[1] ?? '';
  assert.ok(isAbsolute(command) && existsSync(command), stderr);
});

test('a verb that only the completions use is not advised', async (context) => {
  const { stderr } = await soakd(['completion'], { database: join(temporaryFolder(context), 'soakd.db') });
  assert.doesNotMatch(stderr, /Did you mean/);
});

test('what was meant is named: a verb, an option, a run, a metric', async (context) => {
  const { file } = await storeSoak(temporaryFolder(context), { untilS: 20 });
  const hints = await Promise.all(
    [
      ['trnds'],
      ['report', '--fromat', 'html'],
      ['report', 'half-huor'],
      ['trends', '--metric', 'anonn'],
      ['trends', '--metric', 'latency{raed}'],
      ['trends', '--metric', 'anon@laeky'],
      ['trends', '--since'],
      ['info', 'now'],
    ].map(async (args) => {
      const { code, stderr } = await soakd(args, { database: file });
      assert.equal(code, 2, stderr);
      return stderr;
    }),
  );
  const expected = [
    /unknown verb "trnds"\n {2}Did you mean "scripts\/soakd trends"\?/,
    /report has no option --fromat\n {2}Did you mean --format\?/,
    /no run is called "half-huor"\n {2}Did you mean "half-hour"\?/,
    /no such metric\n {2}Did you mean "anon"\? Metrics are anon, /,
    /this run has no operation "raed"\n {2}Did you mean "read"\? Operations are read, write\./,
    /this run has no target "laeky"\n {2}Did you mean "leaky"\? Targets are leaky, steady\./,
    /trends: --since needs a value\n/,
    /info: it takes no argument, found "now"\n/,
  ];
  for (const [index, pattern] of expected.entries()) assert.match(hints[index] ?? '', pattern);
});

test('what is longer than a pipe takes at once comes whole through it, however late it is read', () => {
  const script = '"$0" src/main.ts schema plan | { sleep 0.3; wc -c; }';
  const root = fileURLToPath(new URL('..', import.meta.url));
  const told = Number(execFileSync('sh', ['-c', script, process.execPath], { cwd: root, encoding: 'utf8' }));
  assert.equal(told, statSync(new URL('../config/plan.schema.json', import.meta.url)).size);
  assert.ok(told > 65_536);
});
