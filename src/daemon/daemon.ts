/** The daemon as a whole: what it begins with, takes up at a reload, and ends with. */
import { join } from 'node:path';
import { secretValues } from '../plan/secret.ts';
import type { RunFacts } from '../store/read-run.ts';
import type { StoreWriter } from '../store/writer.ts';
import { Caretaker } from './care.ts';
import { DaemonControl } from './daemon-control.ts';
import { Health } from './health.ts';
import { Listeners } from './listeners.ts';
import type { SoaksMetrics } from './metrics.ts';
import { resumeRuns } from './resume.ts';
import { Schedules } from './schedules.ts';
import { logNews } from './soak-log.ts';
import { Soaks, type SoaksOptions } from './soaks.ts';
import type { DaemonOptions } from './start-daemon.ts';
import { ValidSetup } from './valid-setup.ts';
import type { Pulse } from './watchdog.ts';

export class Daemon {
  readonly control: DaemonControl;
  readonly #options: DaemonOptions;
  readonly #health: Health;
  readonly #setup: ValidSetup;
  readonly #shared: SoaksOptions['shared'];
  readonly #soaks: Soaks;
  readonly #schedules: Schedules;
  #parts = new AsyncDisposableStack();

  constructor(options: DaemonOptions, store: StoreWriter) {
    const { configFile, config, setup, database, logs, version, socket, clock, log } = options;
    this.#options = options;
    const health = new Health((message, isWell) => log[isWell ? 'info' : 'error'](message));
    this.#health = health;
    this.#setup = new ValidSetup({ configFile, config, folder: setup.folder, log, health });
    this.#shared = {
      store,
      database,
      version,
      targetLogFolder: (run) => join(logs, run),
      clock,
      owner: { kind: 'daemon', socket: socket.path },
      resumeWithinMs: config.resumeWindowMs,
    };
    const listeners = new Listeners((message) => log.error(message));
    this.#soaks = this.#openSoaks(listeners);
    this.#schedules = new Schedules({ soaks: this.#soaks, store, clock, log, health });
    this.control = new DaemonControl({
      soaks: this.#soaks,
      listeners,
      facts: this.#facts(),
      schedules: () => this.#schedules.statuses(),
    });
  }

  pulses(): Pulse[] {
    return this.#soaks.pulses();
  }

  /** From here on it does what its files say; first of all, what an earlier one was doing. */
  async begin(abandoned: readonly RunFacts[]): Promise<void> {
    await resumeRuns({ soaks: this.#soaks, shared: this.#shared, log: this.#options.log }, abandoned);
    await this.#schedules.replace(this.#setup.plans);
  }

  caretaker(): Caretaker {
    const { database, logs, log } = this.#options;
    const policy = () => this.#setup.config.retention;
    return new Caretaker({ database, logs, log, health: this.#health, policy });
  }

  /** For whoever watches it as a whole. */
  metrics(): SoaksMetrics {
    return { figures: this.#soaks.figures(), ended: this.#soaks.ended };
  }

  /** What is closed at its end. */
  owns(parts: AsyncDisposableStack): void {
    this.#parts = parts;
  }

  /** Takes up the configuration and the plans as they are now. */
  async reload(): Promise<void> {
    const { log, notifier } = this.#options;
    notifier?.reloading();
    this.#setup.renew();
    const { plans } = this.#setup;
    await this.#schedules.replace(plans);
    // systemd that waits in vain says so itself: no reason for a soak to end.
    await notifier?.ready().catch((error: unknown) => log.error('the reload ends untold', { err: error }));
    log.info(`reloaded: ${plans.length === 1 ? '1 plan' : `${plans.length} plans`}`);
  }

  /** Ends every soak with its partial report, then everything else. */
  async stop(reason: string): Promise<void> {
    const { notifier, log } = this.#options;
    notifier?.stopping();
    const count = this.#soaks.running.length;
    const reports = count === 1 ? 'a partial report is written' : `${count} partial reports are written`;
    log.info(`${reason}: ending${count === 0 ? '' : `; ${reports}`}`);
    await this.endSoaks(reason);
    await this.#parts.disposeAsync();
  }

  /** `stop` need not wait for reports any more. */
  kill(reason: string): void {
    this.#options.log.warn(`${reason}: ending at once`);
    this.#soaks.killAll(reason);
  }

  async endSoaks(reason: string): Promise<void> {
    await this.#schedules.close();
    await this.#soaks.stopAll(reason);
  }

  #openSoaks(listeners: Listeners): Soaks {
    const { log } = this.#options;
    return new Soaks({
      shared: this.#shared,
      most: () => this.#setup.config.maxConcurrent,
      hide: (plan) => log.addSecrets(secretValues(plan, process.env)),
      onNews(news, name) {
        logNews(log, name, news);
        listeners.tell(news);
      },
      onMessage: (name, message) => log.warn(`${name}: ${message}`),
      onFailure: (name, run, message) => log.error(`${name} failed: ${message}`, { run }),
    });
  }

  #facts() {
    const { version, database, clock } = this.#options;
    const startedAt = new Date(clock.wallMs()).toISOString();
    const reasons = () => [this.#shared.store.degraded, this.#health.degraded].filter((why) => why !== null);
    const fixed = { version, kind: 'daemon', pid: process.pid, database, startedAt } as const;
    return () => ({ ...fixed, degraded: reasons().join('; ') || null });
  }
}
