/**
 * Writes numbered records until it is killed: argv is the file, the run's id, the number to begin with, and how many at
 * most. Prints `run N` and, after each flush, `committed N`; troubles and their end too. A line on stdin ends it tidily.
 */
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openStoreWriter } from '../../src/store/writer.ts';
import { newRun, sample } from './stored-run.ts';

const [file = '', id = '', first = '0', count = 'Infinity', everyMs = '0'] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);

const writer = await openStoreWriter(file, {
  commitEveryMs: 10,
  onTrouble: (trouble) => say(`${trouble.kind} ${'message' in trouble ? trouble.message : ''}`),
});
const run = await writer.createRun(newRun({ id }));
say(`run ${run}`);

let ended = false;
process.stdin.once('data', () => {
  ended = true;
});

let next = Number(first);
const end = next + Number(count);
while (!ended && next < end) {
  for (let i = 0; i < 25 && next < end; i++) writer.write(sample(run, next++));
  await writer.flush(120_000);
  say(`committed ${next - 1}`);
  await delay(Number(everyMs));
}
await writer.close();
say(`closed ${writer.droppedRecords}`);
process.stdin.destroy();
