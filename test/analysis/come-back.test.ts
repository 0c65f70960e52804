import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Course, comeBack, levelNoise } from '../../src/analysis/come-back.ts';

const MB = 1e6;

/** It went from 100 to 150 MB in the soak; the reload did a fifth of the soak's work, the drain took a tenth of its time. */
function course(changed: Partial<Course>): Course {
  return {
    soakBegin: 100 * MB,
    soakEnd: 150 * MB,
    drainEnd: 150 * MB,
    reloadEnd: 150 * MB,
    noise: 2 * MB,
    reloadWork: 0.2,
    drainTime: 0.1,
    ...changed,
  };
}

function told(changed: Partial<Course>): readonly [kind: string, text: string] {
  const { kind, text } = comeBack(course(changed));
  return [kind, text];
}

test('what goes with the load was held by work in flight', () => {
  assert.deepEqual(told({ drainEnd: 104 * MB, reloadEnd: 110 * MB }), [
    'gave-back',
    'gave back 92 % of what it grew: held by work in flight',
  ]);
});

test('what stays and does not grow with the load is a cache, what grows on is what a leak does', () => {
  assert.deepEqual(told({}), [
    'kept-full',
    'kept it all through the drain, and did not grow on reload: a cache or allocator that stays full',
  ]);
  assert.deepEqual(told({ reloadEnd: 160 * MB }), [
    'kept-growing',
    'kept it all through the drain, and went on growing on reload at the same pace: what a leak does',
  ]);
  assert.deepEqual(told({ drainEnd: 138 * MB, reloadEnd: 180 * MB }), [
    'kept-growing',
    'kept 76 % of what it grew through the drain, and went on growing on reload at 300 % of its pace: what a leak does',
  ]);
});

test('the pace is that of the work: an eighth of it adds an eighth', () => {
  const { kind, reloadPace } = comeBack(course({ reloadWork: 1 / 8, reloadEnd: (150 + 50 / 8) * MB }));
  assert.equal(kind, 'kept-growing');
  assert.ok(Math.abs((reloadPace ?? 0) - 1) < 1e-9);
});

test('what came back and is taken again on the reload is no growth', () => {
  assert.deepEqual(told({ drainEnd: 126 * MB, reloadEnd: 150 * MB }), [
    'gave-back-part',
    'gave back 48 % of what it grew and kept the rest, and did not grow on reload: a cache or allocator that stays full',
  ]);
});

test('what grows without any load is told as such', () => {
  assert.deepEqual(told({ drainEnd: 155 * MB, noise: MB }), [
    'grew-idle',
    'grew on through the drain, at the same pace: a leak that needs no load',
  ]);
});

test('without a reload, or with a short one, a cache and a leak are not told apart', () => {
  assert.deepEqual(told({ reloadEnd: null, reloadWork: null }), [
    'kept',
    'kept it all through the drain: a full cache or a leak, which a reload would tell',
  ]);
  assert.deepEqual(told({ reloadWork: 0.02, reloadEnd: 151 * MB }), [
    'kept',
    'kept it all through the drain; the reload was too short to tell a full cache from a leak',
  ]);
  assert.deepEqual(told({ reloadEnd: 155 * MB, noise: 4 * MB }), [
    'kept',
    'kept it all through the drain; the reload does not tell whether it grows on',
  ]);
});

test('nothing is claimed of a growth that does not stand out of the scatter', () => {
  assert.equal(told({ noise: 60 * MB })[0], 'flat');
  assert.equal(told({ soakEnd: 90 * MB })[0], 'flat');
  assert.deepEqual(told({ drainEnd: 125 * MB, noise: 20 * MB }), [
    'unclear',
    'not enough to tell: it grew little beside its scatter',
  ]);
});

test('levels scatter as their readings do, less where these are independent, never less than a step', () => {
  const sigma = MB;
  const slow = levelNoise({ sigma, tauS: 60, binS: 5 }, 60, 1);
  assert.ok(Math.abs(slow - 2 * Math.SQRT2 * sigma) < 1);
  const quick = levelNoise({ sigma, tauS: 1, binS: 5 }, 60, 1);
  assert.ok(quick < slow && quick > slow / 4);
  assert.equal(levelNoise({ sigma: 0, tauS: 0, binS: 5 }, 60, 4096), 4096);
});

test('the answer is the same in any unit and from any base, and its shares are those of its levels', () => {
  const level = fc.double({ min: -50, max: 50, noNaN: true });
  fc.assert(
    fc.property(
      level,
      level,
      level,
      fc.double({ min: 0.1, max: 20, noNaN: true }),
      (up, left, again, noise) => {
        const levels = { soakBegin: 0, soakEnd: up, drainEnd: left, reloadEnd: again, noise };
        const found = comeBack(course(levels));
        const moved = (value: number): number => 1024 * value + 2 ** 20;
        const elsewhere = comeBack(
          course({
            soakBegin: moved(0),
            soakEnd: moved(up),
            drainEnd: moved(left),
            reloadEnd: moved(again),
            noise: 1024 * noise,
          }),
        );
        assert.equal(elsewhere.kind, found.kind);
        if (found.gaveBack !== null) assert.ok(Math.abs(found.gaveBack - (up - left) / up) < 1e-9);
        if (found.kind === 'gave-back') assert.ok((found.gaveBack ?? 0) > 0.5);
        if (found.kind.startsWith('kept')) assert.ok((found.gaveBack ?? 1) < 0.5);
      },
    ),
    { numRuns: 500 },
  );
});
