import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { getTasks } from 'node-cron';
import type { Schedule } from '../../src/schedule/kept-schedule.ts';
import { entryText, type Ledger } from '../../src/schedule/ledger.ts';
import { type DueSlot, Scheduler } from '../../src/schedule/scheduler.ts';
import { openLedger, type StoredLedger } from './stored-ledger.ts';

const HOUR_MS = 3_600_000;

const nightly: Schedule = {
  name: 'nightly',
  plan: '/plans/nightly.yaml',
  cron: '0 22 * * *',
  timezone: 'UTC',
  catchUpMs: 2 * HOUR_MS,
};

/** A machine with a clock of its own, and a soakd on it that can be ended and started again. */
class Machine {
  nowMs = 0;
  /** Times at which a run was started, and for which slot. */
  readonly started: string[] = [];
  readonly told: string[] = [];
  readonly running = new Set<string>();
  starting: (due: DueSlot) => Promise<{ run: string } | { skipped: string }> = async () => {
    this.running.add('nightly');
    return { run: `run${this.started.length}` };
  };
  #ledger: StoredLedger | null = null;
  #scheduler: Scheduler | null = null;
  readonly #context: TestContext;

  constructor(context: TestContext, at: string) {
    this.#context = context;
    this.clockSays(at);
    context.after(() => this.scheduler.close());
  }

  clockSays(at: string): void {
    this.nowMs = Date.parse(at);
  }

  get scheduler(): Scheduler {
    assert.ok(this.#scheduler !== null);
    return this.#scheduler;
  }

  get ledger(): StoredLedger {
    assert.ok(this.#ledger !== null);
    return this.#ledger;
  }

  /** soakd, for the first time or after it had ended without a word. */
  async boot(schedules: readonly Schedule[] = [nightly], ledger?: Ledger): Promise<void> {
    await this.#scheduler?.close();
    const clock = { wallMs: () => this.nowMs };
    this.#ledger ??= await openLedger(this.#context, clock);
    this.#scheduler = new Scheduler({
      clock,
      ledger: ledger ?? this.#ledger,
      start: (due) => {
        this.started.push(`${clockText(this.nowMs)} for ${clockText(due.slotWallMs)}`);
        return this.starting(due);
      },
      running: (name) => (this.running.has(name) ? 'k3v9' : null),
      onDecision: (entry) => this.told.push(entryText(entry)),
      onTrouble: (schedule, why) => this.told.push(`${schedule}: ${why ?? 'well again'}`),
    });
    await this.scheduler.replace(schedules);
    await settled();
  }

  /** Time passes as it does, and soakd looks every 30 s. */
  async passes(minutes: number): Promise<void> {
    for (let look = 0; look < minutes * 2; look++) {
      this.nowMs += 30_000;
      await this.scheduler.look();
      await settled();
    }
  }

  /** The clock is set, or the machine slept; soakd wakes up somewhere in its 30 s. */
  async jumps(hours: number): Promise<void> {
    this.nowMs += hours * HOUR_MS;
    await this.scheduler.look();
    await settled();
  }
}

/** Starts and what is noted of them take a few turns of the event loop. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await turn();
}

function clockText(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(5, 16).replace('T', ' ');
}

test('a plan is started at its slot, once', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:50:10Z');
  await machine.boot();
  await machine.passes(20);
  assert.deepEqual(machine.started, ['11-21 22:00 for 11-21 22:00']);
  assert.deepEqual(machine.ledger.rows(), ['2026-11-21T22:00:00Z started']);
  assert.deepEqual(machine.told, [
    'nightly: its schedule holds from 2026-11-21T21:50:10Z on',
    'nightly: the slot of 2026-11-21T22:00:00Z was started as run run1',
  ]);
  assert.deepEqual(machine.scheduler.states(), [
    {
      name: 'nightly',
      plan: '/plans/nightly.yaml',
      cron: '0 22 * * *',
      timezone: 'UTC',
      nextSlot: '2026-11-22T22:00:00Z',
      lastSlot: { at: '2026-11-21T22:00:00Z', outcome: 'started', run: 'run1' },
    },
  ]);
});

test('what was before a schedule began is not missed', async (t) => {
  const machine = new Machine(t, '2026-11-21T22:30Z');
  await machine.boot();
  await machine.passes(2);
  assert.deepEqual(machine.started, []);
  assert.deepEqual(machine.ledger.rows(), []);
  assert.equal(machine.scheduler.states()[0]?.lastSlot, null);
});

test('soakd that was not running at a slot starts it within the catch-up window', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:00Z');
  await machine.boot();
  machine.clockSays('2026-11-21T23:59Z');
  await machine.boot();
  assert.deepEqual(machine.started, ['11-21 23:59 for 11-21 22:00']);
  await machine.boot();
  assert.equal(machine.started.length, 1);
});

test('a slot past the catch-up window is told as missed, and not started', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:00Z');
  await machine.boot();
  machine.clockSays('2026-11-22T00:30Z');
  await machine.boot();
  assert.deepEqual(machine.started, []);
  const missed = 'it would start 2h30m late, and is caught up for 2h';
  assert.deepEqual(machine.ledger.rows(), [`2026-11-21T22:00:00Z missed: ${missed}`]);
  assert.equal(machine.told.at(-1), `nightly: the slot of 2026-11-21T22:00:00Z was missed: ${missed}`);
  assert.equal(machine.scheduler.states()[0]?.lastSlot?.outcome, `missed: ${missed}`);
});

test('of several missed slots the newest is started, the others are told', async (t) => {
  const machine = new Machine(t, '2026-11-18T12:00Z');
  await machine.boot();
  machine.clockSays('2026-11-20T23:00Z');
  await machine.boot();
  assert.deepEqual(machine.started, ['11-20 23:00 for 11-20 22:00']);
  assert.deepEqual(machine.ledger.rows(), [
    '2026-11-18T22:00:00Z missed: it would start 2d1h late, and is caught up for 2h',
    '2026-11-19T22:00:00Z missed: it would start 1d1h late, and is caught up for 2h',
    '2026-11-20T22:00:00Z started',
  ]);
});

test('a week of missed slots of a plan of every minute is not a storm', async (t) => {
  const everyMinute = { ...nightly, cron: '* * * * *', catchUpMs: 0 };
  const machine = new Machine(t, '2026-11-10T12:00Z');
  await machine.boot([everyMinute]);
  machine.clockSays('2026-11-17T12:00:20Z');
  await machine.boot([everyMinute]);
  const rows = machine.ledger.rows();
  assert.equal(rows.length, 20);
  assert.match(
    rows[0] ?? '',
    /^2026-11-17T11:41:00Z missed: .*; so were the 10060 before it, since 2026-11-10T12:01:00Z$/,
  );
  assert.deepEqual(machine.started, ['11-17 12:00 for 11-17 12:00']);
});

test('a slot that comes while the previous run goes on is skipped, and said so', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:59Z');
  await machine.boot();
  await machine.passes(5);
  await machine.jumps(24);
  await machine.passes(60);
  assert.equal(machine.started.length, 1);
  machine.running.clear();
  await machine.passes(60);
  assert.deepEqual(machine.ledger.rows(), [
    '2026-11-21T22:00:00Z started',
    '2026-11-22T22:00:00Z skipped: the previous run still goes on (k3v9)',
  ]);
  await machine.jumps(21);
  await machine.passes(60);
  assert.equal(machine.started.length, 2);
});

test('a start that takes long is not started a second time', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:59Z');
  const { promise, resolve } = Promise.withResolvers<{ run: string }>();
  machine.starting = () => promise;
  await machine.boot([{ ...nightly, cron: '*/5 * * * *' }]);
  await machine.passes(7);
  assert.deepEqual(machine.ledger.rows(), [
    '2026-11-21T22:00:00Z starting',
    '2026-11-21T22:05:00Z skipped: the previous run still goes on (it is being started)',
  ]);
  resolve({ run: 'slow' });
  await settled();
  assert.equal(machine.ledger.rows()[0], '2026-11-21T22:00:00Z started');
});

test('a start that fails is told, and the next slot is another try', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:59Z');
  machine.starting = async () => {
    throw new Error('the variable TOKEN is not set');
  };
  await machine.boot();
  await machine.passes(30);
  assert.deepEqual(machine.ledger.rows(), ['2026-11-21T22:00:00Z failed: the variable TOKEN is not set']);
  await machine.jumps(24);
  assert.equal(machine.started.length, 2);
});

test('a start that is refused for now is skipped, with the reason', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:59Z');
  machine.starting = async () => ({ skipped: '4 soaks run already' });
  await machine.boot();
  await machine.passes(5);
  assert.deepEqual(machine.ledger.rows(), ['2026-11-21T22:00:00Z skipped: 4 soaks run already']);
});

for (const [what, run] of [
  ['whose run goes on', 'k3v9'],
  ['whose run is not there', null],
] as const) {
  test(`a slot that was claimed when soakd was killed, ${what}, is not started again`, async (t) => {
    const machine = new Machine(t, '2026-11-21T21:59Z');
    await machine.boot();
    machine.clockSays('2026-11-21T22:00Z');
    const claimed = {
      schedule: 'nightly',
      slotWallMs: machine.nowMs,
      outcome: 'starting',
      why: null,
      run: null,
    } as const;
    assert.ok(await machine.ledger.claim(claimed));
    if (run !== null) machine.running.add('nightly');
    await machine.boot();
    await machine.passes(10);
    assert.deepEqual(machine.started, []);
    assert.deepEqual(machine.ledger.rows(), [
      run === null
        ? '2026-11-21T22:00:00Z failed: soakd ended while it started it'
        : '2026-11-21T22:00:00Z started: soakd ended while it started it, and goes on with it',
    ]);
  });
}

test('a clock that is set two hours ahead, over a slot, and back starts it once', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:00Z');
  await machine.boot();
  await machine.jumps(2);
  assert.deepEqual(machine.started, ['11-21 23:00 for 11-21 22:00']);
  machine.running.clear();
  await machine.jumps(-2);
  await machine.passes(120);
  assert.equal(machine.started.length, 1);
});

test('a clock that is set two hours back, over a slot, starts it once', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:59Z');
  await machine.boot();
  await machine.passes(60);
  machine.running.clear();
  await machine.jumps(-2);
  await machine.passes(180);
  assert.deepEqual(machine.started, ['11-21 22:00 for 11-21 22:00']);
  await machine.jumps(23);
  assert.deepEqual(machine.ledger.rows(), ['2026-11-21T22:00:00Z started', '2026-11-22T22:00:00Z started']);
});

test('a clock that was a year ahead at boot keeps nothing from starting once it is right', async (t) => {
  const machine = new Machine(t, '2027-11-21T12:00Z');
  await machine.boot();
  await machine.jumps(24);
  machine.clockSays('2026-11-21T21:58Z');
  await machine.passes(10);
  assert.deepEqual(machine.started.slice(-1), ['11-21 22:00 for 11-21 22:00']);
});

test('slots that a clock which was days ahead took for missed are started when their time comes', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:00Z');
  await machine.boot();
  await machine.jumps(76);
  assert.match(machine.ledger.rows().join(), /11-21T22.*missed.*11-22T22.*missed.*11-23T22.*missed/);
  await machine.jumps(-76);
  await machine.passes(70);
  assert.deepEqual(machine.started, ['11-21 22:00 for 11-21 22:00']);
  machine.running.clear();
  await machine.jumps(24);
  await machine.jumps(24);
  assert.match(machine.ledger.rows().join(), /11-22T22:00:00Z started,2026-11-23T22:00:00Z skipped/);
});

test('a machine that sleeps over a slot starts it when it wakes up in time', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:55Z');
  await machine.boot();
  await machine.jumps(1.5);
  assert.deepEqual(machine.started, ['11-21 23:25 for 11-21 22:00']);
});

test('a machine that sleeps through the window tells the slot as missed', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:55Z');
  await machine.boot();
  await machine.jumps(9);
  assert.deepEqual(machine.started, []);
  assert.match(machine.ledger.rows().join(), /^2026-11-21T22:00:00Z missed: it would start 8h55m late/);
});

for (const [timezone, night, cron, slot] of [
  ['Europe/Berlin', '2027-03-27T23:00Z', '30 2 * * *', '03-28 01:00'],
  ['Europe/Berlin', '2026-10-24T22:00Z', '30 2 * * *', '10-25 00:30'],
  ['America/New_York', '2027-03-14T05:00Z', '30 2 * * *', '03-14 07:00'],
  ['America/New_York', '2026-11-01T04:00Z', '30 1 * * *', '11-01 05:30'],
] as const) {
  test(`a plan for ${cron} in ${timezone} runs once in the night after ${night}`, async (t) => {
    const machine = new Machine(t, night);
    machine.starting = async () => ({ run: 'short' });
    await machine.boot([{ ...nightly, timezone, cron }]);
    await machine.passes(5 * 60);
    assert.deepEqual(machine.started, [`${slot} for ${slot}`]);
  });
}

test('a plan that wants no catching up is still started at its slot, and not minutes later', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:59:45Z');
  const punctual = { ...nightly, catchUpMs: 0 };
  await machine.boot([punctual]);
  await machine.passes(1);
  assert.equal(machine.started.length, 1);
  machine.running.clear();
  machine.clockSays('2026-11-22T22:01:30Z');
  await machine.scheduler.look();
  assert.equal(machine.started.length, 1);
});

test('a schedule that is changed begins anew: what it would have had before is not missed', async (t) => {
  const machine = new Machine(t, '2026-11-21T12:00Z');
  await machine.boot();
  machine.clockSays('2026-11-21T15:00Z');
  await machine.scheduler.replace([{ ...nightly, cron: '0 14 * * *' }]);
  await machine.passes(5);
  assert.deepEqual(machine.started, []);
  machine.clockSays('2026-11-21T23:00Z');
  await machine.scheduler.replace([nightly]);
  await machine.passes(5);
  assert.deepEqual(machine.started, []);
  assert.equal(machine.scheduler.states()[0]?.nextSlot, '2026-11-22T22:00:00Z');
});

test('a schedule that is taken away starts nothing; what else is there is not touched', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:59Z');
  await machine.boot([nightly, { ...nightly, name: 'other' }]);
  await machine.scheduler.replace([{ ...nightly, name: 'other' }]);
  await machine.passes(5);
  assert.deepEqual(machine.told.slice(2), [
    'other: the slot of 2026-11-21T22:00:00Z was started as run run1',
  ]);
});

test('a ledger that cannot be written starts nothing, is told once, and goes on where it was', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:59Z');
  await machine.boot();
  const { ledger } = machine;
  let full = true;
  await machine.boot([nightly], {
    ...ledger,
    claim: (entry) => (full ? Promise.reject(new Error('the disk is full')) : ledger.claim(entry)),
  });
  await machine.passes(30);
  assert.deepEqual(machine.started, []);
  full = false;
  await machine.passes(1);
  assert.deepEqual(machine.started, ['11-21 22:29 for 11-21 22:00']);
  assert.deepEqual(machine.told.slice(1), [
    'nightly: the disk is full',
    'nightly: well again',
    'nightly: the slot of 2026-11-21T22:00:00Z was started as run run1',
  ]);
});

test('a claim that the database let wait past the window is missed, not started', async (t) => {
  const machine = new Machine(t, '2026-11-21T21:59Z');
  await machine.boot();
  const { ledger } = machine;
  await machine.boot([nightly], {
    ...ledger,
    async claim(entry) {
      const claimed = await ledger.claim(entry);
      machine.nowMs += 5 * HOUR_MS;
      return claimed;
    },
  });
  await machine.passes(2);
  assert.deepEqual(machine.started, []);
  assert.match(machine.ledger.rows().join(), /22:00:00Z missed: it would start 5h late/);
});

test('1,000 reloads leave no task behind', async (t) => {
  const before = getTasks().size;
  const machine = new Machine(t, '2026-11-21T12:00Z');
  await machine.boot();
  const others = Array.from({ length: 3 }, (_, index) => ({ ...nightly, name: `other${index}` }));
  for (let reload = 0; reload < 1000; reload++) {
    await machine.scheduler.replace([{ ...nightly, cron: `${reload % 60} 22 * * *` }, ...others]);
  }
  assert.equal(getTasks().size, before + 4);
  assert.throws(() => machine.scheduler.replace([nightly, { ...nightly, cron: '@daily' }]), /two schedules/);
  assert.equal(getTasks().size, before + 4);
  await machine.scheduler.close();
  assert.equal(getTasks().size, before);
});

test('node-cron wakes it at the slot, by the real clock', async (t) => {
  const clock = { wallMs: () => Date.now() };
  const ledger = await openLedger(t, clock);
  const { promise, resolve } = Promise.withResolvers<DueSlot>();
  const scheduler = new Scheduler({
    clock,
    ledger,
    start: async (due) => {
      resolve(due);
      return { run: 'x' };
    },
    running: () => null,
    onDecision: () => {},
    onTrouble: (_schedule, why) => assert.fail(String(why)),
  });
  await scheduler.replace([{ ...nightly, cron: '* * * * * *' }]);
  // What wakes it keeps no process alive.
  const awake = setInterval(() => {}, 1000);
  const { slotWallMs } = await promise;
  clearInterval(awake);
  await scheduler.close();
  assert.equal(slotWallMs % 1000, 0);
  assert.match(ledger.rows()[0] ?? '', / started$/);
});
