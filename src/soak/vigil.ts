/** What watches a soak while it goes on: its alerts, the mail that tells of them, and pictures of its targets. */
import { hostname } from 'node:os';
import type { Assessment } from '../analysis/assessment.ts';
import type { Clock } from '../clock.ts';
import type { AlertStatus } from '../control/status.ts';
import type { Plan } from '../plan/plan.ts';
import type { GenerationRow } from '../store/event-record.ts';
import type { StoreRecord } from '../store/record.ts';
import { AlertMail } from './alert-mail.ts';
import { Alerting } from './alerting.ts';
import type { LiveMoment } from './live-moment.ts';
import type { Recorder } from './recorder.ts';
import type { Resumption } from './resumption.ts';
import { Snapshots } from './snapshots.ts';

export interface VigilOptions {
  readonly run: number;
  readonly id: string;
  /** Secrets expanded. */
  readonly plan: Plan;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly resumed: Resumption | null;
  readonly write: (record: StoreRecord) => void;
  /** Beside the run, for what commands of the plan say. */
  readonly folder: string;
  /** The verdict so far; null: not assessed yet. */
  readonly newest: () => Assessment | null;
  /** What the plan wants to have in the log. */
  readonly say: (text: string) => void;
  readonly onTrouble: (message: string) => void;
}

export class Vigil {
  /** Records what it is told, after the alerts have seen it. */
  readonly overheard: Recorder;
  readonly #mail: AlertMail;
  readonly #alerting: Alerting;
  readonly #snapshots: Snapshots;

  constructor(options: VigilOptions) {
    const { run, id, plan, clock, recorder, resumed, write, folder, newest, say, onTrouble } = options;
    this.#mail = new AlertMail({
      alerts: plan.alerts ?? [],
      run: { id, name: plan.name },
      host: hostname(),
      clock,
      now: () => recorder.now(),
      onNotification: (row) => write({ kind: 'notification', run, ...row }),
      say,
      onTrouble,
    });
    this.#mail.carryOn(resumed?.notifications ?? []);
    this.#snapshots = new Snapshots({
      runId: id,
      plan,
      clock,
      recorder,
      folder,
      criteria: () => newest()?.criteria ?? [],
      onSnapshot: (row) => write({ kind: 'snapshot', run, ...row }),
      resumed: resumed === null ? null : { slots: resumed.snapshotSlots, observedMs: resumed.observedMs },
    });
    this.#alerting = new Alerting({
      plan,
      recorder,
      mail: this.#mail,
      wallMs: () => clock.wallMs(),
      onAlert: (row) => write({ kind: 'alert', run, ...row }),
      onFiring: ({ name, snapshot }, target) => {
        if (snapshot !== null)
          this.#snapshots.atBreach('alert', name, target === null ? [] : [target], snapshot);
      },
      judged: () => newest()?.watched ?? [],
      resumed,
    });
    this.overheard = {
      ...recorder,
      tick: (tick) => {
        this.#alerting.tick(tick);
        recorder.tick(tick);
      },
      second: (window) => {
        this.#alerting.second(window);
        recorder.second(window);
      },
    };
  }

  life(row: GenerationRow): void {
    this.#alerting.life(row);
    this.#snapshots.life(row);
  }

  /** Again and again. */
  look(moment: LiveMoment): void {
    this.#alerting.look(moment);
    this.#snapshots.look(moment);
  }

  alerts(): AlertStatus[] {
    return this.#alerting.status();
  }

  /** The run is over: resolves when whoever is to know has been told, or cannot be. */
  async end(observedMs: number): Promise<void> {
    this.#alerting.end(observedMs);
    await Promise.all([this.#mail.finish(), this.#snapshots.end()]);
  }

  giveUp(why: string): void {
    this.#mail.giveUp(why);
    void this.#snapshots.end();
  }
}
