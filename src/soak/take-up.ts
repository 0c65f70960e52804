/** A run that goes on after the death of its soakd: on its clock, with the gap said, under a new conductor. */
import { openAnalyst } from '../analysis/analyst.ts';
import { SoakdError } from '../error.ts';
import { type CorpusFacts, requireCorpora } from '../load/corpus/survey.ts';
import type { Plan } from '../plan/plan.ts';
import { durationText } from '../plan/quantity/figure.ts';
import { expandSecrets, secretValues } from '../plan/secret.ts';
import type { EventRow } from '../store/event-record.ts';
import type { CorpusRow } from '../store/load-record.ts';
import type { RunFacts } from '../store/read-run.ts';
import { openStoreReader } from '../store/reader.ts';
import { type EndedRun, endAbandoned } from './abandoned.ts';
import { ownership } from './begin.ts';
import { type Resumption, readResumption } from './resumption.ts';
import type { StoredRun } from './running.ts';
import type { SoakOptions } from './soak.ts';

/** Away longer than this, soakd does not take up a run again: what it soaked is another evening's machine. */
const RESUME_WITHIN_MS = 3_600_000;

/** Of a run that could not go on. */
export class EndedInstead extends SoakdError {
  readonly ended: EndedRun;

  constructor({ id, name }: RunFacts, ended: EndedRun, why: string) {
    super(`run ${id} (${name}) does not go on, and ended as ${ended.state}: ${why}`);
    this.ended = ended;
  }
}

/** @throws EndedInstead when it cannot go on; it has its verdicts then */
export async function takeUp(options: SoakOptions, facts: RunFacts): Promise<StoredRun> {
  try {
    return await goOn(options, facts);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EndedInstead(facts, await endAbandoned(options, facts, why), why);
  }
}

async function goOn(options: SoakOptions, facts: RunFacts): Promise<StoredRun> {
  const { clock, store, database, resumeWithinMs = RESUME_WITHIN_MS, onEvent } = options;
  const { run, id } = facts;
  if (facts.endedWallMs !== null) throw new SoakdError('it had ended, and was not judged');
  if (facts.phase === 'ended') throw new SoakdError('it was ending');
  const stored = storedPlan(facts);
  const plan = expandSecrets(stored, process.env);
  const secrets = secretValues(stored, process.env);
  const analyst = await openAnalyst(database, run);
  try {
    using reader = await openStoreReader(database);
    const corpora = await requireCorpora(plan.load);
    refuseChanged(corpora, reader.corpora(run));
    const resumed = readResumption(reader, facts, stored, clock);
    refuseAfter(resumeWithinMs, resumed);
    const { bootId, originMonotonicMs } = resumed;
    const heartbeatWallMs = clock.wallMs();
    const clockFacts = { bootId, monotonicOriginMs: originMonotonicMs, heartbeatWallMs };
    store.write({ kind: 'run-update', run, ...ownership(options), ...clockFacts });
    const gap = gapEvent(resumed, heartbeatWallMs);
    store.write({ kind: 'event', run, ...gap });
    onEvent(id, gap);
    await store.flush();
    return { run, id, plan, secrets, corpora, originMonotonicMs, resumed, analyst };
  } catch (error) {
    await analyst.close();
    throw error;
  }
}

/** Another file would be another load. */
function refuseChanged(found: readonly CorpusFacts[], stored: readonly CorpusRow[]): void {
  for (const { name, file, sha256 } of stored)
    if (found.find((corpus) => corpus.name === name)?.sha256 !== sha256)
      throw new SoakdError(`${file} was changed since the run began`);
}

function refuseAfter(resumeWithinMs: number, { nowMs, lastSeenMs }: Resumption): void {
  const awayMs = nowMs - lastSeenMs;
  if (awayMs <= resumeWithinMs) return;
  const limit = durationText(resumeWithinMs / 1000);
  throw new SoakdError(`soakd was away for ${durationText(awayMs / 1000)}, longer than ${limit}`);
}

function gapEvent({ nowMs, lastSeenMs, rebooted }: Resumption, wallMs: number): EventRow {
  const durationMs = nowMs - lastSeenMs;
  const reboot = rebooted ? ', and the machine was restarted meanwhile' : '';
  return {
    event: 'gap',
    monoMs: nowMs,
    wallMs,
    target: null,
    text: `soakd was down for ${durationText(durationMs / 1000)}${reboot}; the run goes on`,
    durationMs,
  };
}

/** Written by this version of soakd or an earlier one, from a plan that was parsed then. */
export function storedPlan({ planJson }: RunFacts): Plan {
  return JSON.parse(planJson) as Plan;
}
