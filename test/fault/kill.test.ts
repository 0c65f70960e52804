/**
 * soakd is killed at random moments of its runs, and taken up again or ended: what was committed is there, the database
 * is whole, and every run is in an honest state. SOAKD_KILLS=200 SOAKD_SEED=1 for more and others.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { isAlive } from '../../src/proc/signal-process.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import {
  type Committed,
  type Line,
  SoakingProcess,
  type SoakPlace,
  soakPlace,
} from '../soak/soaking-process.ts';

const KILLS = Number(process.env['SOAKD_KILLS'] ?? 10);
const SEED = Number(process.env['SOAKD_SEED'] ?? 1);
/** So many are killed while they start: load their code, take up a run, look for what it had started. */
const STARTING_SHARE = 0.25;
const STARTING_MS = 3000;
/** The others while they soak, end, and judge. */
const SOAKING_MS = 8000;
/** Of so many kills the next soakd ends the run, the others take it up. */
const ENDED_SHARE = 0.1;

test(`${KILLS} times kill -9: nothing committed is lost, no database damaged, no run pretends`, async (context) => {
  const place = await soakPlace(context, { durationS: 4, more: 'drain: { for: 1s, reload: 1s }' });
  const random = randomFrom(SEED);
  const hits = new Map<string, number>();
  let samples = 0;
  let kills = 0;
  while (kills < KILLS) {
    const args = random() < ENDED_SHARE ? ['--within', '0'] : [];
    const soaking = new SoakingProcess(context, place, args);
    const isStarting = random() < STARTING_SHARE;
    if (!isStarting) await soaking.goes();
    const killed = await killAt(soaking, random() * (isStarting ? STARTING_MS : SOAKING_MS));
    if (killed) {
      kills += 1;
      const where = momentOf(soaking.lines);
      hits.set(where, (hits.get(where) ?? 0) + 1);
    }
    assert.deepEqual(
      soaking.lines.filter(({ failed }) => failed !== undefined && !failed.includes('does not go on')),
      [],
    );
    const committed = soaking.lines.flatMap((line) => line.committed ?? []);
    samples += committed.length;
    inspect(place, committed);
  }
  // What is left is taken up, or ended, by one after the other.
  for (let left = await unended(place); left > 0; left = await unended(place))
    await new SoakingProcess(context, place).end();
  inspect(place, []);
  const states = await honestEnds(place);
  assert.ok(samples > 0, 'it was killed before anything was committed, each time');
  context.diagnostic(`killed at ${[...hits].map(([where, count]) => `${where}: ${count}`).join(', ')}`);
  context.diagnostic(`${samples} committed samples are there; ${states}`);
});

/** false: it had ended before. */
async function killAt(soaking: SoakingProcess, afterMs: number): Promise<boolean> {
  const over = new AbortController();
  const waited = delay(afterMs, true, { signal: over.signal }).catch(() => false);
  const isAlive = await Promise.race([waited, soaking.closed.then(() => false)]);
  over.abort();
  if (isAlive) soaking.child.kill('SIGKILL');
  await soaking.closed;
  if (!isAlive) assert.equal(soaking.child.exitCode, 0);
  return isAlive;
}

function momentOf(lines: readonly Line[]): string {
  if (!lines.some(({ going }) => going !== undefined)) return 'start';
  const phase = lines.findLast(({ status }) => status !== undefined)?.status?.phase;
  return lines.some(({ event }) => event?.text === 'ended') ? 'ended' : (phase ?? 'ready');
}

function inspect({ database }: SoakPlace, committed: readonly Committed[]): void {
  // As whoever opens it next: what the log holds is part of it.
  using connection = openDatabase(database);
  if (connection === null) {
    assert.deepEqual(committed, []);
    return;
  }
  const { opened } = connection;
  assert.deepEqual(opened.pragma('quick_check'), [{ quick_check: 'ok' }]);
  const find = opened.prepare('SELECT 1 FROM samples WHERE run = ? AND target = ? AND mono_ms = ?');
  const lost = committed.filter(({ run, target, monoMs }) => find.get(run, target, monoMs) === undefined);
  assert.deepEqual(lost, [], 'what was said to be committed is there');
}

/** null: it was killed before there was one. */
function openDatabase(file: string): ({ readonly opened: Database.Database } & Disposable) | null {
  try {
    const opened = new Database(file, { fileMustExist: true });
    return { opened, [Symbol.dispose]: () => void opened.close() };
  } catch {
    return null;
  }
}

async function unended({ database }: SoakPlace): Promise<number> {
  using reader = await openStoreReader(database);
  assert.deepEqual(
    reader.listRuns().filter(({ state }) => state === 'running'),
    [],
    'nobody conducts any of them',
  );
  return reader.abandonedRuns().length;
}

async function honestEnds({ database }: SoakPlace): Promise<string> {
  using reader = await openStoreReader(database);
  const counts = new Map<string, number>();
  for (const run of reader.listRuns()) {
    assert.ok(['completed', 'interrupted'].includes(run.state), `${run.id} is ${run.state}`);
    assert.equal(run.phase, 'ended');
    assert.notEqual(run.endedWallMs, null);
    assert.notEqual(run.verdict, null);
    if (run.state === 'interrupted') assert.notEqual(run.verdict, 'pass');
    else assert.ok(run.observedMs >= 6000, `${run.id} completed after ${run.observedMs} ms`);
    for (const life of reader.generations(run.run)) {
      assert.notEqual(life.endedMs, null);
      assert.equal(isAlive('/proc', life), false, `process ${life.pid} of ${run.id} is left`);
    }
    counts.set(run.state, (counts.get(run.state) ?? 0) + 1);
  }
  return `${[...counts].map(([state, count]) => `${count} runs ${state}`).join(', ')}`;
}

/** mulberry32: the same kills for the same seed, as far as a machine lets be the same. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
