import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStoreWriter } from '../../src/store/writer.ts';
import { isAlive } from '../../src/target/signal-process.ts';
import { type Finished, soakd, startSoakd, untilSays } from '../fixture/soakd.ts';
import { reported, SoakingProcess, type SoakPlace, soakPlace, stored } from './soaking-process.ts';

async function states({ database }: SoakPlace): Promise<Record<string, string>> {
  const { stdout } = await soakd(['runs', '--json'], { database });
  const listed: { id: string; state: string }[] = JSON.parse(stdout);
  return Object.fromEntries(listed.map(({ id, state }) => [id, state]));
}

test('a foreground run whose soakd was killed does not go on running in any list, and the next run ends it', async (context) => {
  const place = await soakPlace(context, { durationS: 600 });
  const { database, plan } = place;
  const killed = startSoakd(['run', plan], { database });
  await untilSays(killed, /^warm-up/m);
  killed.child.kill('SIGKILL');
  await killed.finished;
  const { id, life } = await stored(place, (reader, run) => ({
    id: reader.findRun().id,
    life: reader.generations(run)[0],
  }));
  assert.ok(life !== undefined);
  context.after(() => isAlive('/proc', life) && process.kill(life.pid, 'SIGKILL'));
  assert.deepEqual(await states(place), { [id]: 'interrupted' });
  const told = JSON.parse((await soakd(['report', '--format', 'json'], { database })).stdout);
  assert.deepEqual([told.run.state, told.frozen], ['interrupted', false]);
  assert.notEqual(told.verdict, 'pass');

  const next: Finished = await soakd(['run', '--pid', String(process.pid), '--for', '2s'], { database });
  assert.match(next.stderr, new RegExp(`run ${id} .*: soakd died, seen last at 20.* foreground`));
  assert.deepEqual(Object.values(await states(place)).sort(), ['completed', 'interrupted']);
  const report = JSON.parse((await soakd(['report', id, '--format', 'json'], { database })).stdout);
  assert.deepEqual([report.run.state, report.frozen], ['interrupted', true]);
  assert.equal(report.targets[0].generations[0].why, 'soak ended');
  assert.equal(isAlive('/proc', life), false, 'what it had started is not left behind');
});

test('of a run whose soakd died while its targets ended, only the verdict was missing', async (context) => {
  const place = await soakPlace(context, { durationS: 2 });
  assert.equal((await new SoakingProcess(context, place).end()).state, 'completed');
  const run = await stored(place, (_reader, found) => found);
  const writer = await openStoreWriter(place.database);
  // As if it had been killed just before its end was stored.
  writer.write({ kind: 'run-update', run, state: 'running', ownerStartTicks: 1 });
  await writer.close();
  assert.equal(await stored(place, (reader) => reader.abandonedRuns().length), 1);
  const { failed } = await new SoakingProcess(context, place).end();
  assert.match(failed ?? '', /ended as completed: it was ending/);
  const { run: ended, frozen } = await reported(place);
  assert.deepEqual([ended.state, frozen], ['completed', true]);
  assert.equal(await stored(place, (reader) => reader.abandonedRuns().length), 0);
});
