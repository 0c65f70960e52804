import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { assess } from '../../src/analysis/assess.ts';
import type { Assessment } from '../../src/analysis/assessment.ts';
import type { FaultRow } from '../../src/store/event-record.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { planWith, STARTED_WALL_MS, storeSoak } from './stored-soak.ts';

const FAULTS = `faults:
  timeline:
    - { name: other, at: 1m, for: 1s, iKnow: true, freeze: { target: steady }, recover: { within: 1s, holds: 10s } }
    - { name: own, at: 2m, for: 1s, iKnow: true, freeze: { target: leaky }, recover: { within: 100ms, holds: 10s } }
    - { name: late, at: 3m, for: 1s, iKnow: true, freeze: { target: leaky }, recover: { within: 5m, holds: 10m } }
`;

/** `read` works on leaky and fails once at 600 s and 800 s, and is skipped once at 600 s; `write` never fails. */
function row(fault: number, name: string, subject: string, begunMs: number, endedMs: number): FaultRow {
  const what = `freezes ${subject}`;
  const wallMs = STARTED_WALL_MS + begunMs;
  const seen = JSON.stringify({ seen: true, text: 'stopped', figures: {} });
  return {
    fault,
    occurrence: 0,
    name,
    act: 'freeze',
    subject,
    what,
    seed: 1,
    plannedMs: begunMs,
    plannedEndMs: endedMs,
    begunMs,
    endedMs,
    wallMs,
    state: 'over',
    beginProof: seen,
    endProof: seen,
    why: null,
  };
}

const ROWS = [
  row(0, 'other', 'steady', 799_500, 800_200),
  row(1, 'own', 'leaky', 599_500, 600_200),
  row(2, 'late', 'leaky', 1_500_000, 1_501_000),
];

async function assessed(
  context: TestContext,
  timeline = FAULTS,
  rows: readonly FaultRow[] = ROWS,
): Promise<Assessment> {
  const folder = temporaryFolder(context);
  const planText = `${planWith(['success >= 99%'])}${timeline}`;
  const { file, run } = await storeSoak(folder, { planText });
  const writer = await openStoreWriter(file);
  for (const fault of rows) writer.write({ kind: 'fault', run, ...fault });
  writer.write({ kind: 'mark', run, operation: 0, monoMs: 800_000, mark: 'lost', count: 3 });
  writer.write({ kind: 'mark', run, operation: 0, monoMs: 900_000, mark: 'lost', count: 5 });
  await writer.close();
  const opened = 'UPDATE generator_seconds SET opened = CASE mono_ms WHEN 800000 THEN 80 ELSE 2 END';
  execFileSync('sqlite3', [file, opened]);
  using reader = await openStoreReader(file);
  return assess(reader, run, { untilMs: null, live: false });
}

test('what came of a fault is told of the seconds from its begin until all was well', async (context) => {
  const { faults, criteria } = await assessed(context);
  const [own, other, late] = ['own', 'other', 'late'].map(
    (name) => faults.find((fault) => fault.name === name)?.impact,
  );
  // From the fault's end to the next whole second: all of the one it ended in had a failure.
  assert.deepEqual(other?.recovery, {
    rule: 'success >= 99%',
    holdsS: 10,
    withinS: 1,
    afterS: 0.8,
    atLeastS: 0.8,
    why: null,
  });
  const counts = { ofBefore: 600, failedBefore: 0 };
  assert.deepEqual(other?.operations, [
    { name: 'read', touched: false, failed: 1, of: 20, ...counts, cascade: true },
  ]);
  assert.deepEqual(own?.operations, [
    { name: 'read', touched: true, failed: 2, of: 20, ...counts, cascade: false },
  ]);
  assert.deepEqual(other?.reconnects, {
    beforePerS: 2,
    beforePeakPerS: 2,
    peakPerS: 80,
    peakAtS: 800,
    opened: 2 * 11 + 80,
  });
  assert.deepEqual(other?.marks, { lost: 3 });
  assert.deepEqual(own?.marks, {});
  assert.deepEqual(late?.recovery?.afterS, null);
  assert.equal(late?.recovery?.why, 'the soak ended before it had been well for 600 s');
  const verdicts = criteria.filter(({ rule }) => rule.startsWith('recovery.'));
  assert.deepEqual(
    verdicts.map(({ rule, verdict, observed }) => [rule, verdict, observed]),
    [
      ['recovery.other <= 1s', 'pass', 800],
      ['recovery.own <= 100ms', 'fail', 800],
      ['recovery.late <= 5m', 'inconclusive', null],
    ],
  );
});

test('all may be well by the readings of a target, or by the times and counts of the load', async (context) => {
  // The life of steady ended at 900 s, and the next was first read at 905 s.
  const faults = [
    { endedS: 900, rule: 'cpu@steady.last < 50%', told: ['pass', 5000] },
    { endedS: 1000, rule: 'latency{read}.p95 < 50ms', told: ['pass', 0] },
    // Until soakd was down.
    { endedS: 1100, rule: 'service.p99 < 1ms', told: ['fail', 100_500] },
    { endedS: 1300, rule: 'throughput >= 19/s', told: ['pass', 0] },
    { endedS: 1410, rule: 'errors{write}.rate < 1%', told: ['pass', 0] },
    { endedS: 1700, rule: 'fds@leaky.max < 10', told: ['fail', 102_000] },
  ] as const;
  const timeline = faults.map(
    ({ rule }, index) =>
      `    - { name: by-${index}, at: ${index + 1}m, for: 1s, iKnow: true, freeze: { target: leaky }, recover: { within: 1m, rule: "${rule}" } }\n`,
  );
  const rows = faults.map(({ endedS }, index) =>
    row(index, `by-${index}`, 'leaky', endedS * 1000 - 500, endedS * 1000),
  );
  const { criteria } = await assessed(context, `faults:\n  timeline:\n${timeline.join('')}`, rows);
  for (const [index, { rule, told }] of faults.entries()) {
    const found = criteria.find((one) => one.rule === `recovery.by-${index} <= 1m`);
    assert.deepEqual([found?.verdict, found?.observed], told, `${rule}: ${found?.reason}`);
  }
});
