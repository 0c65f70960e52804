/**
 * Tells the notifiers of a plan's alerts. Each notification is stored before it is sent and when it has arrived or was
 * given up; one that a crash has cut off is sent once more, under the same name.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Courier, type Settled } from '../alert/courier.ts';
import { type Facts, notificationOf } from '../alert/message.ts';
import type { Letter } from '../alert/notifier.ts';
import type { Clock } from '../clock.ts';
import { notifierText } from '../plan/alert/alert-outline.ts';
import type { AlertPlan, NotifierPlan } from '../plan/alert/alert-plan.ts';
import type { NotificationRow } from '../store/alert-record.ts';

export interface AlertMailOptions {
  /** Secrets expanded. */
  readonly alerts: readonly AlertPlan[];
  readonly run: { readonly id: string; readonly name: string };
  readonly host: string;
  readonly clock: Clock;
  /** Of the run's clock. */
  readonly now: () => number;
  readonly onNotification: (row: NotificationRow) => void;
  /** What the `log` of a plan says. */
  readonly say: (text: string) => void;
  readonly onTrouble: (message: string) => void;
}

export interface Address {
  readonly alert: number;
  readonly target: number | null;
  readonly firedMs: number;
  /** Of the run's clock: when it is sent. */
  readonly monoMs: number;
}

/** A receiver that is there takes the last word of a run in milliseconds; the run's report waits no longer for others. */
const LAST_WORDS_MS = 5000;

export class AlertMail {
  readonly #options: AlertMailOptions;
  readonly #giveUp = new AbortController();
  /** One for each notifier, whichever alerts name it. */
  readonly #couriers = new Map<string, Courier>();

  constructor(options: AlertMailOptions) {
    this.#options = options;
  }

  send(facts: Omit<Facts, 'run' | 'host'>, address: Address, phase: string): void {
    const { alerts, run, host } = this.#options;
    const body = JSON.stringify(notificationOf({ ...facts, host, run: { ...run, phase } }));
    const { alert, target, firedMs, monoMs } = address;
    const status = facts.status;
    if (status === 'test') return;
    for (const [notifier, plan] of (alerts[alert]?.notify ?? []).entries()) {
      this.#bring(plan, {
        delivery: [run.id, alert, target ?? 'run', timeText(monoMs), notifier].join('-'),
        alert,
        target,
        firedMs: Math.round(firedMs),
        notifier,
        describes: notifierText(plan),
        status,
        state: 'waiting',
        attempts: 0,
        atMs: null,
        why: null,
        body,
        carried: 0,
      });
    }
  }

  /** What an earlier soakd could not bring any more: it is tried once more, and no third time. */
  carryOn(rows: readonly NotificationRow[]): void {
    for (const row of rows.filter(({ state }) => state === 'waiting')) {
      const plan = this.#options.alerts[row.alert]?.notify[row.notifier];
      if (plan === undefined || row.carried > 0)
        this.#options.onNotification({ ...row, state: 'failed', why: 'soakd died twice before it arrived' });
      else this.#bring(plan, { ...row, carried: row.carried + 1 });
    }
  }

  /** Resolves when all has arrived, or was given up. */
  async finish(): Promise<void> {
    const all = Promise.all([...this.#couriers.values()].map(({ idle }) => idle));
    const over = new AbortController();
    await Promise.race([all, delay(LAST_WORDS_MS, null, { signal: over.signal }).catch(() => {})]);
    over.abort();
    this.giveUp('the run has ended');
    await all;
  }

  giveUp(why: string): void {
    this.#giveUp.abort(why);
  }

  #bring(plan: NotifierPlan, row: NotificationRow): void {
    const { alerts, onNotification, now } = this.#options;
    onNotification(row);
    const letter: Letter = {
      delivery: row.delivery,
      body: row.body,
      text: textOf(row.body),
      severity: alerts[row.alert]?.severity ?? 'warning',
    };
    this.#courierOf(plan).bring(letter, ({ state, attempts, why }: Settled) => {
      onNotification({ ...row, state, attempts: row.attempts + attempts, why, atMs: now() });
      if (state === 'failed')
        this.#options.onTrouble(
          `${row.describes} was not told of the alert ${alerts[row.alert]?.name ?? row.alert} (${row.status}): ${why}`,
        );
    });
  }

  #courierOf(notifier: NotifierPlan): Courier {
    const key = JSON.stringify(notifier);
    const { clock, say, onTrouble } = this.#options;
    const courier =
      this.#couriers.get(key) ??
      new Courier({
        notifier,
        describes: notifierText(notifier),
        post: { wallMs: () => clock.wallMs(), say, signal: this.#giveUp.signal },
        monotonicMs: () => clock.monotonicMs(),
        onTrouble,
      });
    this.#couriers.set(key, courier);
    return courier;
  }
}

/** Sorted as text they are sorted by time. */
function timeText(monoMs: number): string {
  return String(Math.round(monoMs)).padStart(10, '0');
}

function textOf(body: string): string {
  const parsed: unknown = JSON.parse(body);
  return typeof parsed === 'object' && parsed !== null && 'text' in parsed ? String(parsed.text) : body;
}
