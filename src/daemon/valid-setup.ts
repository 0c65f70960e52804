/** The configuration and the plans that count: as the files say, and of a file that is broken as it was when it was not. */
import { SoakdError } from '../error.ts';
import type { ProcessLog } from '../log/log.ts';
import { type Problem, problemText } from '../plan/document/problem.ts';
import type { Config } from './config.ts';
import type { Health } from './health.ts';
import { type PlanFile, type PlanFolder, readPlanFolder } from './plan-folder.ts';
import { mergePlans } from './plans.ts';
import { readSetup } from './setup.ts';

/** What is opened once, at the start. */
const NEEDS_RESTART = ['database', 'socket', 'metrics'] as const;

export interface ValidSetupOptions {
  readonly configFile: string;
  readonly config: Config;
  readonly folder: PlanFolder;
  readonly log: ProcessLog;
  readonly health: Health;
}

export class ValidSetup {
  readonly #options: ValidSetupOptions;
  #config: Config;
  #plans: readonly PlanFile[];

  constructor(options: ValidSetupOptions) {
    const { config, folder } = options;
    this.#options = options;
    this.#config = config;
    this.#plans = folder.plans;
    this.#tellProblems([], folder);
  }

  get config(): Config {
    return this.#config;
  }

  get plans(): readonly PlanFile[] {
    return this.#plans;
  }

  /** Reads all files anew. What is broken stays as it was, and is told. */
  renew(): void {
    const { configFile, health } = this.#options;
    try {
      const { config, configProblems, folder } = readSetup(configFile);
      const meant = config === null ? readPlanFolder(this.#config.plans) : folder;
      this.#tellProblems(configProblems, meant);
      if (config !== null) this.#adopt(config);
      this.#plans = mergePlans(this.#plans, meant);
    } catch (error) {
      if (!(error instanceof SoakdError)) throw error;
      health.ail('configuration', error.message);
    }
  }

  #adopt(config: Config): void {
    const { log } = this.#options;
    const changed = NEEDS_RESTART.filter(
      (key) => JSON.stringify(config[key]) !== JSON.stringify(this.#config[key]),
    );
    for (const key of changed)
      log.warn(`${key} has changed in the configuration: that takes a restart of soakd`);
    this.#config = config;
    log.level = config.logLevel;
  }

  #tellProblems(configProblems: readonly Problem[], { problems, broken, lost }: PlanFolder): void {
    const { log, health, configFile } = this.#options;
    for (const problem of [...configProblems, ...problems]) log.error(problemText(problem));
    const files = [...(configProblems.length > 0 ? [configFile] : []), ...broken];
    const reasons = [
      ...files.map((file) => `${file} has problems: what it said before still counts`),
      ...(lost ? ['the folder of plans cannot be read: those from before still count'] : []),
    ];
    if (reasons.length > 0) health.ail('configuration', reasons.join('; '));
    else health.mend('configuration', 'the configuration and its plans are valid again');
  }
}
