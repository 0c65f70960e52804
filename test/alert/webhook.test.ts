import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { signatureOf } from '../../src/alert/signature.ts';
import { type Post, postWebhook } from '../../src/alert/webhook.ts';
import { openHook } from '../fixture/hook.ts';
import { freePort } from '../fixture/port.ts';

const NEVER = new AbortController().signal;

function post(url: string, more: Partial<Post> = {}) {
  return postWebhook({
    url,
    secret: null,
    delivery: 'k7bd92xq-0-run-600000-0',
    body: '{"version":1}',
    wallMs: 1_800_000_000_123,
    signal: NEVER,
    ...more,
  });
}

test('the body comes as JSON, signed with its time and its name', async (context) => {
  const hook = await openHook(context);
  assert.deepEqual(await post(`${hook.url}?room=1`, { secret: 'a secret' }), { ok: true });
  const [{ body, headers, path } = { body: '', headers: {}, path: '' }] = hook.received;
  assert.deepEqual([path, body], ['/hook?room=1', '{"version":1}']);
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers['idempotency-key'], 'k7bd92xq-0-run-600000-0');
  assert.equal(headers['webhook-id'], 'k7bd92xq-0-run-600000-0');
  assert.equal(headers['webhook-timestamp'], '1800000000');
  const mac = createHmac('sha256', 'a secret')
    .update(`k7bd92xq-0-run-600000-0.1800000000.${body}`)
    .digest('base64');
  assert.equal(headers['webhook-signature'], `v1,${mac}`);
});

test('the signature is that of the standard', () => {
  // The example of the specification (standardwebhooks.com): secret, id, time and body, and what they make.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  assert.equal(
    signatureOf(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}'),
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

test('without a secret nothing is signed', async (context) => {
  const hook = await openHook(context);
  await post(hook.url);
  assert.equal(hook.received[0]?.headers['webhook-signature'], undefined);
});

test('what may go better is tried again, and what stays as it is is not', async (context) => {
  const hook = await openHook(context, (response, { path }) => {
    const status = Number(path.slice(1));
    response
      .writeHead(status, status === 429 ? { 'retry-after': '7' } : { location: '/elsewhere' })
      .end('x'.repeat(200_000));
  });
  const at = (status: number) => post(`http://127.0.0.1:${hook.port}/${status}`);
  assert.deepEqual(await at(200), { ok: true });
  assert.deepEqual(await at(503), { ok: false, why: 'answered 503', again: true, askedMs: null });
  assert.deepEqual(await at(429), { ok: false, why: 'answered 429', again: true, askedMs: 7000 });
  assert.deepEqual(await at(404), { ok: false, why: 'answered 404', again: false, askedMs: null });
  assert.deepEqual(await at(302), {
    ok: false,
    why: 'answered 302: a webhook is not redirected',
    again: false,
    askedMs: null,
  });
  assert.equal(hook.received.length, 5, 'no redirect was followed');
});

test('one that is not there, hangs, breaks off or is given up is told so, without its address', async (context) => {
  const nobody = await post(`http://127.0.0.1:${await freePort()}/T0/B1`);
  assert.deepEqual(nobody, {
    ok: false,
    why: 'nobody listens there (ECONNREFUSED)',
    again: true,
    askedMs: null,
  });
  const hung = await openHook(context, () => {});
  const late = await post(hung.url, { timeoutMs: 50 });
  assert.deepEqual(late, { ok: false, why: 'no answer within 0.05 s', again: true, askedMs: null });
  const given = new AbortController();
  const waiting = post(hung.url, { signal: given.signal });
  await hung.until(() => hung.received.length === 2);
  given.abort();
  assert.deepEqual(await waiting, {
    ok: false,
    why: 'it was given up: soakd ends',
    again: true,
    askedMs: null,
  });
  const rude = createServer((socket) => socket.end('nonsense\r\n\r\n')).listen(0, '127.0.0.1');
  context.after(() => rude.close());
  await once(rude, 'listening');
  const address = rude.address();
  const answer = await post(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`);
  assert.equal(answer.ok, false);
});
