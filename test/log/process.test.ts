import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, createReadStream, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../fixture/soakd.ts';

const program = fileURLToPath(new URL('../fixture/program/log-writer.ts', import.meta.url));

function numbers(output: string): number[] {
  return [...output.matchAll(/line (\d+) filler=x{100}$/gm)].map((match) => Number(match[1]));
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** With a pipe as the shell makes one, whose reader is the test alone. */
function writerWithPipe(context: TestContext, args: readonly string[]) {
  const fifo = join(temporaryFolder(context), 'stdout');
  execFileSync('mkfifo', [fifo]);
  // Both ends: opening one alone would wait for the other.
  const both = openSync(fifo, constants.O_RDWR);
  const writing = openSync(fifo, constants.O_WRONLY);
  const reading = openSync(fifo, constants.O_RDONLY);
  closeSync(both);
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', writing, 'pipe'] });
  closeSync(writing);
  context.after(() => child.kill('SIGKILL'));
  const { stdin } = child;
  assert.ok(stdin !== null);
  return { child, stdin, reading, fifo };
}

function reports({ stderr }: ChildProcess): AsyncIterator<string> {
  assert.ok(stderr !== null);
  return createInterface({ input: stderr })[Symbol.asyncIterator]();
}

async function nextReport(lines: AsyncIterator<string>) {
  const { value } = await lines.next();
  return JSON.parse(value) as { droppedLines: number; failure: string | null; rssBytes: number };
}

test('all 5,000 lines are there, in order, after process.exit', async () => {
  const child = spawn(process.execPath, [program, 'exit'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = await text(child.stdout);
  assert.deepEqual(numbers(output), upTo(5000));
});

test('all lines are there after an uncaught exception, which is told as fatal and without its secret', async () => {
  const child = spawn(process.execPath, [program, 'throw'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { CANARY: 's3cret' },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert.deepEqual(numbers(stdout), upTo(5000));
  assert.match(stdout.slice(-2000), /fatal internal error err="Error: the \*\*\* was not in its cage/);
  assert.match(stderr, /the \*\*\* was not in its cage/);
  assert.ok(!(stdout + stderr).includes('s3cret'));
});

test('all lines are there after SIGTERM', async () => {
  const child = spawn(process.execPath, [program, 'signal'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stdout = text(child.stdout);
  await once(child.stderr, 'data');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 143);
  assert.deepEqual(numbers(await stdout), upTo(5000));
  assert.match(await stdout, /warn {2}ending\n$/);
});

test('a pipe that nobody reads blocks nothing and takes no memory; what was dropped is told when it is read', async (t) => {
  const { child, stdin, reading, fifo } = writerWithPipe(t, ['again', '50000']);
  const lines = reports(child);
  const first = await nextReport(lines);
  assert.ok(first.droppedLines > 30_000, `${first.droppedLines} dropped of 50,000`);
  stdin.write('again\n');
  const second = await nextReport(lines);
  assert.equal(second.droppedLines - first.droppedLines, 50_000);
  // Two bursts were 15 MB of lines: none of them is kept.
  assert.ok(second.rssBytes - first.rssBytes < 50e6, `grew by ${second.rssBytes - first.rssBytes} bytes`);
  const output = text(createReadStream(fifo, { fd: reading }));
  stdin.end();
  await once(child, 'exit');
  const read = await output;
  const seen = numbers(read);
  assert.deepEqual(seen, upTo(seen.length), 'the first lines, in order');
  const lost = [...read.matchAll(/warn {2}(\d+) lines of this log were lost here/g)];
  const lostLines = lost.reduce((sum, [, count]) => sum + Number(count), 0);
  const ending = read.includes('the end') ? 0 : 1;
  assert.equal(seen.length + lostLines, 100_000 + ending, 'every line is there, or counted');
  assert.equal(
    read
      .split('\n')
      .filter((line) => !/^\d{4}-.* (info|warn) /.test(line))
      .join(''),
    '',
  );
});

test('a socket that nobody reads, as the journal is one, blocks nothing either', async (t) => {
  const child = spawn(process.execPath, [program, 'again', '50000'], { stdio: ['pipe', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  const { droppedLines } = await nextReport(reports(child));
  assert.ok(droppedLines > 30_000, `${droppedLines} dropped of 50,000`);
  child.stdin.end();
  const output = await text(child.stdout);
  const seen = numbers(output);
  assert.deepEqual(seen, upTo(seen.length));
  assert.match(output, /warn {2}\d+ lines of this log were lost here/);
});

test('a process whose stdout nobody reads can end', async (t) => {
  const { child, reading } = writerWithPipe(t, ['exit', '20000']);
  const [code] = await once(child, 'exit');
  assert.equal(code, 3);
  closeSync(reading);
});

test('a full disk behind stdout is survived, counted, and no obstacle to the end', async () => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [program, 'again', '20000'], { stdio: ['pipe', full, 'pipe'] });
  closeSync(full);
  const lines = reports(child);
  const { droppedLines, failure } = await nextReport(lines);
  assert.equal(failure, 'ENOSPC');
  assert.ok(droppedLines > 0);
  child.stdin?.end();
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
});

test('a reader that goes away is survived', async () => {
  const child = spawn(process.execPath, [program, 'again', '100'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = reports(child);
  assert.equal((await nextReport(lines)).failure, null);
  child.stdout.destroy();
  child.stdin.write('again\n');
  const { failure } = await nextReport(lines);
  assert.equal(failure, 'EPIPE');
  child.stdin.end();
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
});
