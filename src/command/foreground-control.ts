/** A foreground run as its control socket lets it be seen and controlled. */
import { dirname } from 'node:path';
import type { Controlled, News, Overview, StartedRun, StoppedRun } from '../control/controlled.ts';
import { ownSocket, sweepDead } from '../control/own-socket.ts';
import { type ControlServer, openControl } from '../control/server.ts';
import { FOR_ME_ALONE } from '../control/socket-access.ts';
import { Listeners } from '../daemon/listeners.ts';
import { SoakdError } from '../error.ts';
import type { RunningSoak } from '../soak/soak.ts';
import { readVersion } from './installation.ts';

export interface ForegroundOptions {
  readonly database: string;
  readonly say: (message: string) => void;
}

export class ForegroundControl implements Controlled {
  readonly #options: ForegroundOptions;
  readonly #startedAt = new Date().toISOString();
  readonly #listeners: Listeners;
  #soak: RunningSoak | null = null;
  #server: ControlServer | null = null;
  /** Why it does not do all it should; null: it does. */
  degraded: string | null = null;

  constructor(options: ForegroundOptions) {
    this.#options = options;
    this.#listeners = new Listeners(options.say);
  }

  /** The path of its socket; null: there is none, and the run goes on without. */
  get socket(): string | null {
    return this.#server?.socket ?? null;
  }

  async open(environment: NodeJS.ProcessEnv): Promise<void> {
    const { say } = this.#options;
    const socket = ownSocket(environment);
    try {
      this.#server = await openControl({ controlled: this, socket, access: FOR_ME_ALONE, onTrouble: say });
      await sweepDead(dirname(socket));
    } catch (error) {
      if (!(error instanceof SoakdError)) throw error;
      say(`no control socket, so soakd stop, pause and note cannot reach this run: ${error.message}`);
    }
  }

  /** From here on there is a run to be controlled. */
  conducts(soak: RunningSoak): void {
    this.#soak = soak;
  }

  /** The first word on its end counts. */
  ended(news: Omit<Extract<News, { kind: 'ended' }>, 'kind' | 'run'>): void {
    const soak = this.#soak;
    this.#soak = null;
    if (soak !== null) this.tell({ kind: 'ended', run: soak.id, ...news });
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  tell(news: News): void {
    this.#listeners.tell(news);
  }

  overview(): Overview {
    return {
      version: 1,
      soakd: {
        version: readVersion(),
        kind: 'foreground',
        pid: process.pid,
        database: this.#options.database,
        startedAt: this.#startedAt,
        degraded: this.degraded,
      },
      runs: this.#soak === null ? [] : [this.#soak.status()],
      schedules: [],
    };
  }

  async start(): Promise<StartedRun> {
    throw new SoakdError('this is a foreground run, which starts no others', {
      hint: '"soakd daemon" makes a daemon that does; "soakd run <plan>" starts another foreground run.',
    });
  }

  async stop(_run: string, reason: string): Promise<StoppedRun> {
    const soak = this.#running();
    this.#options.say(`${reason}: ending the soak and writing the partial report`);
    soak.stop(reason);
    const { verdict } = await soak.ended;
    return { run: soak.id, verdict };
  }

  async pause(): Promise<void> {
    this.#running().pause();
  }

  async resume(): Promise<void> {
    this.#running().resume();
  }

  async note(_run: string, text: string): Promise<void> {
    this.#running().note(text);
  }

  listen(listener: (news: News) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  #running(): RunningSoak {
    if (this.#soak === null) throw new SoakdError('the run has ended');
    return this.#soak;
  }
}
