import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

test('the demo finds the leak, clears the twin, and prints commands that work as printed', async (context) => {
  const database = join(temporaryFolder(context), 'soakd.db');
  const { code, stdout, stderr } = await soakd(['demo', '--for', '60s'], { database });
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  assert.match(stdout, /FAIL: leaky anon rises/);
  assert.match(stdout, /\/h/);
  assert.match(stdout, /\/1000ops/);
  const printed = [...stdout.matchAll(/^ {2}scripts\/soakd (\w+) ?(.*?)( {2,}.*)?$/gm)];
  assert.deepEqual(
    printed.map(([, verb]) => verb),
    ['watch', 'report', 'trends', 'query', 'init'],
  );
  for (const [line, verb = '', words = ''] of printed) {
    const quoted = /^"(.*)"$/.exec(words)?.[1];
    const args = quoted === undefined ? words.split(' ').filter((word) => word !== '') : [quoted];
    const tried = await soakd([verb, ...args, ...(verb === 'init' ? ['--help'] : [])], { database });
    assert.equal(tried.code, 0, `${line}\n${tried.stderr}`);
    assert.notEqual(tried.stdout, '', line);
  }
});
