import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import type { WriteStream } from 'node:tty';
import { createProgressLine, describe } from '../../src/command/progress-line.ts';
import type { SoakStatus } from '../../src/control/status.ts';

const STYLE = { binary: true };

const status: SoakStatus = {
  run: 'k7m2q9xd',
  name: 'api',
  phase: 'soak',
  paused: false,
  observedMs: 133_400,
  leftMs: 166_600,
  load: { offered: 300, achieved: 300, failed: 0, p95Ms: 1.234 },
  targets: [{ name: 'redis', alive: true, rssBytes: 45.1 * 2 ** 20, fds: 12 }],
  criteria: { pass: 4, fail: 1, inconclusive: 0 },
};

/** As much of a terminal, or of a pipe, as the progress line uses. */
function stream(terminal: { columns: number } | null) {
  const written: string[] = [];
  const target = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
  Object.assign(target, terminal === null ? {} : { isTTY: true, ...terminal });
  return { target: target as unknown as WriteStream, written };
}

test('a line tells phase, time, rate, latency, targets and criteria', () => {
  assert.equal(
    describe(status, STYLE),
    'soak    2m13s  left 2m46s  so far 1 fail, 4 pass  300/s  p95 1.23 ms  redis rss 45.1 MiB 12 fds',
  );
});

test('a run that is paused says so in the place of its phase', () => {
  assert.match(describe({ ...status, paused: true }, STYLE), /^paused {2}2m13s /);
});

test('a target that is down, a load that is behind and failures are told', () => {
  const text = describe(
    {
      ...status,
      load: { offered: 300, achieved: 120, failed: 7, p95Ms: null },
      targets: [{ name: 'redis', alive: false, rssBytes: null, fds: null }],
      criteria: null,
    },
    STYLE,
  );
  assert.match(text, /left 2m46s {2}120 of 300\/s offered {2}p95 – {2}7 failed\/s {2}redis down$/);
});

test('on a terminal one line is drawn anew, never wider than the terminal, also after a resize', () => {
  const { target, written } = stream({ columns: 40 });
  const line = createProgressLine(target, {}, STYLE);
  line.show(status);
  assert.equal(written.at(-1), `\r\u001b[2K${describe(status, STYLE).slice(0, 39)}`);
  Object.assign(target, { columns: 20 });
  target.emit('resize');
  assert.equal(written.at(-1), `\r\u001b[2K${describe(status, STYLE).slice(0, 19)}`);
  line.end();
  assert.equal(written.at(-1), '\r\u001b[2K');
  assert.equal(target.listenerCount('resize'), 0);
});

test('in a pipe, and on a dumb terminal, there is a plain line at each phase and each half minute', () => {
  for (const [terminal, environment] of [
    [null, {}],
    [{ columns: 80 }, { TERM: 'dumb' }],
  ] as const) {
    const { target, written } = stream(terminal);
    const line = createProgressLine(target, environment, STYLE);
    for (const observedMs of [0, 10_000, 29_999, 30_000, 45_000]) line.show({ ...status, observedMs });
    line.show({ ...status, phase: 'drain', observedMs: 46_000 });
    assert.equal(written.length, 3);
    assert.ok(written.every((text) => !text.includes('\u001b') && text.endsWith('\n')));
  }
});
