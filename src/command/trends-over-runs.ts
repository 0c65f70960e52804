import { type SlopesOverRuns, type SlopesRequest, slopesOverRuns } from '../analysis/over-runs.ts';
import { SoakdError } from '../error.ts';
import type { Plan } from '../plan/plan.ts';
import { renderSlopesOverRuns } from '../report/over-runs-text.ts';
import type { StoreReader } from '../store/reader.ts';
import { textStyle } from './text-style.ts';

/** `trends --last N`. */
export function tellOverRuns(
  reader: StoreReader,
  plan: Plan,
  last: string,
  json: boolean,
  request: SlopesRequest,
): void {
  const ended = reader.listRuns({ name: plan.name }).filter(({ endedWallMs }) => endedWallMs !== null);
  const metrics = slopesOverRuns(reader, ended.slice(0, countOf(last)).reverse(), request);
  if (json) process.stdout.write(`${JSON.stringify(overRunsDocument(plan.name, metrics), null, 2)}\n`);
  else process.stdout.write(renderSlopesOverRuns(plan.name, metrics, textStyle(process.stdout), plan));
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new SoakdError(`--last takes a number of runs, found "${text}"`, {
    hint: 'Try: soakd trends --last 30',
  });
}

function overRunsDocument(plan: string, metrics: readonly SlopesOverRuns[]) {
  return {
    version: 1,
    plan,
    metrics: metrics.map(({ runs, change, ...metric }) => ({
      ...metric,
      change: 'since' in change ? { ...change, since: runs[change.since]?.run.id ?? null } : change,
      runs: runs.map(({ run, planSha256, trend, verdict }) => ({
        id: run.id,
        startedAt: new Date(run.startedWallMs).toISOString(),
        state: run.state,
        planSha256,
        verdict,
        generation: trend?.generation ?? null,
        slopePerHour: trend?.slopePerHour ?? null,
        lowPerHour: trend?.lowPerHour ?? null,
        highPerHour: trend?.highPerHour ?? null,
        confidence: trend?.confidence ?? null,
        steadyMedian: trend?.steadyMedian ?? null,
        spanS: trend?.spanS ?? null,
        trouble: trend?.trouble ?? null,
      })),
    })),
  };
}
