import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Act } from '../../src/fault/act.ts';
import type { ActContext } from '../../src/fault/act-context.ts';
import { makeHarm } from '../../src/fault/make-harm.ts';
import { thisProcess } from '../../src/fault/named-process.ts';
import type { HarmPlan } from '../../src/plan/fault/harm-plan.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

type Given = Omit<ActContext, 'proxies'>;

function contextOf(folder: string, given: Partial<Given> = {}): ActContext {
  const plain: Given = {
    root: thisProcess,
    id: '0-0',
    seed: 7,
    durationMs: 60_000,
    strike: async () => 'killed by SIGKILL',
    group: () => null,
    folder,
    ...given,
  };
  // None of these acts has to do with a proxy.
  return plain as ActContext;
}

function made(plan: HarmPlan, folder: string, given: Partial<Given> = {}): Promise<Act> {
  return makeHarm(plan, contextOf(folder, given));
}

async function garbledBytes(test: TestContext, seed: number): Promise<string> {
  const folder = temporaryFolder(test);
  const path = join(folder, 'file');
  writeFileSync(path, 'x'.repeat(10_000));
  const act = await made({ kind: 'garble', path, bytes: 500 }, folder, { seed });
  await act.begin();
  return readFileSync(path, 'latin1');
}

test('the same seed garbles the same bytes in the same way, another seed does not', async (context) => {
  const [one, again, other] = await Promise.all([
    garbledBytes(context, 7),
    garbledBytes(context, 7),
    garbledBytes(context, 8),
  ]);
  assert.equal(one, again);
  assert.notEqual(one, other);
});

test('what an act puts by while it lasts is gone when it is over', async (context) => {
  const [own, folder] = [temporaryFolder(context), temporaryFolder(context)];
  for (const kind of ['remove', 'truncate', 'garble', 'unwritable'] as const) {
    const path = join(own, kind);
    writeFileSync(path, kind);
    const act = await made({ kind, path, toBytes: 0, bytes: 3 }, folder);
    assert.equal(act.undo.length, 1, 'what reverts it is known before it begins');
    assert.equal((await act.begin()).seen, true);
    assert.equal((await act.end()).seen, true);
    assert.equal(readFileSync(path, 'utf8'), kind);
  }
  assert.deepEqual(readdirSync(folder), []);
  assert.deepEqual(readdirSync(own).sort(), ['garble', 'remove', 'truncate', 'unwritable']);
});

test('a kill tells how the process ended, and what goes on was not seen to end', async (context) => {
  const folder = temporaryFolder(context);
  const asked: unknown[] = [];
  const strikes = (answers: readonly (string | null)[]): Given['strike'] => {
    const left = [...answers];
    return async (...how) => {
      asked.push(how);
      return left.shift() ?? null;
    };
  };
  const kill = { kind: 'kill', target: 'api', signal: 'SIGTERM', withinMs: 2000 } as const;
  const ended = await made(kill, folder, { strike: strikes(['killed by SIGTERM']) });
  assert.deepEqual(ended.undo, []);
  assert.equal((await ended.begin()).text, `api (pid ${process.pid}) ended: killed by SIGTERM`);
  const deaf = await (await made(kill, folder, { strike: strikes([null]) })).begin();
  assert.deepEqual([deaf.seen, deaf.text], [false, `api (pid ${process.pid}) goes on 2 s after SIGTERM`]);
  asked.length = 0;
  const stubborn = { kind: 'restart', target: 'api', graceMs: 50 } as const;
  const act = await made(stubborn, folder, { strike: strikes([null, 'killed by SIGKILL']) });
  assert.equal((await act.begin()).seen, true);
  assert.deepEqual(asked, [
    ['api', 'SIGTERM', 50],
    ['api', 'SIGKILL', 10_000],
  ]);
});

test('what cannot be done now is refused with its reason, and nothing was done', async (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, 'sub'));
  const limit = { kind: 'limit', target: 'api', fds: null, memoryBytes: 2 ** 20 } as const;
  await assert.rejects(
    made(limit, folder),
    /api has no control group of its own: its memory cannot be limited/,
  );
  const kill = { kind: 'kill', target: 'api', signal: 'SIGKILL', withinMs: 1 } as const;
  await assert.rejects(made(kill, folder, { root: () => null }), /^Error: api does not run/);
  await assert.rejects(made({ kind: 'remove', path: join(folder, 'sub') }, folder), /is no regular file/);
  assert.deepEqual(readdirSync(folder), ['sub']);
});
