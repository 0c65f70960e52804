/** The example plans with faults, run for real for some seconds. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../fixture/port.ts';
import { reportOf, soakd, temporaryFolder } from '../fixture/soakd.ts';

const examples = fileURLToPath(new URL('../../config/examples', import.meta.url));

/** On ports and paths of their own: someone may be running the examples beside the tests. */
async function example(folder: string, name: string, ports: readonly number[]): Promise<string> {
  const file = join(folder, 'faults', name);
  for (const port of ports)
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(String(port), String(await freePort())));
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('/tmp/soakd-example-', `${folder}/`));
  return file;
}

test('config/examples/faults/far-away.yaml does what it says, with proof of each fault', async (context) => {
  const folder = temporaryFolder(context);
  cpSync(examples, folder, { recursive: true });
  const file = await example(folder, 'far-away.yaml', [7398, 7399]);
  const finished = await soakd(['run', file, '--for', '12s', '--json'], {
    database: join(folder, 'soakd.db'),
  });
  const { run, faults, load, criteria } = reportOf(finished);
  assert.equal(run.state, 'completed', finished.stderr);
  assert.deepEqual(
    faults.map(({ name, state, begin, end }) => [name, state, begin?.seen, end?.seen]),
    ['far away', 'stands still', 'loses half', 'refuses'].map((name) => [name, 'over', true, true]),
  );
  const [away, still, half] = faults;
  assert.ok((away?.end?.figures['messagesDelayed'] ?? 0) > 0);
  assert.deepEqual(still?.begin?.figures['processesStopped'], 1);
  assert.ok((half?.begin?.figures['connectionsReset'] ?? 0) > 0);
  assert.ok((load?.ok ?? 0) > 0);
  assert.equal(criteria.find(({ rule }) => rule.startsWith('success'))?.verdict, 'pass');
});

test('config/examples/faults/crash.yaml and hurt-files.yaml do what they say, and leave nothing behind', async (context) => {
  const folder = temporaryFolder(context);
  cpSync(examples, folder, { recursive: true });
  const run = async (file: string, durationS: number) => {
    const database = join(folder, `${basename(file)}.db`);
    return reportOf(await soakd(['run', file, '--for', `${durationS}s`, '--json'], { database }));
  };
  const [crash, files] = await Promise.all([
    run(await example(folder, 'crash.yaml', [7396, 7397]), 12),
    run(await example(folder, 'hurt-files.yaml', [7395]), 6),
  ]);
  const [struck] = crash.faults;
  assert.deepEqual([struck?.name, struck?.state, struck?.begin?.seen], ['crash', 'over', true]);
  assert.equal(typeof struck?.impact?.recovery?.afterS, 'number', JSON.stringify(struck?.impact));
  const count = struck?.impact?.operations.find(({ name }) => name === 'count');
  assert.deepEqual([count?.touched, count?.cascade], [true, false]);
  assert.ok((count?.failed ?? 0) > 0);
  const recovery = crash.criteria.find(({ rule }) => rule === 'recovery.crash <= 10s');
  assert.equal(recovery?.verdict, 'pass', recovery?.reason);
  const unplanned = crash.criteria.filter(({ rule }) => rule.startsWith('restarts.unplanned'));
  assert.deepEqual(
    unplanned.map(({ target, verdict }) => [target, verdict]),
    [
      ['counter', 'pass'],
      ['bystander', 'pass'],
    ],
  );
  assert.deepEqual(
    files.faults.map(({ name, state, begin, end }) => [name, state, begin?.seen, end?.seen]),
    ['gone', 'cut', 'garbled', 'locked'].map((name) => [name, 'over', true, true]),
  );
  const numbers = Array.from({ length: 1000 }, (_, index) => `${index + 1}\n`).join('');
  assert.equal(readFileSync(join(folder, 'state'), 'utf8'), numbers);
});
