import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FailureSamples } from '../../../src/load/figure/failure-samples.ts';
import { HEARD_BYTES } from '../../../src/load/operation.ts';

const nothing = () => ({ sent: 'GET /', heard: null });

function sampleAt(monoMs: number, failure: string, operation = 0) {
  return { operation, arrival: monoMs, monoMs, failure, latencyMs: 1 };
}

test('the first three of each class and operation in a minute are kept, the rest are not asked for', () => {
  const samples = new FailureSamples([]);
  let asked = 0;
  for (let ms = 0; ms < 1000; ms++)
    for (const [failure, operation] of [
      ['timeout', 0],
      ['timeout', 1],
      ['bypassed', 0],
    ] as const)
      samples.see(sampleAt(ms, failure, operation), () => {
        asked++;
        return nothing();
      });
  assert.equal(asked, 9);
  assert.equal(samples.take().length, 9);
  assert.deepEqual(samples.take(), []);
  samples.see(sampleAt(60_000, 'timeout'), nothing);
  assert.equal(samples.take().length, 1, 'a new minute');
});

test('a run of any length and any number of classes keeps so many, and in a minute no more than 30', () => {
  const samples = new FailureSamples([]);
  const ofMinutes: number[] = [];
  for (let minute = 0; minute < 24 * 60; minute++) {
    for (let kind = 0; kind < 50; kind++)
      for (let at = 0; at < 5; at++) samples.see(sampleAt(minute * 60_000 + at, `error-${kind}`), nothing);
    ofMinutes.push(samples.take().length);
  }
  assert.ok(Math.max(...ofMinutes) <= 30);
  assert.equal(
    ofMinutes.reduce((sum, count) => sum + count, 0),
    1000,
  );
});

test('a class that comes up late in a long run is still logged', () => {
  const samples = new FailureSamples([]);
  for (let minute = 0; minute < 600; minute++)
    for (let at = 0; at < 5; at++) samples.see(sampleAt(minute * 60_000 + at, 'timeout'), nothing);
  samples.take();
  samples.see(sampleAt(600 * 60_000, 'reset'), nothing);
  assert.equal(samples.take()[0]?.failure, 'reset');
});

test('no part of a secret is seen, wherever it stands and wherever the text is cut', () => {
  const secret = 'correct-horse/+&=battery"staple';
  const spellings = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
  ];
  fc.assert(
    fc.property(
      fc.nat(2 * HEARD_BYTES),
      fc.nat(2 * HEARD_BYTES),
      fc.constantFrom(...spellings),
      fc.boolean(),
      (before, after, spelt, twice) => {
        const text = `${'.'.repeat(before)}${spelt}${twice ? spelt : ''}${'.'.repeat(after)}`;
        const samples = new FailureSamples([secret]);
        samples.see(sampleAt(0, 'body'), () => ({
          sent: text,
          // As a channel keeps it.
          heard: Buffer.from(text).subarray(0, HEARD_BYTES),
        }));
        const [sample] = samples.take();
        for (const shown of [sample?.sent, sample?.received]) {
          assert.ok(shown !== null && shown !== undefined && shown.length <= 512);
          assert.doesNotMatch(shown, /[a-zA-Z]/, 'nothing but dots and ***');
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test('what stands in a header that carries secrets is hidden, known or not', () => {
  const samples = new FailureSamples([]);
  samples.see(sampleAt(0, 'status-401'), () => ({
    sent: 'GET / HTTP/1.1\r\nauthorization: Bearer abcdefgh\r\nx: y\r\n',
    heard: Buffer.from('HTTP/1.1 401 No\r\nset-cookie: session=12345678; path=/\r\n\r\nno'),
  }));
  const [sample] = samples.take();
  assert.equal(sample?.sent, 'GET / HTTP/1.1\r\nauthorization: ***\r\nx: y\r\n');
  assert.equal(sample?.received, 'HTTP/1.1 401 No\r\nset-cookie: ***\r\n\r\nno');
});
