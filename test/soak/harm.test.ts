import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { until } from '../../src/fault/until.ts';
import { type Line, reported, SoakingProcess, type SoakPlace, soakPlace, stored } from './soaking-process.ts';

/** Longer than anything takes on a busy machine: a test fails by it, and never waits for it. */
const PATIENCE_MS = 60_000;
const FILES = ['removed', 'cut', 'garbled', 'locked'] as const;

/** All that is to be as it was, of each file and of the target's limit. */
type Picture = Readonly<Record<string, unknown>>;

function pictureOf(folder: string): Picture {
  const files = readdirSync(folder).sort();
  return Object.fromEntries(
    files.map((name) => {
      const path = join(folder, name);
      const { ino, mode, uid, gid, mtimeNs } = statSync(path, { bigint: true });
      return [name, { ino, mode, uid, gid, mtimeNs, bytes: readFileSync(path, 'latin1') }];
    }),
  );
}

function fdLimitOf(pid: number): number {
  const soft = /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1];
  return Number(soft);
}

function targetPid(place: SoakPlace): Promise<number> {
  return stored(place, (reader, run) => reader.generations(run).at(-1)?.pid ?? 0);
}

function attempt(does: () => boolean): boolean {
  try {
    return does();
  } catch {
    return false;
  }
}

/** A soak in which everything is hurt for longer than the test lasts. */
async function hurting(context: TestContext): Promise<{
  soaking: SoakingProcess;
  place: SoakPlace;
  folder: string;
  before: Picture;
  pid: number;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-harm-'));
  for (const name of FILES) {
    writeFileSync(join(folder, name), `${name} `.repeat(1000));
    chmodSync(join(folder, name), 0o640);
  }
  const before = pictureOf(folder);
  const at = (name: string): string => `{ path: ${join(folder, name)} }`;
  const acts = [
    `remove: ${at('removed')}`,
    `truncate: ${at('cut')}`,
    `garble: ${at('garbled')}`,
    `unwritable: ${at('locked')}`,
    'limit: { target: service, fds: 40 }',
    'pressure: { memory: 16MiB }',
  ];
  // Each thing is in the hands of one fault alone; the second would put back what the first had made of it.
  const refused = [`unwritable: ${at('removed')}`, `garble: ${at('locked')}`, `remove: ${at('garbled')}`];
  const timeline = [
    ...acts.map((act) => `{ at: 1s, for: 5m, ${act} }`),
    ...refused.map((act) => `{ at: 2s, for: 5m, ${act} }`),
  ].join(', ');
  const place = await soakPlace(context, {
    durationS: 600,
    more: `faults: { seed: 7, timeline: [${timeline}] }`,
  });
  const soaking = new SoakingProcess(context, place);
  // Last: while soakd or its guardian is at it, not even root can remove what is locked.
  context.after(async () => {
    const isUnlocked = (): boolean => {
      rmSync(folder, { recursive: true, force: true });
      return true;
    };
    await until(() => attempt(isUnlocked), PATIENCE_MS);
  });
  let seen = 0;
  const isSettled = ({ event }: Line): boolean =>
    (event?.event === 'fault-begin' || event?.event === 'fault-failed') &&
    ++seen === acts.length + refused.length;
  await soaking.until(isSettled);
  const pid = await targetPid(place);
  assert.equal(existsSync(join(folder, 'removed')), false);
  assert.equal(statSync(join(folder, 'cut')).size, 0);
  assert.notEqual(readFileSync(join(folder, 'garbled'), 'latin1'), 'garbled '.repeat(1000));
  assert.throws(() => writeFileSync(join(folder, 'locked'), 'x'), { code: /EPERM|EACCES/ });
  assert.equal(fdLimitOf(pid), 40);
  return { soaking, place, folder, before, pid };
}

test('a soak that is ended early leaves every file as it was', async (context) => {
  const { soaking, place, folder, before } = await hurting(context);
  soaking.child.kill('SIGTERM');
  assert.equal((await soaking.end()).state, 'interrupted');
  assert.deepEqual(pictureOf(folder), before);
  const { faults } = await reported(place);
  const over = faults.filter(({ state }) => state === 'over');
  assert.deepEqual(
    over.map(({ begin, end }) => [begin?.seen, end?.seen]),
    Array.from({ length: 6 }, () => [true, true]),
    JSON.stringify(faults),
  );
  const why = faults.filter(({ state }) => state === 'failed').map((one) => one.why ?? '');
  assert.equal(why.length, 3);
  assert.match(why.join('\n'), /garbled is in the hands of another fault: garble /);
});

test('kill -9 of soakd leaves every file as it was, and the target with the limit that it had', async (context) => {
  const { soaking, folder, before, pid } = await hurting(context);
  await soaking.kill();
  // One may be moved back while the folder is looked at.
  const isAsBefore = (): boolean => attempt(() => isDeepStrictEqual(pictureOf(folder), before));
  await until(isAsBefore, PATIENCE_MS);
  assert.deepEqual(pictureOf(folder), before, 'the guardian reverts it');
  assert.ok(await until(() => fdLimitOf(pid) !== 40, PATIENCE_MS));
});
