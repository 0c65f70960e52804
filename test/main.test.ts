import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
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
    "soakd report: Unknown option '--bogus'\n  soakd report --help shows the options.\n",
  );
});
