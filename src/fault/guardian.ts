/** The owner of the guardian: a process that reverts the faults of a soakd that has died. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { siblingEnvironment, siblingModule } from '../sibling.ts';

/** It reads a few small files once. */
const NODE_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=64'];

export class Guardian {
  readonly #folder: string;
  #child: ChildProcess | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** null: there is none at this moment. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves when it watches: no fault may begin before. @throws Error when it cannot be started */
  async watch(): Promise<void> {
    if (this.#child !== null) return;
    const program = fileURLToPath(siblingModule('./guardian-process', import.meta.url));
    const child = spawn(process.execPath, [...NODE_FLAGS, program, this.#folder], {
      // A session of its own: a Ctrl-C, and the end of the terminal, are soakd's.
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: siblingEnvironment(),
    });
    this.#child = child;
    const gone = new Promise<never>((_resolve, reject) => {
      const end = (why: string): void => {
        if (this.#child === child) this.#child = null;
        reject(new Error(`the guardian of the faults ${why}`));
      };
      child.once('error', ({ message }) => end(`could not be started: ${message}`));
      child.once('exit', (code, signal) => end(`ended: ${signal ?? `code ${code}`}`));
    });
    gone.catch(() => {});
    child.stdin?.on('error', () => {});
    if (child.stdout === null) throw new Error('its output is a pipe');
    await Promise.race([once(child.stdout, 'data'), gone]);
    child.stdout.destroy();
    child.unref();
  }

  /** Nothing is left to guard: what is on disk all the same it reverts. Resolves when it has ended. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    child.ref();
    const exited = once(child, 'exit');
    child.stdin?.end();
    await exited;
  }
}
