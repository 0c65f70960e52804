/** The owner of the process that all proxies of a soak run in: starts it, asks it, and starts another when it crashes. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { SoakdError } from '../../error.ts';
import type { ProxyActPlan, ProxyPlan } from '../../plan/fault/fault-plan.ts';
import { siblingEnvironment, siblingModule } from '../../sibling.ts';
import { type NamedProcess, nameProcess } from '../named-process.ts';
import type { FromProxies, Outcome, Request } from './message.ts';

export interface ProxiesOptions {
  readonly plans: readonly ProxyPlan[];
  /** A process has begun: whoever comes after this soakd finds it by this. */
  readonly onBegin: (process: NamedProcess) => void;
  /** Its limit of descriptors turns connections away; it ended unasked. */
  readonly onTrouble: (text: string) => void;
}

interface Pending {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

/** Chunks die young; what is held back is bounded, and outside the heap. */
const NODE_FLAGS = ['--max-semi-space-size=4', '--max-old-space-size=512'];
/** Asked to do something that takes microseconds, it is as good as dead after so long. */
const ANSWERS_WITHIN_MS = 10_000;
/** More crashes than this are no accident. */
const MOST_RESTARTS = 5;

export class Proxies {
  readonly #options: ProxiesOptions;
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcess | null = null;
  #process: NamedProcess | null = null;
  #numbers = 0;
  #restarts = 0;
  #over = false;

  constructor(options: ProxiesOptions) {
    this.#options = options;
  }

  /** null: there is none at this moment. */
  get process(): NamedProcess | null {
    return this.#process;
  }

  /** Resolves when all of them listen. @throws SoakdError when one cannot */
  async start(): Promise<void> {
    const child = fork(siblingModule('./proxy-process', import.meta.url), {
      execArgv: NODE_FLAGS,
      env: siblingEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    this.#process = nameProcess(child.pid ?? 0);
    if (this.#process !== null) this.#options.onBegin(this.#process);
    child.on('message', (message: FromProxies) => this.#onMessage(message));
    child.on('error', () => {});
    child.on('exit', (code, signal) => this.#onExit(child, signal ?? `code ${code}`));
    try {
      await this.#ask({ kind: 'open', proxies: this.#options.plans });
    } catch (cause) {
      throw new SoakdError(cause instanceof Error ? cause.message : String(cause), {
        hint: 'Does another run of the plan go on?',
        cause,
      });
    }
  }

  add(fault: string, plan: ProxyActPlan, seed: number): Promise<Outcome> {
    return this.#ask({ kind: 'add', fault, plan, seed });
  }

  /** What it has done so far. */
  look(fault: string, proxy: string): Promise<Outcome> {
    return this.#ask({ kind: 'look', fault, proxy });
  }

  remove(fault: string, proxy: string): Promise<Outcome> {
    return this.#ask({ kind: 'remove', fault, proxy });
  }

  /** Resolves when the process has ended: nobody is connected any more. */
  async close(): Promise<void> {
    this.#over = true;
    const child = this.#child;
    if (child === null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  #ask(request: Request): Promise<Outcome> {
    const child = this.#child;
    if (child === null) return Promise.reject(new Error('the process of the proxies has ended'));
    const number = this.#numbers;
    this.#numbers += 1;
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => this.#settle(number)?.reject(new Error('the process of the proxies does not answer')),
        ANSWERS_WITHIN_MS,
      );
      this.#pending.set(number, {
        resolve: (outcome) => {
          clearTimeout(late);
          resolve(outcome);
        },
        reject: (error) => {
          clearTimeout(late);
          reject(error);
        },
      });
      child.send({ ...request, number }, () => {});
    });
  }

  #settle(number: number): Pending | undefined {
    const pending = this.#pending.get(number);
    this.#pending.delete(number);
    return pending;
  }

  #onMessage(message: FromProxies): void {
    switch (message.kind) {
      case 'done':
        this.#settle(message.number)?.resolve(message.outcome);
        return;
      case 'failed':
        this.#settle(message.number)?.reject(new Error(message.why));
        return;
      case 'bound':
        this.#options.onTrouble(
          `${message.connections} connections are all that the proxies can have with ${message.descriptors} descriptors: others are turned away`,
        );
        return;
      default:
        message satisfies never;
    }
  }

  #onExit(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.#process = null;
    for (const number of [...this.#pending.keys()])
      this.#settle(number)?.reject(new Error(`the process of the proxies ended: ${how}`));
    if (this.#over) return;
    const again = this.#restarts < MOST_RESTARTS;
    this.#restarts += 1;
    const text = `the process of the proxies ended: ${how}`;
    this.#options.onTrouble(again ? `${text}; another one is started` : `${text}, too often to go on`);
    if (again) this.start().catch((error: Error) => this.#options.onTrouble(error.message));
  }
}
