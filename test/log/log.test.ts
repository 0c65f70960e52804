import assert from 'node:assert/strict';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { SoakdError } from '../../src/error.ts';
import { createLog, type LogOptions, type ProcessLog } from '../../src/log/log.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

/** What it has written so far, without the times. */
type Written = () => string[];

function logInto(context: TestContext, options: Omit<LogOptions, 'descriptor'> = {}): [ProcessLog, Written] {
  const file = join(temporaryFolder(context), 'log');
  const descriptor = openSync(file, 'w');
  const log = createLog({ ...options, descriptor });
  context.after(() => {
    log.close();
    closeSync(descriptor);
  });
  return [log, () => readFileSync(file, 'utf8').split('\n').slice(0, -1).map(withoutTime)];
}

function withoutTime(line: string): string {
  return line.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, 'TIME');
}

test('the journal gets one readable line with its level, and no time of its own', (t) => {
  const [log, written] = logInto(t, { format: 'journal', level: 'debug' });
  log.info('the soak has started', { run: 'k3v9', name: 'nightly api' });
  log.debug('a tick');
  log.warn('late');
  log.error('broken', { err: new SoakdError('no such plan') });
  log.fatal('the end');
  assert.deepEqual(written(), [
    '<6>the soak has started run=k3v9 name="nightly api"',
    '<7>a tick',
    '<4>late',
    '<3>broken err="no such plan"',
    '<2>the end',
  ]);
});

test('the journal is where systemd says it is, and not what a redirection went to', (t) => {
  const file = join(temporaryFolder(t), 'log');
  const descriptor = openSync(file, 'w');
  const { dev, ino } = fstatSync(descriptor);
  for (const stream of [`${dev}:${ino}`, `${dev}:${ino + 1}`, undefined]) {
    const log = createLog({ descriptor, environment: { JOURNAL_STREAM: stream, INVOCATION_ID: 'x' } });
    log.info('hello');
    log.close();
  }
  closeSync(descriptor);
  const lines = readFileSync(file, 'utf8').split('\n').map(withoutTime);
  assert.deepEqual(lines, ['<6>hello', 'TIME info  hello', 'TIME info  hello', '']);
});

test('a program gets JSON', (t) => {
  const [log, written] = logInto(t, { format: 'json' });
  log.with({ run: 'k3v9' }).info('hello', { left: 3 });
  assert.deepEqual(
    written().map((line) => JSON.parse(line)),
    [{ level: 'info', time: 'TIME', msg: 'hello', run: 'k3v9', left: 3 }],
  );
});

test('the level holds for loggers that were made before it was changed', (t) => {
  const [log, written] = logInto(t, { level: 'warn' });
  const ofRun = log.with({ run: 'a' });
  ofRun.info('unheard');
  log.level = 'debug';
  ofRun.debug('heard');
  log.level = 'error';
  ofRun.warn('unheard');
  assert.deepEqual(written(), ['TIME debug heard run=a']);
});

test('words of a target begin no line and move no cursor', (t) => {
  const [log, written] = logInto(t, { format: 'journal' });
  log.info('it said: \n<2>emergency\u001b[2J\u009b2J\u2028\u202e', { word: 'a\nb' });
  assert.deepEqual(written(), [
    '<6>it said: \\u000a<2>emergency\\u001b[2J\\u009b2J\\u2028\\u202e word="a\\nb"',
  ]);
});

test('a line has a bound, and is valid JSON beyond it, too', (t) => {
  const [log, written] = logInto(t);
  log.info('x'.repeat(1e6));
  log.info('short', { long: 'y'.repeat(1e6) });
  for (const line of written()) assert.ok(line.length < 17_000 && / more\)$/.test(line));
  const [json, writtenJson] = logInto(t, { format: 'json' });
  json.info('"'.repeat(1e6));
  assert.ok(JSON.parse(writtenJson()[0] ?? '').msg.length < 17_000);
});

test('a secret is hidden in every spelling, as long as a run has it', (t) => {
  const [log, written] = logInto(t);
  const secret = 'pa"ss w\u00f6rd\\/+é';
  const forgetFirst = log.addSecrets([secret]);
  const forgetSecond = log.addSecrets([secret]);
  const say = (): void => {
    log.info(`plain ${secret}`, { json: JSON.stringify({ secret }), [secret]: [{ deep: secret }] });
    log.info(`address ${encodeURIComponent(secret)} base64 ${Buffer.from(secret).toString('base64')}`);
    log.error('failed', { err: new Error(`refused: ${secret}`) });
  };
  say();
  forgetFirst();
  forgetFirst();
  say();
  const all = written().join('\n');
  for (const part of ['pa"ss', 'pa\\"ss', 'w\u00f6rd', 'pa%22', 'cGEic3'])
    assert.ok(!all.includes(part), part);
  assert.match(all, /plain \*\*\* json=.*"secret\\":\\"\*\*\*\\".* \*\*\*=\[\{"deep":"\*\*\*"\}\]/);
  forgetSecond();
  log.info('later: pa"ss');
  assert.match(written().at(-1) ?? '', /pa"ss$/);
});

test('a secret of several lines is hidden line by line', (t) => {
  const [log, written] = logInto(t);
  log.addSecrets(['-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----\n']);
  log.info('read MIIEvQIBADANBg from it');
  assert.deepEqual(written(), ['TIME info  read *** from it']);
});

test('what is sent in headers and addresses is hidden without being told', (t) => {
  const [log, written] = logInto(t);
  log.info('GET http://joe:hunter2@host/x with Authorization: Bearer abc.def-1, x');
  log.info('proxy-authorization: Basic am9lOmh1bnRlcjI=');
  log.info('sent', { headers: { Authorization: 'Digest q', Cookie: 'sid=1; b=2', accept: 'all' } });
  log.info('{"authorization":"Bearer zzz","cookie":"sid=77"}');
  assert.deepEqual(written(), [
    'TIME info  GET http://***@host/x with Authorization: ***, x',
    'TIME info  proxy-authorization: ***',
    'TIME info  sent headers={"Authorization":"***","Cookie":"***","accept":"all"}',
    'TIME info  {"authorization":"***","cookie":"***"}',
  ]);
});

test('whatever the secret and wherever it stands, no line has it, and every line is one', (t) => {
  const [log, written] = logInto(t, { format: 'json' });
  const anything = fc.string({ unit: 'binary', minLength: 4, maxLength: 30 });
  fc.assert(
    fc.property(anything, fc.string({ unit: 'binary' }), fc.boolean(), (secret, around, inField) => {
      fc.pre(!'level time info msg field TIME ***'.includes(secret) && !around.includes(secret));
      const forget = log.addSecrets([secret]);
      const before = written().length;
      log.info(inField ? around : around + secret, inField ? { field: { deep: [secret + around] } } : {});
      forget();
      const [line = '', ...more] = written().slice(before);
      assert.deepEqual(more, []);
      const { msg, field } = JSON.parse(line);
      assert.ok(!String(msg).includes(secret) && !String(field?.deep[0]).includes(secret));
    }),
    { numRuns: 300 },
  );
});
