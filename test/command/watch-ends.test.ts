/** However the dashboard ends, the shell has its terminal back as it was. */
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openTerminal } from '../fixture/terminal.ts';
import { assertRestored, endedRun, modesOf, processesOf, SHOWN, WATCH } from '../fixture/watching.ts';

const throwing = fileURLToPath(new URL('../fixture/program/throws-on-signal.ts', import.meta.url));

test('the terminal is as it was, however the dashboard ends', async (context) => {
  const database = await endedRun(context, 600);
  const terminal = await openTerminal(context, { environment: { SOAKD_DB: database } });
  const modes = await modesOf(terminal);
  const ways: readonly (readonly [string, (ids: ReturnType<typeof processesOf>) => void, RegExp | null])[] = [
    ['Ctrl-C', () => terminal.keys('C-c'), /code=130/],
    ['SIGINT', ({ front }) => process.kill(front, 'SIGINT'), /code=130/],
    ['SIGTERM', ({ front }) => process.kill(front, 'SIGTERM'), /code=143/],
    ['SIGHUP', ({ front }) => process.kill(front, 'SIGHUP'), /code=143/],
    ['SIGTERM of what draws', ({ dashboard }) => process.kill(dashboard, 'SIGTERM'), /code=143/],
    [
      'SIGKILL of what draws',
      ({ dashboard }) => process.kill(dashboard, 'SIGKILL'),
      /the dashboard ended: it was killed[\s\S]*code=1\b/,
    ],
    ['SIGKILL of what started it', ({ front }) => process.kill(front, 'SIGKILL'), null],
    [
      'a thrown error',
      ({ dashboard }) => process.kill(dashboard, 'SIGUSR2'),
      /Error: thrown by a test[\s\S]*code=1\b/,
    ],
  ];
  for (const [way, end, said] of ways) {
    terminal.runs('clear');
    terminal.runs(`NODE_OPTIONS="--import ${throwing}" ${WATCH}; echo "code=$?"`);
    await terminal.shows(SHOWN);
    end(processesOf(terminal));
    // Where the shell is back before the dashboard, what it says is on the screen that is left then.
    if (said !== null) await terminal.shows(said);
    await context.test(way, () => assertRestored(terminal, modes));
  }
});

test('when the terminal goes away, so do both processes', async (context) => {
  const database = await endedRun(context, 600);
  const terminal = await openTerminal(context, { environment: { SOAKD_DB: database } });
  terminal.runs(WATCH);
  await terminal.shows(SHOWN);
  const { front, dashboard } = processesOf(terminal);
  terminal.tmux('kill-server');
  for (const pid of [front, dashboard]) while (existsSync(`/proc/${pid}`)) await delay(50);
});
