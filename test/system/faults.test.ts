/** The example plans with faults, run for real for some seconds. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../fixture/port.ts';
import { reportOf, soakd, temporaryFolder } from '../fixture/soakd.ts';

const examples = fileURLToPath(new URL('../../config/examples', import.meta.url));

test('config/examples/faults/far-away.yaml does what it says, with proof of each fault', async (context) => {
  const folder = temporaryFolder(context);
  cpSync(examples, folder, { recursive: true });
  const file = join(folder, 'faults/far-away.yaml');
  // On ports of their own: someone may be running the examples beside the tests.
  for (const port of [7398, 7399])
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(String(port), String(await freePort())));
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
