/**
 * Programs that are not soakd's own: what they inherit, and one that runs within bounds: without a shell, in a process group
 * of its own, with a deadline after which the whole group is killed.
 */
import { spawn } from 'node:child_process';

/** What systemd and Node.js tell soakd by its environment is about soakd, and would be wrong for a child. */
const SOAKDS_OWN =
  /^(NOTIFY_SOCKET|WATCHDOG_(PID|USEC)|LISTEN_(PID|FDS|FDNAMES)|NODE_(CHANNEL_\w+|UNIQUE_ID))$/;

/** For a process that is not soakd's own. */
export function foreignEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !SOAKDS_OWN.test(name));
  return { ...Object.fromEntries(inherited), ...added };
}

export interface BoundedCommand {
  readonly words: readonly string[];
  readonly workingDirectory: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Written to its stdin, which ends then. */
  readonly input?: string;
  readonly withinMs: number;
  /** Of its output, stdout and stderr as they come; default: nothing. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** Aborted: it is killed at once. */
  readonly signal?: AbortSignal;
}

export interface CommandOutcome {
  readonly ok: boolean;
  /** `exited with code 1: last line of its output`, `killed after 30 s`, `cannot be started: there is no such program (ENOENT)`. */
  readonly text: string;
}

/** Of its output, for the outcome. */
const LAST_WORDS = 200;

/** What left the group may hold the output open; what hangs in the kernel does not even end when it is killed. */
const LINGER_MS = 1000;

export function runBounded(command: BoundedCommand): Promise<CommandOutcome> {
  const { words, workingDirectory, environment, input = '', withinMs, onOutput, signal } = command;
  const [file = '', ...args] = words;
  const { promise, resolve } = Promise.withResolvers<CommandOutcome>();
  let outcome: CommandOutcome | null = null;
  let ending = 'ended';
  let said = '';
  const child = spawn(file, args, {
    cwd: workingDirectory,
    env: foreignEnvironment(environment),
    // setsid(2): it can be killed with all that it started.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const outputs = [child.stdout, child.stderr];
  const settle = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    for (const output of outputs) output.destroy();
    const ok = ending === 'exited with code 0';
    resolve(outcome ?? { ok, text: ok ? ending : withLastLine(ending, said) });
  };
  const linger = (): void => {
    setTimeout(settle, LINGER_MS).unref();
  };
  const kill = (text: string): void => {
    outcome ??= { ok: false, text };
    killGroup(child.pid);
    linger();
  };
  const timer = setTimeout(() => kill(`killed after ${withinMs / 1000} s`), withinMs);
  const onAbort = (): void => kill(`killed: ${String(signal?.reason ?? 'it is no longer wanted')}`);
  for (const output of outputs) {
    output.on('error', () => {});
    output.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('latin1')).slice(-LAST_WORDS);
      onOutput?.(chunk);
    });
  }
  // It need not read what it is given.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  child.on('error', (error: NodeJS.ErrnoException) => {
    outcome ??= { ok: false, text: `cannot be started: ${whyNot(error)}` };
    settle();
  });
  child.on('exit', (code, endedBy) => {
    // What it left behind in its group ends with it.
    killGroup(child.pid);
    linger();
    ending = endedBy === null ? `exited with code ${code}` : `ended by ${endedBy}`;
    child.on('close', settle);
  });
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) onAbort();
  return promise;
}

/** execve(2) */
function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such program (ENOENT)';
  if (code === 'EACCES') return 'it may not be run (EACCES)';
  return code ?? message;
}

function withLastLine(text: string, said: string): string {
  const last = said.trim().split('\n').at(-1)?.trim() ?? '';
  return last === '' ? text : `${text}: ${last}`;
}

/** The process group of a child that was started in one of its own. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: all of it has ended. EPERM: what is left runs as somebody else.
  }
}
