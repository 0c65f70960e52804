/**
 * Assesses a run while it goes on, in a process of its own with its own read-only connection: neither the sampler nor
 * the writer waits for statistics, and trouble here is a rejected promise, never the end of a soak.
 *
 * A process and not a thread, because an assessment of a long run takes a hundred megabytes for a second, and a thread's
 * go back to an allocator that keeps them: soakd itself would grow with the run that it watches. Between two
 * assessments of a long run there is no such process.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { EXIT, SoakdError } from '../error.ts';
import { siblingEnvironment, siblingModule } from '../sibling.ts';
import type { Assessment } from './assessment.ts';
import type { TakenLook } from './looks.ts';

/** One that wants more than this ends, and the soak goes on. */
const NODE_FLAGS = ['--max-old-space-size=1024', '--max-semi-space-size=4'];
/** A start costs as much as 0.2 s of a processor: those of short runs, which are assessed every 2 s, stay for the next. */
const IDLE_MS = 10_000;
const STDERR_KEPT = 2000;

export interface AssessRequest {
  /** The run goes on: operations in flight are not failures yet. */
  readonly live: boolean;
}

/** What the process is asked: a look is taken once, whichever process took it. */
export interface AnalysisQuestion extends AssessRequest {
  readonly looks: readonly TakenLook[];
}

export type AnalysisAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'assessed'; readonly assessment: Assessment; readonly looks: readonly TakenLook[] }
  | { readonly kind: 'failed'; readonly message: string };

/** @param run the row id of the run. Rejects when the database cannot be read. */
export async function openAnalyst(databaseFile: string, run: number, idleMs = IDLE_MS): Promise<Analyst> {
  const analyst = new Analyst(databaseFile, run, idleMs);
  await analyst.ready;
  return analyst;
}

export class Analyst {
  readonly ready: Promise<void>;
  readonly #databaseFile: string;
  readonly #run: number;
  readonly #idleMs: number;
  #process: AnalysisProcess | null = null;
  #last: Promise<unknown>;
  #live: Promise<Assessment> | null = null;
  #looks: readonly TakenLook[] = [];
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(databaseFile: string, run: number, idleMs: number) {
    this.#databaseFile = databaseFile;
    this.#run = run;
    this.#idleMs = idleMs;
    this.ready = this.#started().ready;
    this.#last = this.ready.then(
      () => this.#rest(),
      () => undefined,
    );
  }

  /** One at a time: a live assessment asked for while one is under way is that one, a final one waits its turn. */
  assess(request: AssessRequest): Promise<Assessment> {
    if (request.live && this.#live !== null) return this.#live;
    const assessment = this.#last.then(() => this.#ask(request));
    this.#last = assessment.catch(() => undefined);
    if (request.live) {
      this.#live = assessment;
      const forget = (): void => {
        this.#live = null;
      };
      assessment.then(forget, forget);
    }
    return assessment;
  }

  /** Of its process; null while there is none. */
  get pid(): number | null {
    return this.#process?.ended === false ? this.#process.pid : null;
  }

  /** Ends the process; what was asked for is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    await this.#process?.kill();
  }

  async #ask(request: AssessRequest): Promise<Assessment> {
    if (this.#closed) throw trouble('it was ended');
    clearTimeout(this.#idle);
    const process = this.#started();
    await process.ready;
    try {
      const { assessment, looks } = await process.ask({ ...request, looks: this.#looks });
      this.#looks = looks;
      return assessment;
    } finally {
      this.#rest();
    }
  }

  /** One that ended is followed by another. */
  #started(): AnalysisProcess {
    if (this.#process?.ended !== false) this.#process = new AnalysisProcess(this.#databaseFile, this.#run);
    return this.#process;
  }

  #rest(): void {
    if (this.#closed) return;
    this.#idle = setTimeout(() => void this.#process?.kill(), this.#idleMs).unref();
  }
}

class AnalysisProcess {
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #exited = Promise.withResolvers<void>();
  /** Answers come in the order of the questions; the first is that it is ready. */
  #next: { resolve(answer: AnalysisAnswer): void; reject(error: Error): void } | null = null;
  #trouble: SoakdError | null = null;

  constructor(databaseFile: string, run: number) {
    this.#child = fork(siblingModule('./analysis-process', import.meta.url), [databaseFile, String(run)], {
      execArgv: NODE_FLAGS,
      env: siblingEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let stderr = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    this.#child.on('message', (answer: AnalysisAnswer) => {
      const waiting = this.#next;
      this.#next = null;
      waiting?.resolve(answer);
    });
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('close', (code, signal) => {
      const last = stderr.trimEnd().split('\n').at(-1) ?? '';
      this.#end(`its process ended (${signal ?? `exit code ${code}`})${last === '' ? '' : `: ${last}`}`);
    });
    this.ready = this.#answer().then((answer) => {
      expect(answer, 'ready');
    });
    this.ready.catch(() => undefined);
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  get ended(): boolean {
    return this.#trouble !== null;
  }

  async ask(question: AnalysisQuestion): Promise<Extract<AnalysisAnswer, { kind: 'assessed' }>> {
    const answer = this.#answer();
    if (this.#trouble === null) this.#child.send(question, ignoreBrokenPipe);
    return expect(await answer, 'assessed');
  }

  kill(): Promise<void> {
    if (this.#trouble === null) this.#end('it was ended');
    this.#child.kill('SIGKILL');
    return this.#exited.promise;
  }

  #answer(): Promise<AnalysisAnswer> {
    if (this.#trouble !== null) return Promise.reject(this.#trouble);
    return new Promise((resolve, reject) => {
      this.#next = { resolve, reject };
    });
  }

  #end(why: string): void {
    this.#trouble ??= trouble(why);
    this.#next?.reject(this.#trouble);
    this.#next = null;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined)
      this.#exited.resolve();
  }
}

/** A process that ended before it was asked says so by its end. */
function ignoreBrokenPipe(): void {}

function expect<Kind extends AnalysisAnswer['kind']>(
  answer: AnalysisAnswer,
  kind: Kind,
): Extract<AnalysisAnswer, { kind: Kind }> {
  if (answer.kind === kind) return answer as Extract<AnalysisAnswer, { kind: Kind }>;
  throw trouble(answer.kind === 'failed' ? answer.message : `answered "${answer.kind}"`);
}

function trouble(why: string): SoakdError {
  return new SoakdError(`the analysis of the run failed: ${why}`, { exitCode: EXIT.internal });
}
