/**
 * The dashboard's process: it owns the terminal, and gives it back however it ends. What started it does that after
 * a SIGKILL (front.ts).
 */

import { stripVTControlCharacters } from 'node:util';
import { collectEveryMinute } from '../collect-garbage.ts';
import { EXIT, type ExitCode, SoakdError } from '../error.ts';
import { Dashboard } from './dashboard.ts';
import type { DashboardRequest } from './front.ts';
import type { Panels } from './panels.ts';

const request = JSON.parse(process.argv[2] ?? '{}') as DashboardRequest;
let panels: Panels | null = null;

function leave(code: ExitCode): void {
  panels?.close();
  panels = null;
  process.exit(code);
}

process.on('uncaughtException', (error) => {
  panels?.close();
  panels = null;
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(EXIT.internal);
});
process.on('SIGINT', () => leave(EXIT.interrupted));
process.on('SIGTERM', () => leave(EXIT.terminated));
process.on('SIGHUP', () => leave(EXIT.terminated));
// Stopped, and brought to the foreground again.
process.on('SIGCONT', () => panels?.repaint());
// Whoever started it is gone, and with it what would clean up after it.
process.on('disconnect', () => leave(EXIT.terminated));
// The terminal hung up.
process.stdout.on('error', () => process.exit(EXIT.terminated));

/** What was asked for and is not there is told as main tells it, before the screen is taken. */
function refuse(error: unknown): never {
  if (!(error instanceof SoakdError)) throw error;
  const lines = [`soakd: ${error.message}`, ...(error.hint === null ? [] : [`  ${error.hint}`])];
  process.stderr.write(`${lines.map(stripVTControlCharacters).join('\n')}\n`);
  process.exit(error.exitCode);
}

const style = { colour: request.colour, unicode: request.unicode };
const dashboard = await Dashboard.open(
  {
    database: request.database,
    style,
    onQuit: (interrupt) => leave(interrupt ? EXIT.interrupted : EXIT.pass),
  },
  request.run,
).catch(refuse);
const { openPanels } = await import('./panels.ts');
panels = openPanels({
  ...style,
  onKey: (key) => dashboard.onKey(key),
  onResize: () => dashboard.draw(),
});
collectEveryMinute();
dashboard.show(panels);
