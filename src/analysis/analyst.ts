/**
 * Assesses a run while it goes on, in a thread of its own with its own read-only connection: neither the sampler nor
 * the writer waits for statistics, and trouble here is a rejected promise, never the end of a soak.
 */
import { Worker } from 'node:worker_threads';
import { EXIT, SoakdError } from '../error.ts';
import { siblingModule } from '../sibling.ts';
import type { Assessment } from './assessment.ts';

/** A thread that wants more than this ends, and the soak goes on. */
const LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 8 };

export interface AssessRequest {
  /** The run goes on: operations in flight are not failures yet. */
  readonly live: boolean;
}

export type AnalystAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'assessed'; readonly assessment: Assessment }
  | { readonly kind: 'failed'; readonly message: string };

/** @param run the row id of the run. Rejects when the database cannot be read. */
export async function openAnalyst(databaseFile: string, run: number): Promise<Analyst> {
  const worker = new Worker(siblingModule('./analysis-thread', import.meta.url), {
    workerData: { databaseFile, run },
    resourceLimits: LIMITS,
  });
  const analyst = new Analyst(worker);
  await analyst.ready;
  return analyst;
}

export class Analyst {
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  /** Answers come in the order of the questions; the first is that the thread is ready. */
  #next: { resolve(answer: AnalystAnswer): void; reject(error: Error): void } | null = null;
  #last: Promise<unknown>;
  #live: Promise<Assessment> | null = null;
  #ended: SoakdError | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: AnalystAnswer) => {
      const waiting = this.#next;
      this.#next = null;
      waiting?.resolve(answer);
    });
    worker.on('error', (error) => this.#end(error instanceof Error ? error.message : String(error)));
    worker.on('exit', () => this.#end('its thread ended'));
    this.ready = this.#answer()
      .then(expect('ready'))
      .then(() => undefined);
    this.#last = this.ready.catch(() => undefined);
  }

  /** One at a time: a live assessment asked for while one is under way is that one, a final one waits its turn. */
  assess(request: AssessRequest): Promise<Assessment> {
    if (request.live && this.#live !== null) return this.#live;
    const assessment = this.#last.then(async () => {
      const answer = this.#answer();
      this.#worker.postMessage(request);
      return expect('assessed')(await answer).assessment;
    });
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

  /** Ends the thread; what was asked for is rejected. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #answer(): Promise<AnalystAnswer> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#next = { resolve, reject };
    });
  }

  #end(why: string): void {
    this.#ended ??= trouble(why);
    this.#next?.reject(this.#ended);
    this.#next = null;
  }
}

function expect<Kind extends AnalystAnswer['kind']>(kind: Kind) {
  return (answer: AnalystAnswer): Extract<AnalystAnswer, { kind: Kind }> => {
    if (answer.kind === kind) return answer as Extract<AnalystAnswer, { kind: Kind }>;
    throw trouble(answer.kind === 'failed' ? answer.message : `answered "${answer.kind}"`);
  };
}

function trouble(why: string): SoakdError {
  return new SoakdError(`the analysis of the run failed: ${why}`, { exitCode: EXIT.internal });
}
