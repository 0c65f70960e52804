import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readingOf } from '../../src/alert/reading.ts';
import { WatchedAlert, type WatchedTimes } from '../../src/alert/watched-alert.ts';

/** `> 50`, clear at 45; seconds, not milliseconds, in the script below. */
const TIMES: WatchedTimes = {
  comparison: '>',
  forMs: 120_000,
  clearForMs: 60_000,
  unknownAfterMs: 90_000,
  coolDownMs: 600_000,
};

const at = (second: number, pausedS = 0) => ({
  monoMs: second * 1000,
  observedMs: (second - pausedS) * 1000,
});

const reading = (value: number | null) =>
  value === null
    ? ({ kind: 'unknown', why: 'nothing was read' } as const)
    : readingOf(value, { comparison: '>', limit: 50, clear: 45 });

/** A value each ten seconds; answers with what was told, and when. */
function follow(values: readonly (number | null)[], times: Partial<WatchedTimes> = {}) {
  const alert = new WatchedAlert({ ...TIMES, ...times }, at(0));
  const told = values.flatMap((value, index) => {
    const { tell } = alert.step(reading(value), at(index * 10));
    return tell === null ? [] : [`${index * 10} ${tell}`];
  });
  return { alert, told };
}

const repeat = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

test('it fires when its rule was true for long enough without a break, and is told once', () => {
  assert.deepEqual(follow([...repeat(5, 40), ...repeat(30, 60)]).told, ['170 firing']);
  assert.deepEqual(follow([...repeat(11, 60), 40, ...repeat(11, 60), 40]).told, [], 'a break begins it anew');
});

test('without `for` it fires at once', () => {
  assert.deepEqual(follow([40, 60], { forMs: 0 }).told, ['10 firing']);
});

test('between the limit and what clears it, it goes on', () => {
  const { told, alert } = follow([...repeat(13, 60), ...repeat(50, 48)]);
  assert.deepEqual(told, ['120 firing']);
  assert.equal(alert.state.kind, 'firing');
});

test('it is over when it was back for long enough, and says how bad it was', () => {
  const { told, alert } = follow([
    ...repeat(13, 60),
    90,
    ...repeat(3, 45),
    46,
    ...repeat(7, 45),
    ...repeat(20, 45),
  ]);
  assert.deepEqual(told, ['120 firing', '240 resolved']);
  assert.deepEqual(alert.incident, {
    sinceMs: 0,
    firedMs: 120_000,
    endedMs: 240_000,
    state: 'resolved',
    peak: 90,
  });
});

test('what cannot be known is unknown after a while, never ok, and known again when it is', () => {
  const { told, alert } = follow([40, 40, ...repeat(12, null)]);
  assert.deepEqual(told, ['100 unknown']);
  assert.deepEqual(alert.state.kind, 'unknown');
  assert.deepEqual(follow([40, ...repeat(12, null), 40, 60]).told, ['90 unknown', '130 known']);
});

test('what was never read is unknown from the beginning, and told when it was waited for', () => {
  const { told, alert } = follow(repeat(12, null));
  assert.deepEqual(told, ['90 unknown']);
  assert.equal(alert.state.kind, 'unknown');
});

test('nothing fires for want of readings, and nothing that fires is over for it', () => {
  assert.deepEqual(follow([...repeat(12, 60), ...repeat(30, null)]).told, ['200 unknown']);
  const { told, alert } = follow([...repeat(13, 60), ...repeat(3, 40), ...repeat(60, null)]);
  assert.deepEqual(told, ['120 firing']);
  assert.equal(alert.state.kind, 'firing');
});

test('what fires again within the cool-down is the same incident, told when the cool-down is over and it still fires', () => {
  const quick = { forMs: 0, clearForMs: 0 };
  const { told, alert } = follow([60, 40, 60, 40, ...repeat(70, 60)], quick);
  assert.deepEqual(told, ['0 firing', '10 resolved', '600 firing']);
  assert.deepEqual([alert.incident?.firedMs, alert.incident?.endedMs], [0, null]);
});

test('a pause makes nothing last longer', () => {
  const alert = new WatchedAlert(TIMES, at(0));
  alert.step(reading(60), at(0));
  assert.equal(alert.step(reading(60), at(500, 450)).tell, null);
  assert.equal(alert.step(reading(60), at(570, 450)).tell, 'firing');
});

test('what rests is about to fire no more, and what fires goes on', () => {
  const alert = new WatchedAlert(TIMES, at(0));
  alert.step(reading(60), at(0));
  alert.rest(at(60));
  assert.equal(alert.step(reading(60), at(120)).tell, null);
  assert.equal(alert.step(reading(60), at(240)).tell, 'firing');
  alert.rest(at(300));
  assert.equal(alert.state.kind, 'firing');
});

test('a run that ends ends what fires', () => {
  const { alert } = follow(repeat(13, 60));
  assert.deepEqual(alert.end(at(200)), {
    told: true,
    incident: { sinceMs: 0, firedMs: 120_000, endedMs: 200_000, state: 'ended', peak: 60 },
  });
  assert.deepEqual(alert.end(at(210)), { told: false, incident: null });
});

test('what an earlier soakd knew goes on: it fires and is not told again', () => {
  const incident = { sinceMs: 0, firedMs: 120_000, endedMs: null, state: 'firing', peak: 70 } as const;
  const alert = new WatchedAlert(TIMES, at(300), { incident, toldMs: 120_000, toldFiring: true });
  assert.equal(alert.step(reading(60), at(310)).tell, null);
  const steps = [320, 330, 340, 350, 360, 370, 380].map((second) => alert.step(reading(40), at(second)));
  assert.deepEqual(
    steps.flatMap(({ tell }) => tell ?? []),
    ['resolved'],
  );
  assert.deepEqual(alert.incident, { ...incident, state: 'resolved', endedMs: 380_000 });
});

test('however it flaps, in each cool-down it is told once that it fires and once that it is over', () => {
  const values = fc.array(fc.oneof(fc.constant(60), fc.constant(40), fc.constant(48), fc.constant(null)), {
    maxLength: 400,
  });
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 30_000 }), (script, forMs) => {
      const times = { forMs, clearForMs: 0, coolDownMs: 300_000, unknownAfterMs: 20_000 } as Partial<
        typeof TIMES
      >;
      const { told } = follow(script, times);
      const fired = told.filter((line) => line.endsWith('firing')).map((line) => Number.parseInt(line, 10));
      for (const [index, second] of fired.entries())
        assert.ok(index === 0 || second - (fired[index - 1] ?? 0) >= 300, told.join(', '));
      const kinds = told.map((line) => line.split(' ')[1] ?? '');
      for (const [index, kind] of kinds.entries()) {
        assert.notEqual(kind, kinds[index - 1], told.join(', '));
        if (kind === 'resolved') assert.equal(kinds[index - 1], 'firing', told.join(', '));
        if (kind === 'known') assert.equal(kinds[index - 1], 'unknown', told.join(', '));
      }
    }),
    { seed: 5 },
  );
});
