import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { AssessedComeBack } from '../../src/analysis/assessed-trend.ts';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { freePort } from '../fixture/port.ts';
import { reportOf, soakd, startSoakd, temporaryFolder, untilSays } from '../fixture/soakd.ts';

const service = fileURLToPath(new URL('../fixture/program/drain-service.ts', import.meta.url));
const SOAK_S = 10;
const RATE = 20;

async function writePlan(
  context: TestContext,
  kind: string,
  more = '',
): Promise<{ plan: string; database: string }> {
  const folder = temporaryFolder(context);
  const port = await freePort();
  const plan = join(folder, 'plan.yaml');
  writeFileSync(
    plan,
    `name: ${kind}
duration: ${SOAK_S}s
warmup: 1s
target:
  name: service
  start:
    command: [${JSON.stringify(process.execPath)}, --expose-gc, --max-semi-space-size=1, ${JSON.stringify(service)}, "${port}", ${kind}]
    ready: { log: "^ready", within: 20s }
${more}
sample: { every: 100ms }
load: { rate: ${RATE}/s, operations: [{ name: get, http: { get: "http://127.0.0.1:${port}/\${seq}" } }] }
criteria: [anon.growth < 100GB, "throughput >= ${0.5 * RATE}/s", { rule: success >= 50%, over: 4s }]
drain: { for: 4s, reload: 8s }
`,
  );
  return { plan, database: join(folder, 'soakd.db') };
}

async function soaked(context: TestContext, kind: string): Promise<Assessment> {
  const { plan, database } = await writePlan(context, kind);
  return reportOf(await soakd(['run', plan, '--json'], { database }));
}

function anon({ comeBack }: Assessment): AssessedComeBack {
  const found = comeBack.find(({ metric }) => metric === 'anon');
  assert.ok(found, 'nothing is said of anon');
  return found;
}

test('a leak stays and grows on, a full cache stays, work in flight goes: each is told by its drain and reload', async (context) => {
  const [leak, cache, work] = await Promise.all(
    ['leak', 'cache', 'work'].map((kind) => soaked(context, kind)),
  );
  assert.ok(leak && cache && work);
  assert.deepEqual(
    [leak, cache, work].map((assessment) => anon(assessment).kind),
    ['kept-growing', 'kept-full', 'gave-back'],
    [leak, cache, work].map((assessment) => JSON.stringify(anon(assessment))).join('\n'),
  );
  assert.match(
    anon(leak).text,
    /^kept it all through the drain, and went on growing on reload .*: what a leak does$/,
  );
  for (const { run, criteria, trends, load } of [leak, cache, work]) {
    assert.equal(run.state, 'completed');
    // What is read after the soak is in no trend of it, in no rate, and in no window.
    const soakS = run.soakToS - run.soakFromS;
    assert.ok(Math.abs(soakS - SOAK_S + 1) < 2, `${soakS} s were judged`);
    for (const trend of trends) assert.ok(trend.slopeFromS + trend.slopeSpanS <= run.soakToS);
    assert.deepEqual(
      criteria.filter(({ verdict }) => verdict !== 'pass').map(({ rule, reason }) => `${rule}: ${reason}`),
      [],
    );
    // The load came on again at the same rate, and every operation counts.
    assert.ok(Math.abs((load?.offered ?? 0) - RATE) < 2, `${load?.offered} a second were offered`);
    const due = load?.due ?? 0;
    assert.ok(due > (RATE * SOAK_S) / 2 && due < RATE * (SOAK_S + 10), `${due} operations were due`);
    assert.equal(load?.unresolved, 0);
    // It went on where it had stopped: nothing was asked twice.
    assert.equal(load?.failures['status-409'], undefined);
  }
});

suite('a drain that is cut short', { concurrency: true }, () => {
  test('a target that ends in the drain is lost, and nothing is claimed of what it would have given back', async (context) => {
    const { plan, database } = await writePlan(context, 'crash');
    const finished = await soakd(['run', plan, '--for', '5s', '--json'], { database });
    const report = reportOf(finished);
    assert.equal(report.run.state, 'lost');
    assert.equal(finished.code, 12);
    assert.equal(anon(report).kind, 'unclear');
    assert.match(anon(report).text, /not enough to tell: it ended in the drain$/);
    assert.ok(report.events.every(({ text }) => text !== 'reload'));
  });

  test('a signal in the drain ends the run with what was seen so far', async (context) => {
    const { plan, database } = await writePlan(context, 'leak');
    const running = startSoakd(['run', plan, '--for', '5s', '--set', 'drain.for=10m', '--json'], {
      database,
    });
    await untilSays(running, /^drain/m);
    running.child.kill('SIGINT');
    const finished = await running.finished;
    const report = reportOf(finished);
    assert.equal(finished.code, 130);
    assert.equal(report.run.state, 'interrupted');
    assert.notEqual(report.verdict, 'pass');
    assert.match(anon(report).text, /^cut short after /);
    assert.equal(anon(report).reloadEnd, null);
  });
});

test('without a drain in its plan, a soak that waits for what is in flight is ending, not draining', async (context) => {
  const folder = temporaryFolder(context);
  const server = createServer(() => {});
  context.after(() => server.closeAllConnections());
  context.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const plan = join(folder, 'plan.yaml');
  writeFileSync(
    plan,
    `name: hangs
duration: 2s
target: { pid: ${process.pid} }
sample: { every: 100ms }
load: { rate: 5/s, timeout: 3s, operations: [{ http: { get: "http://127.0.0.1:${port}/" } }] }
criteria: [success < 100%]
`,
  );
  const running = startSoakd(['run', plan, '--json'], { database: join(folder, 'soakd.db') });
  await untilSays(running, /^ending/m);
  const finished = await running.finished;
  assert.doesNotMatch(finished.stderr, /^drain/m);
  const phases = reportOf(finished).events.filter(({ kind }) => kind === 'phase');
  assert.ok(phases.some(({ text }) => text === 'drain: what is in flight may finish'));
});
