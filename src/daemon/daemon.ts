/** The daemon as a whole: what it begins with, takes up at a reload, and ends with. */
import { join } from 'node:path';
import { SoakdError } from '../error.ts';
import { type Problem, problemText } from '../plan/problem.ts';
import { secretValues } from '../plan/secret.ts';
import type { RunFacts } from '../store/reader.ts';
import type { StoreWriter } from '../store/writer.ts';
import { Caretaker } from './care.ts';
import type { Config } from './config.ts';
import { DaemonControl } from './daemon-control.ts';
import { Health } from './health.ts';
import { Listeners } from './listeners.ts';
import { type PlanFile, type PlanFolder, readPlanFolder } from './plan-folder.ts';
import { mergePlans } from './plans.ts';
import { resumeRuns } from './resume.ts';
import { Schedules } from './schedules.ts';
import { readSetup } from './setup.ts';
import { logNews } from './soak-log.ts';
import { Soaks, type SoaksOptions } from './soaks.ts';
import type { DaemonOptions } from './start-daemon.ts';
import type { Pulse } from './watchdog.ts';

export class Daemon {
  readonly control: DaemonControl;
  readonly #options: DaemonOptions;
  readonly #health: Health;
  readonly #shared: SoaksOptions['shared'];
  readonly #soaks: Soaks;
  readonly #schedules: Schedules;
  #config: Config;
  #plans: readonly PlanFile[];
  #parts = new AsyncDisposableStack();

  constructor(options: DaemonOptions, store: StoreWriter) {
    const { config, setup, database, logs, version, socket, clock, log } = options;
    this.#options = options;
    this.#config = config;
    this.#shared = {
      store,
      database,
      version,
      targetLogFolder: (run) => join(logs, run),
      clock,
      owner: { kind: 'daemon', socket: socket.path },
      resumeWithinMs: config.resumeWindowMs,
    };
    this.#plans = setup.folder.plans;
    this.#health = new Health((message, isWell) => log[isWell ? 'info' : 'error'](message));
    const listeners = new Listeners((message) => log.error(message));
    this.#soaks = this.#openSoaks(listeners);
    this.#schedules = new Schedules({ soaks: this.#soaks, store, clock, log, health: this.#health });
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
    // There are none, unless runs wait to be resumed.
    this.#tellProblems([], this.#options.setup.folder);
    await resumeRuns({ soaks: this.#soaks, shared: this.#shared, log: this.#options.log }, abandoned);
    await this.#schedules.replace(this.#plans);
  }

  caretaker(): Caretaker {
    const { database, logs, log } = this.#options;
    return new Caretaker({ database, logs, log, health: this.#health, policy: () => this.#config.retention });
  }

  /** What is closed at its end. */
  owns(parts: AsyncDisposableStack): void {
    this.#parts = parts;
  }

  /** Takes up the configuration and the plans as they are now; what is broken stays as it was, and is told. */
  async reload(): Promise<void> {
    const { log, notifier } = this.#options;
    notifier?.reloading();
    try {
      this.#takeUp();
      await this.#schedules.replace(this.#plans);
    } catch (error) {
      if (!(error instanceof SoakdError)) throw error;
      this.#health.ail('configuration', error.message);
    }
    await notifier?.ready();
    log.info(`reloaded: ${this.#plans.length === 1 ? '1 plan' : `${this.#plans.length} plans`}`);
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
      most: () => this.#config.maxConcurrent,
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
    const reasons = () =>
      [this.#shared.store.degraded, this.#health.degraded].filter((reason) => reason !== null);
    const fixed = { version, kind: 'daemon', pid: process.pid, database, startedAt } as const;
    return () => ({ ...fixed, degraded: reasons().join('; ') || null });
  }

  #takeUp(): void {
    const setup = readSetup(this.#options.configFile);
    const folder = setup.config === null ? readPlanFolder(this.#config.plans) : setup.folder;
    this.#tellProblems(setup.configProblems, folder);
    if (setup.config !== null) this.#adopt(setup.config);
    this.#plans = mergePlans(this.#plans, folder);
  }

  #tellProblems(configProblems: readonly Problem[], { problems, broken, lost }: PlanFolder): void {
    const { log, configFile } = this.#options;
    for (const problem of [...configProblems, ...problems]) log.error(problemText(problem));
    const files = [...(configProblems.length > 0 ? [configFile] : []), ...broken];
    const reasons = [
      ...files.map((file) => `${file} has problems: what it said before still counts`),
      ...(lost ? ['the folder of plans cannot be read: those from before still count'] : []),
    ];
    if (reasons.length > 0) this.#health.ail('configuration', reasons.join('; '));
    else this.#health.mend('configuration', 'the configuration and its plans are valid again');
  }

  #adopt(config: Config): void {
    const { log } = this.#options;
    const before = this.#config;
    for (const key of ['database', 'socket', 'metrics'] as const) {
      if (JSON.stringify(config[key]) === JSON.stringify(before[key])) continue;
      log.warn(`${key} has changed in the configuration: that takes a restart of soakd`);
    }
    this.#config = config;
    log.level = config.logLevel;
  }
}
