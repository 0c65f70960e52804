/**
 * Before the dashboard: the small process that starts it, hears the signals, and puts the terminal right when the dashboard
 * was killed and could not do so itself.
 */
import { fork, spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { siblingEnvironment, siblingModule } from '../sibling.ts';

export interface DashboardRequest {
  readonly database: string;
  /** By id, `latest`, a plan's name or a unique prefix of an id. */
  readonly run: string;
  readonly colour: boolean;
  readonly unicode: boolean;
}

export interface DashboardEnd {
  /** null: it was killed. */
  readonly code: number | null;
  /** What it said of an error: 2, of what was asked for, before it took the screen. */
  readonly stderr: string;
}

export interface FrontDashboard {
  readonly ended: Promise<DashboardEnd>;
  /** Resolves when the terminal is as it was. */
  close(): Promise<DashboardEnd>;
}

/** One that does not leave by itself hangs. */
const LEAVE_MS = 3000;
const STDERR_KEPT = 8000;
/** It holds a bounded part of a run; what wants more is an error. */
const NODE_FLAGS = ['--max-old-space-size=256', '--max-semi-space-size=2'];

/**
 * As xterm's control sequences (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html) have it: attributes, character set,
 * scroll region, cursor keys, keypad, mouse reports, bracketed paste, cursor, and out of the alternate screen.
 */
const PUT_RIGHT =
  '\u001b[0m\u000f\u001b(B\u001b[r\u001b[?1l\u001b>\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[?2004l\u001b[?25h\u001b[?1049l\r';

/** `descriptor`: of the terminal that it draws on, 1 or 2. */
export function openDashboard(request: DashboardRequest, descriptor: 1 | 2): FrontDashboard {
  const modes = terminalModes();
  const child = fork(siblingModule('./dashboard-process', import.meta.url), [JSON.stringify(request)], {
    execArgv: NODE_FLAGS,
    env: siblingEnvironment(),
    stdio: ['inherit', descriptor, 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
  });
  const ended = new Promise<DashboardEnd>((resolve) => {
    child.once('error', (error) => resolve({ code: 1, stderr: error.message }));
    child.once('close', (code, signal) => {
      if (signal !== null) {
        writeSync(descriptor, PUT_RIGHT);
        setModes(modes);
      }
      resolve({ code, stderr });
    });
  });
  return {
    ended,
    async close() {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), LEAVE_MS);
      const end = await ended;
      clearTimeout(patience);
      return end;
    },
  };
}

/** As stty prints them for itself; null: they cannot be had. */
function terminalModes(): string | null {
  const { status, stdout } = spawnSync('stty', ['-g'], { stdio: ['inherit', 'pipe', 'ignore'] });
  return status === 0 ? stdout.toString().trim() : null;
}

function setModes(modes: string | null): void {
  spawnSync('stty', [modes ?? 'sane'], { stdio: ['inherit', 'ignore', 'ignore'] });
}
