/** All that a daemon goes by, as its files say now: the configuration and the plans. */
import { SoakdError } from '../error.ts';
import { type Problem, problemText } from '../plan/document/problem.ts';
import { type Config, parseConfig } from './config.ts';
import { type PlanFolder, readPlanFolder } from './plan-folder.ts';
import { readRegularFile } from './regular-file.ts';

export interface Setup {
  /** null: it has problems. */
  readonly config: Config | null;
  readonly configProblems: readonly Problem[];
  readonly folder: PlanFolder;
}

/** @throws SoakdError when there is no configuration to read */
export function readSetup(configFile: string): Setup {
  const read = readRegularFile(configFile);
  if ('trouble' in read) {
    throw new SoakdError(`cannot read the configuration ${configFile}: ${read.trouble}`, {
      hint: 'config/soakd.yaml of the installation shows every key with its default.',
    });
  }
  const { config, plans, problems } = parseConfig(read.text, configFile);
  return { config, configProblems: problems, folder: readPlanFolder(plans) };
}

/** @throws SoakdError with one line for each problem, of all files. */
export function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems.map((problem) => `  ${problemText(problem)}`);
  throw new SoakdError([`${count} in the configuration and its plans`, ...lines].join('\n'), {
    hint: 'config/README.md explains every key; nothing was started.',
  });
}
