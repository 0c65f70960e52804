import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

test('soakd schema plan prints a draft-07 schema that refuses unknown keys', () => {
  const { status, stdout } = spawnSync(process.execPath, [main, 'schema', 'plan'], { encoding: 'utf8' });
  assert.equal(status, 0);
  const schema = JSON.parse(stdout);
  assert.equal(schema.$schema, 'http://json-schema.org/draft-07/schema#');
  assert.equal(schema.additionalProperties, false);
  assert.deepEqual(schema.required, ['name']);
});

test('there is no other schema', () => {
  const { status, stderr } = spawnSync(process.execPath, [main, 'schema', 'plans'], { encoding: 'utf8' });
  assert.equal(status, 2);
  assert.match(stderr, /no schema of "plans"/);
});
