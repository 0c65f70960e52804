import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { arrivalsOf } from '../../src/load/arrival/arrivals.ts';
import { replayPacer } from '../../src/load/arrival/pacer.ts';
import { WHOLE } from '../../src/load/arrival/place.ts';
import type { ReplayModel } from '../../src/plan/load/model-plan.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { httpOperation, loadPlan } from './run-generator.ts';

test('as many of a list are due by any time as were recorded by then, at its speed', () => {
  const lists = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(lists, fc.constantFrom(0.5, 1, 2, 8), fc.nat({ max: 250_000 }), (list, speed, timeMs) => {
      const offsets = Float64Array.from(list).sort();
      const pacer = replayPacer(offsets, speed);
      const due = Array.from({ length: list.length + 1 }, (_, index) => pacer.dueMs(index));
      for (const [index, ms] of due.entries()) assert.ok(ms >= (due[index - 1] ?? 0));
      const recorded = list.filter((ms) => ms <= timeMs * speed).length;
      assert.equal(due.filter((ms) => ms <= timeMs).length, recorded);
      assert.equal(due.at(-1), Number.POSITIVE_INFINITY);
    }),
  );
});

test('a list that is another one than when the run began is refused', (context) => {
  const file = join(temporaryFolder(context), 'list');
  const model: ReplayModel = {
    kind: 'replay',
    file,
    speed: 1,
    arrivals: 3,
    lastMs: 2000,
    peakPerSecond: 1,
  };
  const plan = loadPlan([httpOperation('http://127.0.0.1:1/')], { model });
  const place = { startIndex: 1, limitOperations: null, ranMs: 0, share: WHOLE };
  writeFileSync(file, '0\n1\n2\n');
  const arrivals = arrivalsOf(plan, place);
  assert.deepEqual([arrivals.index, arrivals.dueMs], [1, 1000]);
  writeFileSync(file, '0\n1\n');
  assert.throws(() => arrivalsOf(plan, place), /has changed: found 2 arrivals, expected 3/);
});
