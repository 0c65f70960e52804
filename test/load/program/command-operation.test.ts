import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '../../../src/clock.ts';
import { startLoad } from '../../../src/load/load.ts';
import { compileToolLines } from '../../../src/load/program/tool-lines.ts';
import type { OperationPlan } from '../../../src/plan/operation/operation-plan.ts';
import type { CommandOperationPlan } from '../../../src/plan/operation/process-operation-plan.ts';
import { loadPlan, runGenerator, Totals } from '../run-generator.ts';
import { pidsIn, scratchFolder, untilGone, untilPids } from './program-operation.ts';

const model = { kind: 'closed', users: 1, thinkTimeMs: 0 } as const;

function tool(script: string, parts: Partial<CommandOperationPlan> = {}): CommandOperationPlan {
  const program = { command: ['/bin/sh', '-c', script], environment: {}, workingDirectory: '/' };
  const base = { kind: 'command', name: 'tool', weight: 1, target: null, timeoutMs: 60_000 } as const;
  return { ...base, program, exit: [0], lines: null, ...parts };
}

function withRequests(command: CommandOperationPlan): OperationPlan[] {
  const { weight, target, timeoutMs } = command;
  const step = { flow: command.name, extract: [] };
  return [command, { kind: 'counted', name: 'tool-requests', weight, target, timeoutMs, step }];
}

function sumOf(
  { windows }: Totals,
  operation: number,
  count: 'due' | 'sent' | 'ok' | 'failed' | 'blocked',
): number {
  return windows
    .flatMap((window) => window.operations)
    .filter((second) => second.operation === operation)
    .reduce((sum, second) => sum + second[count], 0);
}

test('a tool is an operation, and its lines tell of its requests as another', async () => {
  const lines = '^done (?<ok>[\\d,]+) bad (?<failed>\\d+) refused (?<blocked>\\d+)$';
  const script = 'echo hello; echo "done 1,000 bad 2 refused 3"; echo "done 500 bad 0 refused 0"';
  const totals = await runGenerator(loadPlan(withRequests(tool(script, { lines })), { model }), 1);
  assert.deepEqual(
    (['due', 'sent', 'ok', 'failed', 'blocked'] as const).map((count) => [
      sumOf(totals, 0, count),
      sumOf(totals, 1, count),
    ]),
    [
      [1, 1505],
      [1, 1505],
      [1, 1500],
      [0, 2],
      [0, 3],
    ],
  );
  assert.deepEqual(totals.failures, { told: 2 });
  // What soakd offers are tools, not their requests.
  assert.equal(
    totals.windows.reduce((sum, { generator }) => sum + generator.offered, 0),
    1,
  );
});

test('a tool that ends at once is not started more than once a second', async (t) => {
  const pids = join(scratchFolder(t), 'pids');
  const totals = new Totals();
  await new Promise<void>((resolve) => {
    const load = startLoad({
      plan: loadPlan([tool(`echo $$ >>${pids}; exit 3`)], { model }),
      originMonotonicMs: systemClock.monotonicMs(),
      startIndex: 0,
      limitOperations: 3,
      histogramSpanMs: 1000,
      onSecond: (window) => totals.add(window),
      onHistogram: (window) => totals.addHistograms(window.operations),
      onExit: () => {},
      onDone: resolve,
      signal: new AbortController().signal,
    });
    t.after(() => load[Symbol.dispose]());
  });
  assert.equal(pidsIn(pids).length, 3);
  assert.deepEqual(totals.failures, { 'exit-3': 3 });
  assert.ok((totals.service.minMs ?? 0) >= 950, `${totals.service.minMs} ms`);
});

for (const [how, script, failures] of [
  ['ends when it is asked to', 'echo $$ >>PIDS; exec sleep 1000', {}],
  [
    'is killed when it does not',
    'trap "" TERM; echo $$ >>PIDS; while :; do sleep 0.1; done',
    { unfinished: 1 },
  ],
] as const) {
  test(`a tool without end ${how}, when the load ends`, async (t) => {
    const pids = join(scratchFolder(t), 'pids');
    const totals = new Totals();
    const load = startLoad({
      plan: loadPlan([tool(script.replace('PIDS', pids))], { model }),
      originMonotonicMs: systemClock.monotonicMs(),
      startIndex: 0,
      limitOperations: null,
      histogramSpanMs: 1000,
      onSecond: (window) => totals.add(window),
      onHistogram: () => {},
      onExit: () => {},
      onDone: () => {},
      signal: new AbortController().signal,
    });
    t.after(() => load[Symbol.dispose]());
    const started = await untilPids(pids, 1);
    await load.stop({ drainMs: 2000 });
    assert.deepEqual([totals.sent, totals.failures], [1, failures]);
    await untilGone(started);
  });
}

test('lines tell of one request where they name no number, and how long one took', () => {
  const each = compileToolLines('^(?:ok|(?<failed>1) error) (?<ms>[\\d.]+)ms');
  assert.deepEqual(each('ok 12.5ms'), { ok: 1, failed: 0, blocked: 0, tookMs: 12.5 });
  assert.deepEqual(each('1 error 3ms'), { ok: 0, failed: 1, blocked: 0, tookMs: 3 });
  assert.equal(each('started'), null);
  // The time of one of many is not that of each.
  const many = compileToolLines('(?<ok>\\d+) in (?<ms>[\\d.]+)');
  assert.deepEqual(many('20 in 5'), { ok: 20, failed: 0, blocked: 0, tookMs: null });
});

test('whatever a tool writes, its numbers are counts or the line tells nothing', () => {
  const read = compileToolLines('ok=(?<ok>\\S*) failed=(?<failed>\\S*) ms=(?<ms>\\S*)');
  const word = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.bigInt().map(String),
    fc.constantFrom('1e9', '-1', '007', ',', ''),
  );
  fc.assert(
    fc.property(word, word, word, (ok, failed, ms) => {
      const counts = read(`ok=${ok} failed=${failed} ms=${ms}`);
      if (counts === null) return;
      for (const count of [counts.ok, counts.failed, counts.blocked])
        assert.ok(Number.isSafeInteger(count) && count >= 0 && count <= 1e9, `${count}`);
      assert.ok(counts.tookMs === null || (counts.tookMs >= 0 && counts.tookMs <= 86_400_000));
    }),
  );
});
