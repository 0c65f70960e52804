import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parsePlan } from '../../src/plan/parse.ts';
import { missingPrograms } from '../../src/target/missing-program.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

test('a program is looked for in PATH, or by its path from the working directory', (context) => {
  const folder = temporaryFolder(context);
  for (const name of ['serve', 'notes']) writeFileSync(join(folder, name), '#!/bin/sh\n');
  chmodSync(join(folder, 'serve'), 0o755);
  chmodSync(join(folder, 'notes'), 0o644);
  const missing = (command: string, path: string): string[] => {
    const text = `name: api\nduration: 1h\ntarget: { name: api, start: { command: [${command}] } }\n`;
    return missingPrograms(parsePlan(text, { file: join(folder, 'plan.yaml') }).plan, path);
  };
  assert.deepEqual(missing('serve', `/nowhere:${folder}`), []);
  assert.deepEqual(missing('./serve', '/nowhere'), []);
  assert.deepEqual(missing('serve', '/nowhere'), [
    'cannot start api here: serve is no program of this machine',
  ]);
  assert.equal(missing('notes', folder).length, 1, 'it may not be executed');
  assert.equal(missing('./gone', folder).length, 1);
});
