/** The schedules of the plans: what is due is read anew from its file and started among the other soaks. */
import { existsSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import { SoakdError } from '../error.ts';
import type { Log } from '../log/log.ts';
import { problemText } from '../plan/document/problem.ts';
import type { ParsedPlan } from '../plan/parse.ts';
import { expandSecrets } from '../plan/secret.ts';
import type { Schedule, ScheduleState } from '../schedule/kept-schedule.ts';
import { entryText, type SlotEntry } from '../schedule/ledger.ts';
import { type DueSlot, Scheduler } from '../schedule/scheduler.ts';
import type { RunningSoak } from '../soak/soak.ts';
import type { StoreWriter } from '../store/writer.ts';
import type { Health } from './health.ts';
import { type PlanFile, readPlanFile } from './plan-folder.ts';
import { slotLedger } from './slot-ledger.ts';
import type { Soaks } from './soaks.ts';

export interface SchedulesOptions {
  readonly soaks: Soaks;
  readonly store: StoreWriter;
  readonly clock: Clock;
  readonly log: Log;
  readonly health: Health;
}

export class Schedules {
  readonly #options: SchedulesOptions;
  readonly #scheduler: Scheduler;
  #plans: readonly PlanFile[] = [];
  /** Row ids of the newest run of each, which may have ended before the ledger has it. */
  readonly #started = new Map<string, RunningSoak>();

  constructor(options: SchedulesOptions) {
    const { soaks, store, clock, log, health } = options;
    this.#options = options;
    this.#scheduler = new Scheduler({
      clock,
      ledger: slotLedger(store, (run) => this.#rowOf(run)),
      start: (due) => this.#start(due),
      running: (schedule) => soaks.running.find(({ name }) => name === schedule)?.id ?? null,
      onDecision: (entry) => log[levelOf(entry)](entryText(entry)),
      onTrouble(schedule, why) {
        const what = `schedule ${schedule}`;
        if (why === null) health.mend(what, `${schedule}: its schedule is looked after again`);
        else health.ail(what, `${schedule}: its schedule cannot be looked after: ${why}`);
      },
    });
  }

  /** These and no others from now on. */
  async replace(plans: readonly PlanFile[]): Promise<void> {
    this.#plans = plans;
    this.#tellLacking();
    await this.#scheduler.replace(plans.flatMap(scheduleOf));
  }

  statuses(): readonly ScheduleState[] {
    return this.#scheduler.states();
  }

  /** Nothing more is started. */
  close(): Promise<void> {
    return this.#scheduler.close();
  }

  /** Told in the evening, and not by a slot that fails in the night. */
  #tellLacking(): void {
    const lacking = this.#plans.flatMap(({ parsed: { plan } }) => {
      if (plan.schedule === null) return [];
      try {
        expandSecrets(plan, process.env);
        return [];
      } catch (error) {
        return [`${plan.name} cannot start: ${error instanceof Error ? error.message : String(error)}`];
      }
    });
    const { health } = this.#options;
    if (lacking.length > 0) health.ail('secrets', lacking.join('; '));
    else health.mend('secrets', 'no scheduled plan lacks a secret any more');
  }

  async #start({ schedule }: DueSlot): Promise<{ readonly run: string } | { readonly skipped: string }> {
    const { soaks } = this.#options;
    const parsed = this.#readAnew(schedule);
    const obstacle = soaks.obstacle();
    if (obstacle !== null) return { skipped: obstacle };
    const soak = await soaks.start({ kind: 'new', parsed });
    this.#started.set(schedule, soak);
    return { run: soak.id };
  }

  #rowOf(run: string): number | null {
    const soaks = [...this.#started.values(), ...this.#options.soaks.running];
    return soaks.find(({ id }) => id === run)?.run ?? null;
  }

  /** A plan that was broken since it was last read is no reason to lose a night: the one before runs, and that is told. */
  #readAnew(name: string): ParsedPlan {
    const known = this.#plans.find(({ parsed }) => parsed.plan.name === name);
    if (known === undefined) throw new SoakdError(`there is no plan ${name} any more`);
    const { file } = known;
    if (!existsSync(file)) throw new SoakdError(`${file} is gone`);
    const read = readPlanFile(file);
    if (!('problems' in read)) {
      if (read.plan.name === name) return read;
      throw new SoakdError(`${file} holds the plan ${read.plan.name} now: reload soakd to schedule it`);
    }
    const { log } = this.#options;
    for (const problem of read.problems) log.error(problemText(problem));
    log.warn(`${name} is started by the last plan of ${file} that was valid`);
    return known.parsed;
  }
}

function scheduleOf({ file, parsed }: PlanFile): Schedule[] {
  const { name, schedule } = parsed.plan;
  if (schedule === null) return [];
  const { cron, timezone, catchUpMs } = schedule;
  return [{ name, plan: file, cron, timezone, catchUpMs }];
}

function levelOf({ outcome }: SlotEntry): 'info' | 'warn' {
  return outcome === 'missed' || outcome === 'skipped' || outcome === 'failed' ? 'warn' : 'info';
}
