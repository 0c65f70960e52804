import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Running, reportOf, soakd, startSoakd, temporaryFolder } from '../fixture/soakd.ts';

/** More than a tick of 100 ms has time to read: a tenth of it, and five files a process. */
const FORKS = 800;

function place(context: TestContext, plan: string) {
  const folder = temporaryFolder(context);
  const file = join(folder, 'plan.yaml');
  writeFileSync(file, plan);
  return { file, database: join(folder, 'soakd.db') };
}

test('a target that forks without end is told as truncated, and the soak goes on', async (context) => {
  const script = `i=0; while [ $i -lt ${FORKS} ]; do sleep 600 & i=$((i+1)); done; echo all; wait`;
  const bomb = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  context.after(() => process.kill(-(bomb.pid ?? 0), 'SIGKILL'));
  await once(bomb.stdout, 'data');
  const plan = {
    name: 'bomb',
    duration: '8s',
    target: { name: 'bomb', pid: bomb.pid },
    sample: { every: '100ms' },
    criteria: ['anon.max < 1TB', 'coverage >= 1%'],
  };
  const { file, database } = place(context, JSON.stringify(plan));
  const finished = await soakd(['run', file, '--json'], { database });
  const { run, unavailable, events, verdict, criteria } = reportOf(finished);
  assert.equal(run.state, 'completed', finished.stdout);
  assert.equal(verdict, 'inconclusive', JSON.stringify(criteria));
  const reason = unavailable.find(({ metric }) => metric === 'anon')?.reason ?? '';
  assert.match(reason, /^truncated: the tree has at least \d+ processes/, JSON.stringify(unavailable));
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'error' || kind === 'target-lost'),
    [],
  );
});

test('a target that is stopped is told once, and that it goes on', async (context) => {
  const plan = {
    name: 'stopped',
    duration: '10m',
    target: { name: 'api', start: { command: ['sleep', '1000'], ready: { delay: '100ms' } } },
    sample: { every: '200ms' },
  };
  const { file, database } = place(context, JSON.stringify(plan));
  const running = startSoakd(['run', file, '--json'], { database });
  context.after(() => running.child.kill('SIGKILL'));
  const [pid] = await until(running, database, 'SELECT pid FROM generation');
  process.kill(Number(pid), 'SIGSTOP');
  await until(running, database, "SELECT text FROM event WHERE event = 'stopped'");
  process.kill(Number(pid), 'SIGCONT');
  await until(running, database, "SELECT text FROM event WHERE event = 'continued'");
  running.child.kill('SIGINT');
  const { events } = reportOf(await running.finished);
  const told = events.filter(({ kind }) => kind === 'stopped' || kind === 'continued');
  assert.deepEqual(
    told.map(({ kind, target, text }) => [kind, target, text]),
    [
      ['stopped', 'api', 'stopped by a signal or a debugger (state T)'],
      ['continued', 'api', 'goes on'],
    ],
  );
  assert.ok((told[1]?.durationS ?? 0) > 0);
});

/** The rows of a query, asked again until there are any. */
async function until({ child }: Running, database: string, sql: string): Promise<string[]> {
  while (child.exitCode === null) {
    const { code, stdout } = await soakd(['query', sql, '--csv'], { database });
    const rows = stdout.trim().split('\n').slice(1);
    if (code === 0 && rows.length > 0) return rows;
  }
  throw new Error('soakd ended');
}
