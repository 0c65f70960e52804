/**
 * Answers on 127.0.0.1, a while after it was started, and keeps a log of its own: when it began, that it lives, and when
 * it first answered, by CLOCK_MONOTONIC in ms.
 *
 *   node slow-starter.ts <port> <ms until it listens> <log file>
 */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const [port = '', startMs = '', log = ''] = process.argv.slice(2);
/** No finer can its end be known from its log. */
const ALIVE_EVERY_MS = 20;

function note(what: 'began' | 'alive' | 'answered'): void {
  const monotonicMs = Number(process.hrtime.bigint()) / 1e6;
  appendFileSync(log, `${JSON.stringify({ pid: process.pid, what, monotonicMs })}\n`);
}

note('began');
setInterval(() => note('alive'), ALIVE_EVERY_MS);
await delay(Number(startMs));
let answered = false;
createServer((_request, response) => {
  if (!answered) note('answered');
  answered = true;
  response.end('ok\n');
}).listen(Number(port), '127.0.0.1');
