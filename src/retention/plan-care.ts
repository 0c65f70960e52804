/** From the runs there are and the policy to what would become of which, and why. Pure. */
import { formatBytes, formatDuration } from '../plan/quantity/quantity.ts';
import type { RetentionPolicy } from './policy.ts';

export interface KeptRun {
  readonly run: number;
  readonly id: string;
  readonly name: string;
  readonly startedWallMs: number;
  /** null: it goes on, and is not touched. */
  readonly endedWallMs: number | null;
  /** Something else needs it: it is not touched. */
  readonly isProtected: boolean;
  /** Long enough that its minutes say as much, judged, and not thinned yet. */
  readonly canThin: boolean;
  /** About: what thinning frees, and what is left then. */
  readonly rawBytes: number;
  readonly restBytes: number;
}

export interface CareStep {
  readonly action: 'thin' | 'delete';
  readonly run: KeptRun;
  readonly why: string;
  /** About. */
  readonly freesBytes: number;
}

/** As much as possible is thinned rather than deleted. Deleting comes first, since thinning takes room. Oldest first. */
export function planCare(
  runs: readonly KeptRun[],
  policy: RetentionPolicy,
  { nowMs, usedBytes }: { readonly nowMs: number; readonly usedBytes: number },
): CareStep[] {
  const newestFirst = runs.toSorted((a, b) => b.run - a.run);
  const kept = keptBy(policy, newestFirst);
  const open = newestFirst
    .toReversed()
    .filter((one) => one.endedWallMs !== null && !one.isProtected && isMeant(one, policy));
  const planned = new Map<KeptRun, CareStep>();
  const plan = (run: KeptRun, action: CareStep['action'], why: string): void => {
    const freesBytes = action === 'thin' ? run.rawBytes : run.rawBytes + run.restBytes;
    planned.set(run, { action, run, why, freesBytes });
  };
  for (const run of open) {
    const ageMs = nowMs - (run.endedWallMs ?? nowMs);
    const reason = kept.has(run) ? null : reasonToDelete(ageMs, policy);
    if (reason !== null) plan(run, 'delete', reason);
    else if (run.canThin && policy.thinAfterMs !== null && ageMs > policy.thinAfterMs)
      plan(run, 'thin', `ended more than ${formatDuration(policy.thinAfterMs)} ago`);
  }
  if (policy.maxBytes !== null) {
    const why = `the database is larger than ${formatBytes(policy.maxBytes)}`;
    const { maxBytes } = policy;
    const fits = (): boolean =>
      usedBytes - planned.values().reduce((sum, { freesBytes }) => sum + freesBytes, 0) <= maxBytes;
    for (const run of open) if (!fits() && run.canThin && !planned.has(run)) plan(run, 'thin', why);
    for (const run of open)
      if (!fits() && !kept.has(run) && planned.get(run)?.action !== 'delete') plan(run, 'delete', why);
  }
  const inOrder = (action: CareStep['action']) =>
    open.flatMap((run) => planned.get(run) ?? []).filter((step) => step.action === action);
  return [...inOrder('delete'), ...inOrder('thin')];
}

function keptBy(
  { keepNewest, keepNewestOfPlan }: RetentionPolicy,
  newestFirst: readonly KeptRun[],
): Set<KeptRun> {
  const kept = new Set(newestFirst.slice(0, keepNewest ?? 0));
  if (!keepNewestOfPlan) return kept;
  const seen = new Set<string>();
  for (const run of newestFirst) {
    if (run.endedWallMs === null || seen.has(run.name)) continue;
    seen.add(run.name);
    kept.add(run);
  }
  return kept;
}

function isMeant({ id }: KeptRun, { only }: RetentionPolicy): boolean {
  return only === null || only.has(id);
}

/** Of a run that nothing keeps. */
function reasonToDelete(ageMs: number, policy: RetentionPolicy): string | null {
  const { keepForMs, keepNewest, thinAfterMs, maxBytes, only } = policy;
  if (keepForMs !== null)
    return ageMs > keepForMs ? `ended more than ${formatDuration(keepForMs)} ago` : null;
  if (maxBytes !== null) return null;
  if (keepNewest !== null)
    return keepNewest === 1 ? 'not the newest run' : `not among the ${keepNewest} newest`;
  return only !== null && thinAfterMs === null ? 'asked for' : null;
}
