/**
 * What the load starts must not outlive it, however it ends: by itself, by SIGKILL, or with soakd. All that it starts
 * carries a mark in its environment, which is inherited also by what leaves its process group and session; and a small
 * shell reads a pipe that ends with the load process, and then kills whoever carries the mark.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';

const NAME = 'SOAKD_LOAD';

/**
 * By $1, NAME=value. Each round may leave what was forked between the look and the signal, but fewer every time; what
 * cannot be killed (state D, or another user's by now) is not waited for longer than 5 s.
 */
const SCRIPT = `trap '' HUP INT TERM
while read -r _; do :; done
round=0
while [ $round -lt 100 ]; do
  pids=$(grep -lszxF -e "$1" /proc/[0-9]*/environ | cut -d/ -f3)
  [ -n "$pids" ] || exit 0
  kill -KILL $pids 2>/dev/null
  round=$((round + 1))
  sleep 0.05
done`;

let mark: string | null = null;

/** For the environment of whatever this process starts for its operations; the first call starts the guardian. */
export function guardedEnvironment(): Readonly<Record<string, string>> {
  if (mark === null) {
    mark = randomUUID();
    const guardian = spawn('/bin/sh', ['-c', SCRIPT, 'soakd-load-guardian', `${NAME}=${mark}`], {
      // Of its own session, so that a Ctrl-C is not its business. Its stderr is the load's: who waits for the end of
      // that has waited for the guardian.
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    });
    // Without one (no process could be forked) operations fail to start, too.
    guardian.on('error', () => {});
    guardian.unref();
    // A socket, which would keep this process alive.
    if ('unref' in guardian.stdin && typeof guardian.stdin.unref === 'function') guardian.stdin.unref();
    // What a user's module starts by itself is marked, too; what the kernel shows of this process is not changed by it.
    process.env[NAME] = mark;
  }
  return { [NAME]: mark };
}
