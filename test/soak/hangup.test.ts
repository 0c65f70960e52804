import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assess } from '../../src/analysis/assess.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { soakPlace } from './soaking-process.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/**
 * What sshd does: the program has the terminal as its own, and whoever holds the other end goes away when the soak is
 * under way. Prints how the program ended.
 */
const SESSION = `
import fcntl, os, pty, signal, struct, sys, termios, time
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 200, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
said = b""
while b"/s" not in said:
    said += os.read(terminal, 4096)
os.close(terminal)
# The shell passes its own hang-up on to its jobs.
for _ in range(10):
    os.kill(pid, signal.SIGHUP)
    time.sleep(0.02)
status = os.waitpid(pid, 0)[1]
print(os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status))
`;

async function hangUp(context: TestContext, args: readonly string[], database: string): Promise<string> {
  const session = spawn('python3', ['-c', SESSION, process.execPath, main, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SOAKD_DB: database, TERM: 'xterm' },
  });
  context.after(() => session.kill('SIGKILL'));
  const [said] = await Promise.all([text(session.stdout), once(session, 'exit')]);
  return said.trim();
}

test('when the ssh session of a foreground run hangs up, it ends with its partial report', async (context) => {
  const { plan, database } = await soakPlace(context, { durationS: 600 });
  // 143: terminated, in order; and not by the terminal that cannot be written to any more.
  assert.equal(await hangUp(context, ['run', plan], database), '143');
  using reader = await openStoreReader(database);
  const { run, state, verdict } = reader.findRun();
  assert.equal(state, 'interrupted');
  assert.notEqual(verdict, null);
  const { frozen, events, targets } = assess(reader, run, { untilMs: null, live: false });
  assert.ok(frozen);
  assert.ok(events.some(({ kind, text }) => kind === 'signal' && text === 'ended by SIGHUP'));
  assert.equal(targets[0]?.generations[0]?.why, 'soak ended');
});
