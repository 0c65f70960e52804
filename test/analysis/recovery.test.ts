import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Recovery, recoveryOf, type Step, worstOf } from '../../src/analysis/recovery.ts';

const HARDLY = 'the run ended before it had been well for 3 s';
const END = { untilS: 100, what: 'the run ended' };

/** A step a second from 0: `.` well, `x` not, a blank where there was nothing to tell by. */
function seconds(text: string): Step[] {
  return [...text].flatMap((mark, at) =>
    mark === ' ' ? [] : [{ fromS: at, toS: at + 1, isWell: mark === '.' }],
  );
}

function recovery(text: string, endedS: number, holdsS = 3, untilS = text.length): Recovery {
  return recoveryOf(seconds(text), { endedS, holdsS }, { ...END, untilS });
}

test('it is over with the first second that is well, and stays so for as long as it has to', () => {
  assert.deepEqual(recovery('..xxx....', 2.5), { kind: 'recovered', afterS: 2.5 });
  assert.deepEqual(recovery('..xx.x...', 2), { kind: 'recovered', afterS: 4 });
  assert.deepEqual(recovery('..xx..x..x....', 2), { kind: 'recovered', afterS: 8 });
});

test('the second in which the fault ended counts: where it is well nothing was wrong', () => {
  assert.deepEqual(recovery('xxx....', 3), { kind: 'recovered', afterS: 0 });
  assert.deepEqual(recovery('xx.....', 2.7), { kind: 'recovered', afterS: 0 });
  assert.deepEqual(recovery('xxx....', 2.7).kind, 'recovered');
});

test('seconds without arrivals neither end nor begin it', () => {
  assert.deepEqual(recovery('x   . .. .', 1), { kind: 'recovered', afterS: 3 });
  assert.deepEqual(recovery('x   x . .', 1, 2), { kind: 'recovered', afterS: 5 });
});

test('where the end of the run, or another fault, comes first it stays open, and is so long at least', () => {
  assert.deepEqual(recovery('..xxx..', 2), { kind: 'open', atLeastS: 3, why: HARDLY });
  assert.deepEqual(recovery('..xxxxx', 2), {
    kind: 'open',
    atLeastS: 5,
    why: 'the run ended before all was well',
  });
  assert.deepEqual(recovery('..x......', 2, 3, 5), {
    kind: 'open',
    atLeastS: 1,
    why: HARDLY,
  });
  assert.deepEqual(recovery('', 2), { kind: 'open', atLeastS: 0, why: 'the run ended before all was well' });
});

test('whatever the seconds were, what is called well holds so long, and no earlier second would do', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('.', 'x', ' '), { maxLength: 40 }),
      fc.double({ min: 0, max: 20, noNaN: true }),
      fc.integer({ min: 1, max: 6 }),
      (marks, endedS, holdsS) => {
        const steps = seconds(marks.join(''));
        const untilS = marks.length;
        const found = recoveryOf(steps, { endedS, holdsS }, { ...END, untilS });
        const holdsFrom = (fromS: number): boolean =>
          fromS + holdsS <= untilS &&
          !steps.some(
            (one) => !one.isWell && one.toS > Math.max(fromS, endedS) && one.fromS < fromS + holdsS,
          );
        const first = steps
          .filter((one) => one.isWell && one.toS > endedS)
          .map(({ fromS }) => Math.max(fromS, endedS))
          .find(holdsFrom);
        if (found.kind === 'recovered')
          assert.ok(Math.abs(found.afterS - ((first ?? Number.NaN) - endedS)) <= 0.001);
        else assert.equal(first, undefined);
      },
    ),
  );
});

test('the longest of all times decides, and what is open can only fail', () => {
  const recovered = (afterS: number) => ({ kind: 'recovered', afterS }) as const;
  const open = (atLeastS: number) => ({ kind: 'open', atLeastS, why: 'the run ended before' }) as const;
  assert.deepEqual(worstOf([recovered(3), recovered(7)], 10), { observedS: 7, why: null });
  assert.deepEqual(worstOf([recovered(3), recovered(17)], 10), { observedS: 17, why: null });
  assert.deepEqual(worstOf([recovered(3), open(7)], 10), { observedS: null, why: 'the run ended before' });
  assert.deepEqual(worstOf([recovered(3), open(12)], 10), { observedS: 12, why: null });
  assert.deepEqual(worstOf([], 10), { observedS: null, why: 'the fault has not occurred' });
});
