/**
 * A machine with a real systemd: a container that boots the root of scripts/systemd-root. What is written to it lands in
 * a folder of its own, is there after a reboot, and is gone with it. The checkout is at /checkout, read-only.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ControlGroup } from './control-group.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** A boot takes 5 s; an installation on a machine that does much else at the same time takes longest. */
const PATIENCE_MS = 120_000;
const LOOK_AGAIN_MS = 200;

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class Machine {
  readonly #folder: string;
  readonly #overlay: string;
  readonly #name: string;
  readonly #group: ControlGroup;
  #container: ChildProcess | null = null;
  #console = '';

  constructor() {
    const lower = execFileSync(join(checkout, 'scripts/systemd-root'), { encoding: 'utf8' }).trim();
    // Not below a tmpfs, on which an overlay may not lie.
    this.#folder = mkdtempSync('/var/tmp/soakd-machine-');
    this.#name = basename(this.#folder);
    this.#group = new ControlGroup(this.#name);
    const [upper, work] = ['upper', 'work'].map((name) => join(this.#folder, name));
    for (const path of [upper, work, this.#root]) mkdirSync(path ?? '');
    this.#overlay = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
  }

  /** Resolves when all that starts at boot has started. */
  async boot(): Promise<void> {
    this.#console = '';
    const [program = '', ...words] = this.#group.entering([
      // Mounted for the container alone: gone with it, however it ends. And it ends with the tests, however they do.
      ...['unshare', '--mount', 'setpriv', '--pdeathsig', 'TERM'],
      ...[
        'sh',
        '-ec',
        'mount -t overlay overlay -o "$1" "$2"; shift 2; exec "$@"',
        'sh',
        this.#overlay,
        this.#root,
      ],
      'systemd-nspawn',
      `--directory=${this.#root}`,
      `--machine=${this.#name}`,
      '--boot',
      '--private-network',
      // A real machine has it, and a drop-in hands it out.
      '--capability=CAP_PERFMON',
      `--bind-ro=${checkout}:/checkout`,
      // Nothing of the machine around is needed, be it run by systemd or not.
      '--register=no',
      '--keep-unit',
      '--link-journal=no',
      '--resolv-conf=off',
      '--timezone=off',
    ]);
    const container = spawn(program, words, {
      // Control groups as on any machine of today, also where the machine around still has those of version 1.
      env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#container = container;
    for (const stream of [container.stdout, container.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#console += text;
      });
    }
    await until('the machine has booted', async () => {
      if (container.exitCode !== null) throw new Error(`the container ended:\n${this.#console}`);
      if (this.#leader() === null) return false;
      const { stdout } = await this.run('systemctl', 'is-system-running', '--wait');
      return /^(running|degraded)$/m.test(stdout);
    });
  }

  /** Down in good order, and up again. */
  async reboot(): Promise<void> {
    await this.#end('reboot');
    await this.boot();
  }

  /** The power fails: no process gets to say a word. */
  async crash(): Promise<void> {
    const container = this.#container;
    this.#container = null;
    if (container === null) throw new Error('the machine is off');
    const ended = once(container, 'close');
    // With its init everything in it is killed.
    cutOff(container);
    await ended;
  }

  /** One of its files as seen from outside, while it runs. */
  path(inside: string): string {
    // proc(5): a process's root as it sees it.
    return join(`/proc/${this.#leader()}/root`, inside);
  }

  /** A file of root's, with its folders. */
  put(path: string, text: string): void {
    const file = this.path(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** A command as root; its exit code is for the caller. */
  run(...words: readonly string[]): Promise<Output> {
    return this.#enter(words);
  }

  /** A command as another user, with all groups of theirs, as over ssh. */
  runAs(user: string, ...words: readonly string[]): Promise<Output> {
    return this.#enter(['runuser', '-u', user, '--', ...words]);
  }

  /** The output of a command that must succeed. */
  async must(...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...words);
    if (code !== 0) throw new Error(`${words.join(' ')}: exit code ${code}\n${stdout}${stderr}`);
    return stdout;
  }

  /** What `systemctl show` says of one property. */
  async property(unit: string, name: string): Promise<string> {
    return (await this.must('systemctl', 'show', unit, `--property=${name}`, '--value')).trim();
  }

  /** For a test that failed. */
  async story(): Promise<string> {
    const journal = await this.run('journalctl', '--no-pager', '--boot', '--output=short-precise').catch(
      String,
    );
    return `== console\n${this.#console}\n== journal\n${typeof journal === 'string' ? journal : journal.stdout}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end('poweroff');
    this.#group[Symbol.dispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #root(): string {
    return join(this.#folder, 'root');
  }

  async #end(how: 'reboot' | 'poweroff'): Promise<void> {
    const container = this.#container;
    this.#container = null;
    if (container === null || container.exitCode !== null || container.signalCode !== null) return;
    const ended = once(container, 'close');
    await this.#enterOf(container, ['systemctl', '--no-block', how]);
    const overdue = setTimeout(
      () => process.kill(leaderOf(container) ?? container.pid ?? 0, 'SIGKILL'),
      PATIENCE_MS,
    );
    await ended;
    clearTimeout(overdue);
  }

  #enter(words: readonly string[]): Promise<Output> {
    if (this.#container === null) return Promise.reject(new Error('the machine is off'));
    return this.#enterOf(this.#container, words);
  }

  #enterOf(container: ChildProcess, words: readonly string[]): Promise<Output> {
    const leader = leaderOf(container);
    if (leader === null) return Promise.reject(new Error('the machine is off'));
    const entry = ['--target', String(leader), '--all', '--', 'env', '--ignore-environment', ...ENVIRONMENT];
    return new Promise((resolve) => {
      execFile('nsenter', [...entry, ...words], { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
        resolve({ code, stdout, stderr });
      });
    });
  }

  #leader(): number | null {
    return this.#container === null ? null : leaderOf(this.#container);
  }
}

const ENVIRONMENT = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8'];

/** The init of a container: the child of systemd-nspawn. */
function leaderOf({ pid }: ChildProcess): number | null {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const [first] = children.split(' ').filter((child) => child !== '' && isInit(child));
    return first === undefined ? null : Number(first);
  } catch {
    return null;
  }
}

function cutOff(container: ChildProcess): void {
  const pid = leaderOf(container) ?? container.pid;
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

function isInit(pid: string): boolean {
  return readFileSync(`/proc/${pid}/status`, 'utf8').match(/^NSpid:.*\s1$/m) !== null;
}

/** Looks until it is so. @throws Error when it is not within two minutes, with what was seen last */
export async function until<T>(what: string, look: () => Promise<T | false | null | undefined>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  let trouble = '';
  for (;;) {
    try {
      const seen = await look();
      if (seen !== false && seen !== null && seen !== undefined) return seen;
    } catch (error) {
      trouble = `: ${error instanceof Error ? error.message : error}`;
    }
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}${trouble}`);
    await delay(LOOK_AGAIN_MS);
  }
}
