/** For `check`: how small a slope a run of the plan will be able to tell, in words. */
import { existsSync } from 'node:fs';
import { earlierRun, type Foreseen, foresee } from '../analysis/foresight.ts';
import { SoakdError } from '../error.ts';
import { type Assumed, assumeDetectable, MEMORY_NOISE, TIME_NOISE } from '../plan/detectable.ts';
import { plannedMs } from '../plan/extent.ts';
import type { Plan } from '../plan/plan.ts';
import { quantityText, shareText } from '../plan/quantity/figure.ts';
import { openStoreReader } from '../store/reader.ts';

export interface Detects {
  /** The run whose scatter it is; null: assumed, as no earlier run of the plan is at hand. */
  readonly run: string | null;
  readonly measured: readonly Foreseen[];
  readonly assumed: readonly Assumed[];
  /** As planned; null: not known. */
  readonly hours: number | null;
}

/** `named`: the user named the database, so that it cannot be read is an error. */
export async function detectsOf(plan: Plan, database: string, named: boolean): Promise<Detects> {
  const earlier = await readEarlier(plan, database).catch((error: unknown) => {
    if (named || !(error instanceof SoakdError)) throw error;
    return null;
  });
  const ms = plannedMs(plan);
  const hours = ms === null ? null : ms / 3_600_000;
  return { ...(earlier ?? { run: null, measured: [], assumed: assumeDetectable(plan) }), hours };
}

async function readEarlier(plan: Plan, database: string): Promise<Omit<Detects, 'hours'> | null> {
  if (!existsSync(database)) return null;
  using reader = await openStoreReader(database);
  const run = earlierRun(reader, plan);
  if (run === null) return null;
  const measured = foresee(reader, run, plan);
  return measured.length === 0 ? null : { run: run.id, measured, assumed: [] };
}

export function detectsLines({ run, measured, assumed, hours }: Detects): string[] {
  const excess = (perHour: number, unit: string): string =>
    quantityText(perHour, `${unit}/h`, { binary: false });
  if (run !== null) {
    return [
      `a slope that exceeds its budget by this much, if it scatters as in run ${run}`,
      ...measured.map((one) => `  ${one.metric} by ${excess(one.excessPerHour, one.unit)}`),
    ];
  }
  if (assumed.length === 0) return [];
  return [
    'a slope that exceeds its budget by this much, by what sound programs scatter that were recorded',
    `(memory by ${scatter(MEMORY_NOISE)}, times by ${scatter(TIME_NOISE)}); the first run of this plan will tell it better`,
    ...assumed.map(({ rule, excessPerHour, of }) => {
      if (of === 'step') return `  ${rule} by ${excess(excessPerHour, 'count')}`;
      // A slope that doubles it within the run needs no statistics.
      if (excessPerHour * (hours ?? 0) >= 1) return `  ${rule}: nothing, the run is too short`;
      return `  ${rule} by ${excess(excessPerHour, 'ratio')} of its level`;
    }),
  ];
}

function scatter({ deviation }: { readonly deviation: number }): string {
  return shareText(deviation).replace(' ', '');
}
