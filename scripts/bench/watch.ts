/**
 * What the dashboard costs, with the processes that it starts, on a soak that goes on after eight hours at 1 s with a load of
 * two operations: CPU of a core and memory, in a real terminal (tmux, 120 x 40). Rows are added each second, as by a soak.
 * Needs tmux. A minute to make the night, then as long as is asked for: node scripts/bench/watch.ts [minutes, default 5]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStoreWriter } from '../../src/store/writer.ts';
import { noiseFrom, secondOf, writeLongSoak } from '../../test/fixture/long-soak.ts';

const HOURS = 8;
const TICKS_PER_S = 100;
const PAGE_BYTES = 4096;
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const minutes = Number(process.argv[2] ?? 5);
const print = (line: string) => process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'soakd-bench-'));
const database = join(folder, 'soakd.db');
const socket = join(folder, 'tmux');
const tmux = (...args: string[]): string =>
  execFileSync('tmux', ['-S', socket, ...args], { encoding: 'utf8' });
const soak = {
  id: 'night',
  seconds: HOURS * 3600,
  everyS: 1,
  load: true,
  startedWallMs: Date.now() - HOURS * 3_600_000,
  state: 'running',
} as const;
try {
  const writer = await openStoreWriter(database);
  const run = await writeLongSoak(writer, soak);
  const noise = noiseFrom(8);
  let second: number = soak.seconds;
  const writing = setInterval(() => {
    for (const record of secondOf(run, soak, second, noise)) writer.write(record);
    second += 1;
    writer.write({ kind: 'run-update', run, observedMs: second * 1000, heartbeatWallMs: Date.now() });
  }, 1000);
  const command = `PATH=${dirname(process.execPath)}:$PATH LANG=C.UTF-8 TERM=screen-256color SOAKD_DB=${database} exec node ${main} watch`;
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', '120', '-y', '40', command);
  const front = Number(tmux('display-message', '-p', '#{pane_pid}'));
  const began = performance.now();
  print('minute   cpu % of a core   of the dashboard alone   rss of dashboard + front, MiB');
  let before = { all: 0, dashboard: 0 };
  for (let minute = 0; minute <= minutes; minute += 1) {
    const spent = cpuSecondsOf(front);
    const lasted = (performance.now() - began) / 1000;
    const since = minute === 0 ? lasted : 60;
    if (minute > 0) {
      const share = (now: number, then: number): string => ((100 * (now - then)) / since).toFixed(2);
      const rss = spent.rssBytes.map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(' + ');
      print(
        `${String(minute).padEnd(9)}${share(spent.all, before.all).padEnd(18)}${share(spent.dashboard, before.dashboard).padEnd(25)}${rss}`,
      );
    }
    before = spent;
    if (minute < minutes) await delay(60_000);
  }
  print(tmux('capture-pane', '-p'));
  clearInterval(writing);
  process.kill(front, 'SIGTERM');
  await writer.close();
} finally {
  try {
    tmux('kill-server');
  } catch {
    // It ended with its command.
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Of the front, the dashboard, and what that started, those that have ended included. */
function cpuSecondsOf(front: number): { all: number; dashboard: number; rssBytes: number[] } {
  const [dashboard] = childrenOf(front);
  if (dashboard === undefined) return { all: 0, dashboard: 0, rssBytes: [] };
  const analysis = childrenOf(dashboard).map((pid) => statOf(pid).own);
  const [drawing, fronting] = [statOf(dashboard), statOf(front)];
  const all = fronting.own + drawing.own + drawing.ended + analysis.reduce((sum, own) => sum + own, 0);
  return { all, dashboard: drawing.own, rssBytes: [drawing.rssBytes, fronting.rssBytes] };
}

/** proc(5), /proc/PID/stat: utime, stime, cutime, cstime are fields 14 to 17, rss is 24. */
function statOf(pid: number): { own: number; ended: number; rssBytes: number } {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const field = (number: number): number => fields[number - 3] ?? 0;
  return {
    own: (field(14) + field(15)) / TICKS_PER_S,
    ended: (field(16) + field(17)) / TICKS_PER_S,
    rssBytes: field(24) * PAGE_BYTES,
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return new RegExp(`^PPid:\\s*${parent}$`, 'm').test(readFileSync(`/proc/${name}/status`, 'utf8'));
      } catch {
        return false;
      }
    })
    .map(Number);
}
