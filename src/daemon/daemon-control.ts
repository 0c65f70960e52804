/** What the control socket of the daemon lets see and do. */
import type {
  Controlled,
  News,
  Overview,
  StartedRun,
  StartRequest,
  StoppedRun,
} from '../control/controlled.ts';
import { parsePlan } from '../plan/parse.ts';
import type { ScheduleState } from '../schedule/kept-schedule.ts';
import type { Listeners } from './listeners.ts';
import type { Soaks } from './soaks.ts';

export interface DaemonControlOptions {
  readonly soaks: Soaks;
  readonly listeners: Listeners;
  readonly facts: () => Overview['soakd'];
  readonly schedules: () => readonly ScheduleState[];
}

export class DaemonControl implements Controlled {
  readonly #options: DaemonControlOptions;

  constructor(options: DaemonControlOptions) {
    this.#options = options;
  }

  overview(): Overview {
    const { soaks, facts, schedules } = this.#options;
    return { version: 1, soakd: facts(), runs: soaks.statuses(), schedules: schedules() };
  }

  async start({ file, text, overrides, durationMs }: StartRequest): Promise<StartedRun> {
    const parsed = parsePlan(text, { file, overrides, durationMs });
    const { id, name } = await this.#options.soaks.start({ kind: 'new', parsed });
    return { run: id, name };
  }

  async stop(run: string, reason: string): Promise<StoppedRun> {
    const soak = this.#options.soaks.find(run);
    soak.stop(reason);
    const { verdict } = await soak.ended;
    return { run: soak.id, verdict };
  }

  async pause(run: string): Promise<void> {
    this.#options.soaks.find(run).pause();
  }

  async resume(run: string): Promise<void> {
    this.#options.soaks.find(run).resume();
  }

  async note(run: string, text: string): Promise<void> {
    this.#options.soaks.find(run).note(text);
  }

  listen(listener: (news: News) => void, signal: AbortSignal): void {
    this.#options.listeners.add(listener, signal);
  }
}
