import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { isAlive } from '../../src/proc/signal-process.ts';
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

/** As if its soakd had been killed just before this was stored. */
function forget({ database }: SoakPlace, what: string): void {
  const connection = new Database(database);
  connection.exec(`UPDATE progress SET ${what}, verdict = NULL, owner_start_ticks = 1; DELETE FROM verdicts`);
  connection.close();
}

test('of a run whose soakd died in the very end, only the verdict was missing', async (context) => {
  const place = await soakPlace(context, { durationS: 2 });
  assert.equal((await new SoakingProcess(context, place).end()).state, 'completed');
  for (const [what, why] of [
    ["state = 'running', ended_wall_ms = NULL", 'it was ending'],
    ["state = 'completed'", 'it had ended, and was not judged'],
  ] as const) {
    forget(place, what);
    assert.equal(await stored(place, (reader) => reader.abandonedRuns().length), 1);
    const { failed } = await new SoakingProcess(context, place).end();
    assert.match(failed ?? '', new RegExp(`ended as completed: ${why}`));
    const { run, frozen } = await reported(place);
    assert.deepEqual([run.state, frozen], ['completed', true]);
    assert.equal(await stored(place, (reader) => reader.abandonedRuns().length), 0);
  }
});
