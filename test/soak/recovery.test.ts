import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { freePort } from '../fixture/port.ts';
import { reportOf, soakd, temporaryFolder } from '../fixture/soakd.ts';

const program = fileURLToPath(new URL('../system/node/slow-starter.ts', import.meta.url));

/** No closer to the truth can it be told. */
const SAMPLING_STEP_S = 2;

interface Noted {
  readonly pid: number;
  readonly what: 'began' | 'alive' | 'answered';
  readonly monotonicMs: number;
}

interface Place {
  readonly folder: string;
  readonly database: string;
  readonly plan: string;
  /** What the target itself has written down. */
  log(): Noted[];
}

async function place(
  context: TestContext,
  {
    startMs,
    timeline,
    durationS,
    more = '',
  }: {
    readonly startMs: number;
    readonly timeline: string;
    readonly durationS: number;
    readonly more?: string;
  },
): Promise<Place> {
  const folder = temporaryFolder(context);
  const [plan, log] = [join(folder, 'plan.yaml'), join(folder, 'own.log')];
  const port = await freePort();
  const command = JSON.stringify([process.execPath, program, String(port), String(startMs), log]);
  writeFileSync(
    plan,
    `name: recovering
duration: ${durationS}s
warmup: 1s
target:
  name: api
  start: { command: ${command}, ready: { port: ${port}, within: 60s } }
sample: { every: ${SAMPLING_STEP_S}s }
load: { model: open, rate: 100/s, connections: 20, operations: [{ name: get, http: { get: "http://127.0.0.1:${port}/" } }] }
faults: { timeline: [${timeline}] }
criteria: [success >= 10%, coverage >= 10%]
${more}
`,
  );
  const noted = (): Noted[] =>
    readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Noted);
  return { folder, plan, database: join(folder, 'soakd.db'), log: noted };
}

/** From the last sign of one life to the first answer of the next, for each but the first. */
function truthsS(log: readonly Noted[]): number[] {
  const lives = [...new Set(log.map(({ pid }) => pid))].map((pid) => log.filter((one) => one.pid === pid));
  return lives.slice(1).map((life, index) => {
    const endedMs = lives[index]?.at(-1)?.monotonicMs ?? Number.NaN;
    const answeredMs = life.find(({ what }) => what === 'answered')?.monotonicMs ?? Number.NaN;
    return (answeredMs - endedMs) / 1000;
  });
}

function verdictOf({ criteria }: Assessment, fault: string): readonly unknown[] {
  const found = criteria.find(({ rule }) => rule.startsWith(`recovery.${fault} `));
  return [found?.verdict, found?.rule];
}

test("recovery is as long as the target's own log says, and too long, or not seen, is no pass", async (context) => {
  const made = await place(context, {
    startMs: 1500,
    durationS: 17,
    timeline: [
      '{ name: crash, at: 3s, kill: { target: api }, recover: { within: 15s, rule: success >= 99%, holds: 2s } }',
      '{ name: slow, at: 9s, restart: { target: api }, recover: { within: 1s, rule: success >= 99%, holds: 2s } }',
      '{ name: late, at: 16s, kill: { target: api, signal: SIGTERM }, recover: { within: 60s, holds: 2s } }',
    ].join(','),
  });
  const report = reportOf(await soakd(['run', made.plan, '--json'], { database: made.database }));
  assert.deepEqual(
    report.faults.map(({ name, state, act, subject }) => [name, state, act, subject]),
    [
      ['crash', 'over', 'kill', 'api'],
      ['slow', 'over', 'restart', 'api'],
      ['late', 'over', 'kill', 'api'],
    ],
  );
  const truths = truthsS(made.log());
  for (const [index, { begin, impact }] of report.faults.slice(0, 2).entries()) {
    assert.match(begin?.text ?? '', /^api \(pid \d+\) ended: killed by SIG(KILL|TERM)$/);
    const { afterS = null, rule, holdsS, withinS } = impact?.recovery ?? {};
    assert.deepEqual([rule, holdsS, withinS], ['success >= 99%', 2, index === 0 ? 15 : 1]);
    const truthS = truths[index] ?? Number.NaN;
    assert.ok(afterS !== null, JSON.stringify(impact));
    const isNear = truthS > 1.5 && Math.abs(afterS - truthS) <= SAMPLING_STEP_S;
    assert.ok(isNear, `${afterS} s, in truth ${truthS} s`);
    const [get] = impact?.operations ?? [];
    assert.deepEqual([get?.name, get?.touched, get?.cascade], ['get', true, false]);
    assert.ok((get?.failed ?? 0) > 50, 'what was sent meanwhile failed');
    assert.ok((impact?.reconnects?.opened ?? 0) > 0);
  }
  assert.deepEqual(verdictOf(report, 'crash'), ['pass', 'recovery.crash <= 15s']);
  // On a machine that is too busy for the load itself a failure is nobody's.
  const failed = report.load?.saturated === true ? 'inconclusive' : 'fail';
  assert.deepEqual(verdictOf(report, 'slow'), [failed, 'recovery.slow <= 1s']);
  assert.deepEqual(verdictOf(report, 'late'), ['inconclusive', 'recovery.late <= 1m']);
  const late = report.faults[2]?.impact?.recovery;
  assert.deepEqual([late?.rule, late?.afterS], ['success >= 10%', null]);
  assert.equal(late?.why, 'the soak ended before all was well');
  const lives = report.targets[0]?.generations.map(({ planned }) => planned);
  assert.deepEqual(lives, [true, true, true, true]);
  const restarts = report.criteria.find(({ rule }) => rule.startsWith('restarts.unplanned'));
  assert.deepEqual([restarts?.verdict, restarts?.observed], ['pass', 0]);
});
