import type { TargetPlan } from '../plan/target/target-plan.ts';
import { AttachedOrigin, type LookAgain } from './attached-origin.ts';
import type { Origin } from './origin.ts';
import type { RestartLimits } from './restart.ts';
import { StartedOrigin } from './started-origin.ts';

export interface OriginOptions {
  /** Its environment with the secrets filled in. */
  readonly plan: TargetPlan;
  /** For the output of what is started; belongs to one run. Made when it is needed. */
  readonly logFolder: string;
  readonly procRoot?: string;
  /** The program that is asked about units. */
  readonly systemctl?: string;
  readonly restartLimits?: RestartLimits;
  readonly lookAgain?: LookAgain;
}

export function makeOrigin(options: OriginOptions): Origin {
  const { plan, logFolder, procRoot = '/proc', systemctl = 'systemctl' } = options;
  const { source } = plan;
  const limits = options.restartLimits === undefined ? {} : { restartLimits: options.restartLimits };
  if (source.kind === 'start') return new StartedOrigin({ plan, source, logFolder, procRoot, ...limits });
  const look = options.lookAgain === undefined ? {} : { lookAgain: options.lookAgain };
  return new AttachedOrigin({ plan, source, place: { procRoot, systemctl }, ...limits, ...look });
}
