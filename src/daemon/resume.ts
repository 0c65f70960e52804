/** What becomes of the runs that an earlier soakd left behind: those of a daemon go on, or else end as interrupted. */
import type { Log } from '../log/log.ts';
import { endAbandoned } from '../soak/abandoned.ts';
import { EndedInstead } from '../soak/take-up.ts';
import type { RunFacts } from '../store/read-run.ts';
import { openStoreReader } from '../store/reader.ts';
import type { Soaks, SoaksOptions } from './soaks.ts';

export interface ResumeOptions {
  readonly soaks: Soaks;
  readonly shared: SoaksOptions['shared'];
  readonly log: Log;
}

/** A soak that takes soakd down each time would do so all night: systemd starts it again every 5 s. */
const MOST_GAPS = 30;
const GAPS_WITHIN_MS = 10 * 60_000;

/** Never rejects: what keeps one run from going on is told, and is no matter to the others. */
export async function resumeRuns(options: ResumeOptions, abandoned: readonly RunFacts[]): Promise<void> {
  await Promise.all(abandoned.map((run) => resumeRun(options, run)));
}

async function resumeRun(options: ResumeOptions, run: RunFacts): Promise<void> {
  const { soaks, shared, log } = options;
  try {
    const obstacle = await whyNot(shared, run);
    if (obstacle === 'not yet') return;
    if (obstacle === null) {
      await soaks.start({ kind: 'resumed', run });
      log.warn(`${run.name} goes on, after soakd was gone`, { run: run.id });
      return;
    }
    const ended = await endAbandoned({ ...shared, onMessage: (message) => log.warn(message) }, run, obstacle);
    soaks.report(ended, ended.reports);
  } catch (error) {
    if (error instanceof EndedInstead) soaks.report(error.ended, error.ended.reports);
    const why = error instanceof Error ? error.message : String(error);
    log.error(`${run.name} does not go on: ${why}`, { run: run.id });
  }
}

/** Why a run must not go on; null: it may. One in the foreground is for its user to take up, as long as that can be. */
async function whyNot(
  { database, clock, resumeWithinMs = 0 }: SoaksOptions['shared'],
  { run, ownerKind, heartbeatWallMs }: RunFacts,
): Promise<string | null | 'not yet'> {
  if (ownerKind === null) return 'soakd died when it had just begun';
  if (ownerKind === 'foreground') {
    return clock.wallMs() - heartbeatWallMs > resumeWithinMs ? 'nobody took it up again in time' : 'not yet';
  }
  using reader = await openStoreReader(database);
  const sinceMs = clock.wallMs() - GAPS_WITHIN_MS;
  const gaps = reader.events(run).filter(({ event, wallMs }) => event === 'gap' && wallMs > sinceMs);
  return gaps.length < MOST_GAPS
    ? null
    : `soakd died ${gaps.length} times within ten minutes that it conducted it`;
}
