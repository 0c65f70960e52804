import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { GIVE_UP_MS, retryDelayMs } from '../../src/alert/backoff.ts';
import { Courier, type Settled } from '../../src/alert/courier.ts';
import type { Letter } from '../../src/alert/notifier.ts';
import type { NotifierPlan } from '../../src/plan/alert/alert-plan.ts';
import { openHook } from '../fixture/hook.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

interface Sent {
  readonly courier: Courier;
  readonly troubles: string[];
  readonly said: string[];
  readonly giveUp: AbortController;
  send(name: string): Promise<Settled>;
}

function courierFor(notifier: NotifierPlan): Sent {
  const troubles: string[] = [];
  const said: string[] = [];
  const giveUp = new AbortController();
  const courier = new Courier({
    notifier,
    describes: 'the receiver',
    post: { wallMs: Date.now, say: (text) => said.push(text), signal: giveUp.signal },
    monotonicMs: () => performance.now(),
    // The least that a wait is.
    random: () => 0,
    onTrouble: (message) => troubles.push(message),
  });
  const send = (name: string): Promise<Settled> => {
    const letter: Letter = { delivery: name, body: `{"name":"${name}"}`, text: name, severity: 'critical' };
    return new Promise((resolve) => courier.bring(letter, resolve));
  };
  return { courier, troubles, said, giveUp, send };
}

test('a receiver that fails, hangs up and is well then gets each letter once, in their order', async (context) => {
  const hook = await openHook(context, (response, _received, place) => {
    if (place === 0) response.writeHead(503).end();
    else if (place === 1) response.destroy();
    else response.writeHead(204).end();
  });
  const { send, troubles, courier } = courierFor({ kind: 'webhook', url: hook.url, secret: null });
  const settled = await Promise.all([send('fires'), send('over')]);
  await courier.idle;
  assert.deepEqual(settled, [
    { state: 'delivered', attempts: 3, why: null },
    { state: 'delivered', attempts: 1, why: null },
  ]);
  assert.deepEqual(
    hook.received.map(({ headers }) => headers['idempotency-key']),
    ['fires', 'fires', 'fires', 'over'],
  );
  assert.deepEqual(troubles, [
    'the receiver was not reached (answered 503), attempt 1; again in 1 s',
    'the receiver was not reached (it broke the connection off (ECONNRESET)), attempt 2; again in 1 s',
  ]);
});

test('a receiver that is late gets its letter, and the next one waits for it', async (context) => {
  const release = Promise.withResolvers<void>();
  const hook = await openHook(context, (response, _received, place) => {
    void (place === 0 ? release.promise : Promise.resolve()).then(() => response.writeHead(204).end());
  });
  const { send } = courierFor({ kind: 'webhook', url: hook.url, secret: null });
  const both = Promise.all([send('first'), send('second')]);
  await hook.until(({ headers }) => headers['idempotency-key'] === 'first');
  assert.equal(hook.received.length, 1);
  release.resolve();
  assert.deepEqual(
    (await both).map(({ state }) => state),
    ['delivered', 'delivered'],
  );
});

test('one that refuses is not asked again', async (context) => {
  const hook = await openHook(context, (response) => response.writeHead(410).end());
  const { send } = courierFor({ kind: 'webhook', url: hook.url, secret: null });
  assert.deepEqual(await send('fires'), { state: 'failed', attempts: 1, why: 'answered 410' });
  assert.equal(hook.received.length, 1);
});

test('what waits when soakd ends is given up at once, and so is what comes after', async (context) => {
  const hook = await openHook(context, () => {});
  const { send, giveUp } = courierFor({ kind: 'webhook', url: hook.url, secret: null });
  const both = Promise.all([send('first'), send('second')]);
  await hook.until(() => true);
  giveUp.abort('the run has ended');
  const [first, second] = await both;
  assert.deepEqual([first?.state, first?.attempts], ['failed', 1]);
  assert.match(first?.why ?? '', /soakd ended before it arrived/);
  assert.deepEqual(second, { state: 'failed', attempts: 0, why: 'soakd ended before it arrived' });
});

test('a queue that is full loses the newest, and says so', async (context) => {
  const hook = await openHook(context, () => {});
  const { send, giveUp } = courierFor({ kind: 'webhook', url: hook.url, secret: null });
  const waiting = Array.from({ length: 64 }, (_, index) => send(`letter ${index}`));
  assert.deepEqual(await send('one more'), { state: 'failed', attempts: 0, why: '64 others wait before it' });
  giveUp.abort('enough');
  await Promise.all(waiting);
});

test('a command reads the letter, and one that fails is not run again', async (context) => {
  const folder = temporaryFolder(context);
  const program = join(folder, 'page.mjs');
  writeFileSync(
    program,
    `import { appendFileSync, readFileSync } from 'node:fs';
    appendFileSync('pages', readFileSync(0, 'utf8') + process.argv[2]);
    if (process.argv[2] === 'fail') { console.error('the pager is off'); process.exitCode = 4; }\n`,
  );
  const command = (word: string): NotifierPlan => ({
    kind: 'command',
    command: [process.execPath, program, word],
    workingDirectory: folder,
  });
  assert.deepEqual(await courierFor(command('now')).send('fires'), {
    state: 'delivered',
    attempts: 1,
    why: null,
  });
  assert.deepEqual(await courierFor(command('fail')).send('over'), {
    state: 'failed',
    attempts: 1,
    why: 'exited with code 4: the pager is off',
  });
  assert.equal(readFileSync(join(folder, 'pages'), 'utf8'), '{"name":"fires"}now{"name":"over"}fail');
});

test('a command that hangs is ended when soakd ends', async (context) => {
  const folder = temporaryFolder(context);
  const { send, giveUp } = courierFor({
    kind: 'command',
    command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'],
    workingDirectory: folder,
  });
  const settled = send('fires');
  giveUp.abort('the run has ended');
  const { state } = await settled;
  assert.equal(state, 'failed');
});

test('the journal takes a line, or it is said why not', async () => {
  const settled = await courierFor({ kind: 'journald', priority: null }).send('fires');
  // In a container there is none.
  if (existsSync('/run/systemd/journal/stdout')) assert.equal(settled.state, 'delivered');
  else
    assert.match(
      settled.why ?? '',
      /^(exited with code 1: |cannot be started: there is no such program \(ENOENT\))/,
    );
});

test('the log takes every letter', async () => {
  const { send, said } = courierFor({ kind: 'log' });
  assert.deepEqual(await send('fires'), { state: 'delivered', attempts: 1, why: null });
  assert.deepEqual(said, ['fires']);
});

test('waits double, by chance a little less, up to a minute, and end after a quarter of an hour', () => {
  assert.deepEqual(
    [1, 2, 3, 6, 7, 20]
      .map((attempts) => retryDelayMs(attempts, 0, 0.999_999))
      .map((ms) => Math.round((ms ?? 0) / 1000)),
    [1, 2, 4, 32, 60, 60],
  );
  assert.equal(retryDelayMs(9, GIVE_UP_MS - 1000, 0), null);
  assert.equal(retryDelayMs(1, 0, 0, 20_000), 20_000, 'the receiver may ask for more');
  assert.equal(retryDelayMs(1, 0, 0, 9e9), 60_000, 'and not for too much');
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempts, random) => {
        const ms = retryDelayMs(attempts, 0, random) ?? Number.NaN;
        const whole = Math.min(1000 * 2 ** (attempts - 1), 60_000);
        assert.ok(ms >= whole / 2 && ms <= whole, `${ms}`);
      },
    ),
    { seed: 7 },
  );
});
