/**
 * A long-lived child that is asked by JSON lines on its standard input and answers by JSON lines on its standard
 * output, in any order: an answer carries the id of its question. Other lines are noise. It is started when there is
 * something to ask, and again after it has died.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { killGroup } from '../../foreign-program.ts';
import { failed, type Outcome } from '../operation.ts';
import { LineReader } from './line-reader.ts';
import { NOT_STARTED } from './program.ts';

/** As much as of a body. */
export const ANSWER_LIMIT_BYTES = 1024 * 1024;
/** After a death without a single answer; each further one doubles it, so that a broken program is no fork storm. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
/** Output that is held open by what left the process group is not waited for longer than this. */
const LINGER_MS = 1000;
/** From the end of its input to SIGKILL. */
const END_WITHIN_MS = 1000;

const DIED: Outcome = failed('died');

export interface Question {
  /** With its line end. */
  line(id: number): string;
  answered(line: string): void;
  /** No answer will come. */
  lost(outcome: Outcome): void;
}

export class JsonLinesChild {
  readonly #start: () => ChildProcess;
  readonly #idField: string;
  /** By id: those that wait to be written, in order, and those that were. */
  readonly #unsent = new Map<number, Question>();
  readonly #sent = new Map<number, Question>();
  #child: ChildProcess | null = null;
  #pause: NodeJS.Timeout | null = null;
  #pauseMs = 0;
  #nextId = 1;
  #closed = false;

  constructor(start: () => ChildProcess, idField: string) {
    this.#start = start;
    this.#idField = idField;
  }

  /** The question's id. Nothing is said to the question before the call has returned. */
  ask(question: Question): number {
    const id = this.#nextId++;
    this.#unsent.set(id, question);
    if (this.#child !== null) this.#flush(this.#child);
    else this.#startSoon();
    return id;
  }

  /** The answer, should it still come, is noise. */
  forget(id: number): void {
    this.#unsent.delete(id);
    this.#sent.delete(id);
  }

  /** Resolves when it has ended: by itself at the end of its input, or killed with its group. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#pause !== null) clearTimeout(this.#pause);
    const child = this.#child;
    if (child === null || hasEnded(child)) return;
    const kill = setTimeout(() => killUncollected(child), END_WITHIN_MS);
    const ended = once(child, 'exit');
    child.stdin?.end();
    await ended.catch(() => {});
    clearTimeout(kill);
  }

  #startSoon(): void {
    if (this.#pause !== null || this.#closed) return;
    this.#pause = setTimeout(() => {
      this.#pause = null;
      this.#startNow();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, 2 * this.#pauseMs));
  }

  #startNow(): void {
    let child: ChildProcess;
    try {
      child = this.#start();
    } catch {
      this.#loseAll(NOT_STARTED);
      return;
    }
    this.#child = child;
    const lines = new LineReader(ANSWER_LIMIT_BYTES, (line) => this.#onLine(line));
    child.stdout?.on('data', (chunk: Buffer) => lines.push(chunk)).on('error', () => {});
    child.stdin?.on('drain', () => this.#flush(child)).on('error', () => {});
    child.on('error', () => this.#onEnded(child, NOT_STARTED));
    child.on('exit', () => {
      // What it left behind in its group ends with it.
      killGroup(child.pid);
      const ended = () => this.#onEnded(child, DIED);
      const linger = setTimeout(ended, LINGER_MS);
      // Answers may still be on their way until then.
      child.once('close', () => {
        clearTimeout(linger);
        ended();
      });
    });
    this.#flush(child);
  }

  /** Writes no more than the child takes: one that reads nothing fills a pipe, not this process. */
  #flush(child: ChildProcess): void {
    const { stdin } = child;
    if (child !== this.#child || stdin === null) return;
    for (const [id, question] of this.#unsent) {
      if (stdin.writableNeedDrain) return;
      this.#unsent.delete(id);
      this.#sent.set(id, question);
      stdin.write(question.line(id));
    }
  }

  #onLine(line: string): void {
    const id = idOf(line, this.#idField);
    const question = id === null ? undefined : this.#sent.get(id);
    if (id === null || question === undefined) return;
    this.#sent.delete(id);
    this.#pauseMs = 0;
    question.answered(line);
  }

  #onEnded(child: ChildProcess, outcome: Outcome): void {
    if (child !== this.#child) return;
    this.#child = null;
    child.stdout?.destroy();
    child.stdin?.destroy();
    if (outcome === NOT_STARTED) this.#loseAll(outcome);
    else this.#lose(this.#sent, outcome);
    if (this.#unsent.size > 0 && this.#child === null) this.#startSoon();
  }

  #loseAll(outcome: Outcome): void {
    this.#lose(this.#sent, outcome);
    this.#lose(this.#unsent, outcome);
  }

  #lose(questions: Map<number, Question>, outcome: Outcome): void {
    const lost = [...questions.values()];
    questions.clear();
    for (const question of lost) question.lost(outcome);
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Once it is collected its number may be another's. */
function killUncollected(child: ChildProcess): void {
  if (!hasEnded(child)) killGroup(child.pid);
}

/** The whole number that a JSON object has as its id, as a number or as text; null: the line is none such. */
export function idOf(line: string, idField: string): number | null {
  if (!line.startsWith('{')) return null;
  try {
    const answer: unknown = JSON.parse(line);
    if (typeof answer !== 'object' || answer === null || !Object.hasOwn(answer, idField)) return null;
    const id: unknown = Reflect.get(answer, idField);
    if (typeof id === 'string' && /^\d{1,15}$/.test(id)) return Number(id);
    return typeof id === 'number' && Number.isSafeInteger(id) ? id : null;
  } catch {
    return null;
  }
}
