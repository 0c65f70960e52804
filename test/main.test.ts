import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
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
  assert.match(verb.stderr, /Did you mean "soakd report"\?/);
  const option = await soakd(['report', '--bogus'], { database });
  assert.equal(option.code, 2);
  assert.equal(
    option.stderr,
    'soakd: report has no option --bogus\n  soakd report --help shows the options.\n',
  );
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
    /unknown verb "trnds"\n {2}Did you mean "soakd trends"\?/,
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
