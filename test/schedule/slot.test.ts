import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { createTask, type ScheduledTask } from 'node-cron';
import { SlotSeries } from '../../src/schedule/slot.ts';

/** Slots between two moments in ISO 8601, as what the clock there shows. */
function slots(cron: string, timezone: string, from: string, to: string): string[] {
  const series = new SlotSeries(cron, timezone);
  return series.between(Date.parse(from), Date.parse(to)).map(({ wallMs, change }) => {
    const offset = series.zone.offsetMs(wallMs) / 3_600_000;
    const local = new Date(series.zone.localMs(wallMs)).toISOString().slice(5, 16).replace('T', ' ');
    return `${local} ${offset < 0 ? '' : '+'}${offset}${change === null ? '' : ` ${change}`}`;
  });
}

test('a night that has no 02:30 runs at the first moment after it: Berlin and New York in spring', () => {
  assert.deepEqual(slots('30 2 * * *', 'Europe/Berlin', '2027-03-27T00:00Z', '2027-03-30T00:00Z'), [
    '03-27 02:30 +1',
    '03-28 03:00 +2 skipped',
    '03-29 02:30 +2',
  ]);
  assert.deepEqual(slots('30 2 * * *', 'America/New_York', '2027-03-13T00:00Z', '2027-03-16T00:00Z'), [
    '03-13 02:30 -5',
    '03-14 03:00 -4 skipped',
    '03-15 02:30 -4',
  ]);
});

test('a night that has 02:30 twice runs the first time: Berlin and New York in autumn', () => {
  assert.deepEqual(slots('30 2 * * *', 'Europe/Berlin', '2026-10-24T00:00Z', '2026-10-27T00:00Z'), [
    '10-24 02:30 +2',
    '10-25 02:30 +2 doubled',
    '10-26 02:30 +1',
  ]);
  assert.deepEqual(slots('30 1 * * *', 'America/New_York', '2026-10-31T00:00Z', '2026-11-03T00:00Z'), [
    '10-31 01:30 -4',
    '11-01 01:30 -4 doubled',
    '11-02 01:30 -5',
  ]);
});

test('every quarter of an hour is every real quarter of an hour, also while the clock is set', () => {
  for (const [timezone, from, to] of [
    ['Europe/Berlin', '2027-03-27T22:00Z', '2027-03-28T05:00Z'],
    ['Europe/Berlin', '2026-10-24T22:00Z', '2026-10-25T05:00Z'],
    ['America/New_York', '2027-03-14T04:00Z', '2027-03-14T11:00Z'],
    ['America/New_York', '2026-11-01T03:00Z', '2026-11-01T10:00Z'],
  ] as const) {
    for (const cron of ['*/15 * * * *', '*/15 0-9,23 * * *']) {
      const found = new SlotSeries(cron, timezone).between(Date.parse(from), Date.parse(to));
      const distances = new Set(found.slice(1).map(({ wallMs }, i) => wallMs - (found[i]?.wallMs ?? 0)));
      assert.deepEqual([...distances], [900_000], `${cron} in ${timezone} from ${from}`);
      assert.equal(found.length, 28);
    }
  }
});

test('several times that a clock skips are one run, and one that is due then anyway', () => {
  const spring = ['Europe/Berlin', '2027-03-28T00:00Z', '2027-03-28T03:00Z'] as const;
  assert.deepEqual(slots('5,25,45 2 * * *', ...spring), ['03-28 03:00 +2 skipped']);
  assert.deepEqual(slots('0 3 * * *', ...spring), ['03-28 03:00 +2']);
  assert.deepEqual(slots('0,30 2-3 * * *', ...spring), ['03-28 03:00 +2', '03-28 03:30 +2']);
  assert.deepEqual(slots('0 */2 * * *', ...spring), ['03-28 03:00 +2 skipped', '03-28 04:00 +2']);
});

test('clocks are set by half an hour, over midnight and over a whole day, too', () => {
  assert.deepEqual(slots('0 * * * *', 'Australia/Lord_Howe', '2026-10-03T13:45Z', '2026-10-03T17:00Z'), [
    '10-04 01:00 +10.5',
    '10-04 02:30 +11 skipped',
    '10-04 03:00 +11',
    '10-04 04:00 +11',
  ]);
  assert.deepEqual(slots('0 0 * * *', 'Asia/Beirut', '2026-03-27T00:00Z', '2026-03-30T00:00Z'), [
    '03-28 00:00 +2',
    '03-29 01:00 +3 skipped',
    '03-30 00:00 +3',
  ]);
  assert.deepEqual(slots('0 22 * * *', 'Pacific/Apia', '2011-12-29T00:00Z', '2012-01-01T00:00Z'), [
    '12-28 22:00 -10',
    '12-29 22:00 -10',
    '12-31 22:00 +14',
  ]);
});

test('rare days are found, and what never comes is told as that', () => {
  const next = (cron: string, count: number): string[] =>
    new SlotSeries(cron, 'UTC')
      .next(Date.parse('2026-11-21T00:00Z'), count)
      .map(({ wallMs }) => new Date(wallMs).toISOString().slice(0, 10));
  assert.deepEqual(next('0 0 29 2 *', 3), ['2028-02-29', '2032-02-29', '2036-02-29']);
  assert.deepEqual(next('0 0 29 2 mon', 1), ['2044-02-29']);
  assert.deepEqual(next('0 0 LW * *', 2), ['2026-11-30', '2026-12-31']);
  assert.deepEqual(next('0 0 L-30 2 *', 1), []);
});

test('slots begin after the one moment, and go through the other', () => {
  const series = new SlotSeries('0 22 * * *', 'UTC');
  const at = Date.parse('2026-11-21T22:00Z');
  assert.deepEqual(series.between(at, at + 86_399_999), []);
  assert.deepEqual(
    series.between(at - 1, at).map(({ wallMs }) => wallMs),
    [at],
  );
  assert.deepEqual(
    series.next(at, 1).map(({ wallMs }) => wallMs),
    [at + 86_400_000],
  );
});

const MINUTE_MS = 60_000;
const tasks = new Map<string, ScheduledTask>();
after(() => {
  for (const task of tasks.values()) task.destroy();
});

/** node-cron's own answer, on a local time read as UTC. */
function matches(cron: string, localMs: number): boolean {
  let task = tasks.get(cron);
  if (task === undefined) {
    task = createTask(cron, () => {}, { timezone: 'UTC' });
    tasks.set(cron, task);
  }
  return task.match(new Date(localMs));
}

/** The rule, minute by minute: what the clock shows at each, and what it never shows. */
function bruteForce(cron: string, timezone: string, fromMs: number, toMs: number): number[] {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const shownAt = new Map<number, number[]>();
  const marginMs = 30 * 3_600_000;
  for (let wallMs = fromMs - marginMs; wallMs <= toMs + marginMs; wallMs += MINUTE_MS) {
    const localMs = Date.parse(`${clock.format(wallMs).replace(' ', 'T')}Z`);
    shownAt.set(localMs, [...(shownAt.get(localMs) ?? []), wallMs]);
  }
  const locals = [...shownAt.keys()].sort((a, b) => a - b);
  const found = new Set<number>();
  for (const [index, localMs] of locals.entries()) {
    const [first = 0, second] = shownAt.get(localMs) ?? [];
    if (matches(cron, localMs)) {
      found.add(first);
      if (second !== undefined && matches(cron, localMs + second - first)) found.add(second);
    }
    const following = locals[index + 1] ?? localMs + MINUTE_MS;
    const skippedMs = following - localMs - MINUTE_MS;
    for (let skipped = localMs + MINUTE_MS; skipped < following; skipped += MINUTE_MS) {
      if (matches(cron, skipped) && !matches(cron, skipped + skippedMs)) {
        found.add(Math.min(...(shownAt.get(following) ?? [])));
      }
    }
  }
  return [...found].filter((wallMs) => wallMs > fromMs && wallMs <= toMs).sort((a, b) => a - b);
}

/** A few that are set by an hour, one by half, by two, over midnight, backwards in winter, or never. */
const changes = [
  ['Europe/Berlin', '2026-03-29', '2026-10-25'],
  ['America/New_York', '2026-03-08', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-04', '2026-10-03'],
  ['Antarctica/Troll', '2026-03-29', '2026-10-25'],
  ['Asia/Beirut', '2026-03-28', '2026-10-24'],
  ['America/Havana', '2026-03-08', '2026-11-01'],
  ['America/Asuncion', '2023-03-26', '2023-10-01'],
  ['Europe/Dublin', '2026-03-29', '2026-10-25'],
  ['Africa/Casablanca', '2026-02-15', '2026-03-22'],
  ['Pacific/Apia', '2011-12-30', '2011-09-24'],
  ['Asia/Kathmandu', '2026-03-29', '2026-10-25'],
] as const;

const range = (most: number) =>
  fc.tuple(fc.nat(most), fc.nat(most)).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
const minute = fc.oneof(
  fc.constantFrom('*', '*/15', '*/7', '0', '30'),
  fc.nat(59).map(String),
  range(59),
  fc.tuple(fc.nat(59), fc.nat(59)).map(String),
);
const hour = fc.oneof(
  fc.constantFrom('*', '*/2', '0-3', '22-2', '2', '1,2,3'),
  fc.nat(23).map(String),
  range(23),
);
const dayOfMonth = fc.constantFrom('*', '*', '*', 'L', '25W', 'LW', 'L-2', '1-15', '*/2', '29,30');
const weekday = fc.constantFrom('*', '*', '*', 'sun', 'sat,sun', 'mon-fri', '0L', '0#2', '7', '6L,1#1');

test('slots are what a minute-by-minute look at the clock finds', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...changes),
      fc.nat(1),
      fc.integer({ min: -60, max: 60 }),
      fc.tuple(minute, hour, dayOfMonth, weekday),
      ([timezone, ...days], which, shift, [m, h, d, w]) => {
        const cron = `${m} ${h} ${d} * ${w}`;
        const fromMs = Date.parse(`${days[which]}T00:00Z`) + (shift - 900) * MINUTE_MS;
        const toMs = fromMs + 30 * 3_600_000;
        const found = new SlotSeries(cron, timezone).between(fromMs, toMs).map(({ wallMs }) => wallMs);
        assert.deepEqual(found, bruteForce(cron, timezone, fromMs, toMs), `${cron} in ${timezone}`);
      },
    ),
    { numRuns: 50 },
  );
});

test('the next slots are those between now and then', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...changes),
      fc.tuple(minute, hour, dayOfMonth, weekday),
      fc.integer({ min: 0, max: 400 * 86_400 }),
      ([timezone], [m, h, d, w], second) => {
        const series = new SlotSeries(`${m} ${h} ${d} * ${w}`, timezone);
        const fromMs = Date.parse('2026-01-01T00:00Z') + second * 1000;
        const next = series.next(fromMs, 4);
        const last = next.at(-1);
        if (last !== undefined) assert.deepEqual(series.between(fromMs, last.wallMs), next);
      },
    ),
    { numRuns: 200 },
  );
});

test('seconds are a field of their own', () => {
  const found = new SlotSeries('*/10 * * * * *', 'UTC').between(0, 30_000);
  assert.deepEqual(
    found.map(({ wallMs }) => wallMs),
    [10_000, 20_000, 30_000],
  );
});
