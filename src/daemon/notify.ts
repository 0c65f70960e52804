/**
 * What systemd is told (sd_notify(3)): ready, alive, reloading, stopping, and one line for `systemctl status`. Node.js
 * has no datagrams on unix sockets, so each message is one run of systemd-notify(1), some 5 ms; its BARRIER=1 keeps
 * systemd from dropping the message of so short-lived a sender. It sends under its own pid: NotifyAccess=all.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { EXIT, SoakdError } from '../error.ts';
import { DescriptorReserve } from '../proc/descriptor-reserve.ts';

/** A run takes 5 ms; on a machine where it takes this long, the next watchdog ping is due. */
const GIVE_UP_MS = 10_000;

/** As much of what systemd-notify complains about as one line of the journal should have. */
const COMPLAINT_CHARACTERS = 300;

/** A spawn with one pipe takes 4 at once: both ends of its pipe, and both of the one that reports a failed exec. */
const SPAWN_DESCRIPTORS = 8;

export interface NotifierOptions {
  /** CLOCK_MONOTONIC in milliseconds: systemd orders a reload by it. */
  readonly monotonicMs: () => number;
  /** A message did not get through. Where a watchdog waits for it, soakd will be killed. */
  readonly onTrouble: (message: string) => void;
  /** The program that sends; only its path may differ. */
  readonly program?: string;
}

/**
 * Takes what systemd handed over out of `environment`, so that no target inherits it: one that knows sd_notify itself,
 * as redis does, would speak for soakd.
 *
 * @returns null where no systemd waits for a message
 */
export function openNotifier(environment: NodeJS.ProcessEnv, options: NotifierOptions): Notifier | null {
  const socket = environment['NOTIFY_SOCKET'];
  const watchdogUs = Number(environment['WATCHDOG_USEC'] ?? '0');
  // sd_watchdog_enabled(3): meant for another process, when a pid is named that is not this one.
  const mine = (environment['WATCHDOG_PID'] ?? String(process.pid)) === String(process.pid);
  for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete environment[name];
  if (socket === undefined || socket === '') return null;
  return new Notifier(socket, mine && watchdogUs > 0 ? watchdogUs / 1000 : null, options);
}

export class Notifier {
  /** systemd kills soakd when it hears no `alive` for so long, in ms; null: it does not watch. */
  readonly watchdogMs: number | null;
  readonly #socket: string;
  readonly #options: NotifierOptions;
  readonly #reserve = new DescriptorReserve(SPAWN_DESCRIPTORS);
  #status = '';
  #sending: Promise<void> = Promise.resolve();

  constructor(socket: string, watchdogMs: number | null, options: NotifierOptions) {
    this.#socket = socket;
    this.watchdogMs = watchdogMs;
    this.#options = options;
  }

  /** @throws SoakdError when systemd cannot be told: it would wait in vain and kill soakd without a word */
  async ready(): Promise<void> {
    const trouble = await this.#send(['READY=1']);
    if (trouble === null) return;
    throw new SoakdError(`systemd cannot be told that soakd is ready: ${trouble}`, {
      exitCode: EXIT.internal,
      hint: 'systemd-notify is part of systemd: is it in the PATH of the service, and NotifyAccess=all set?',
    });
  }

  /** For the watchdog. */
  alive(): void {
    this.#tell(['WATCHDOG=1']);
  }

  /** Must be followed by `ready`. */
  reloading(): void {
    this.#tell(['RELOADING=1', `MONOTONIC_USEC=${Math.floor(this.#options.monotonicMs() * 1000)}`]);
  }

  stopping(): void {
    this.#tell(['STOPPING=1']);
  }

  /** One line; sent when it has changed. */
  status(text: string): void {
    const line = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
    if (line === this.#status) return;
    this.#status = line;
    this.#tell([`STATUS=${line}`]);
  }

  /** Resolves when everything is sent, or has failed. */
  async close(): Promise<void> {
    await this.#sending;
    this.#reserve.close();
  }

  #tell(fields: readonly string[]): void {
    void this.#send(fields).then((trouble) => {
      if (trouble !== null) this.#options.onTrouble(`systemd was not told ${fields[0]}: ${trouble}`);
    });
  }

  /** One after the other, as the order counts. Resolves with what went wrong. */
  #send(fields: readonly string[]): Promise<string | null> {
    const sent = this.#sending.then(() => this.#run(fields));
    this.#sending = sent.then(() => {});
    return sent;
  }

  #run(fields: readonly string[]): Promise<string | null> {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    let child: ChildProcess;
    try {
      child = this.#reserve.lend(() =>
        spawn(this.#options.program ?? 'systemd-notify', fields, {
          env: { PATH: process.env['PATH'], NOTIFY_SOCKET: this.#socket },
          stdio: ['ignore', 'ignore', 'pipe'],
        }),
      );
    } catch (error) {
      return Promise.resolve(error instanceof Error ? error.message : String(error));
    }
    const overdue = setTimeout(() => child.kill('SIGKILL'), GIVE_UP_MS);
    let complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(0, COMPLAINT_CHARACTERS);
    });
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(null);
      else resolve(complaint.trim() || (signal === null ? `exit code ${code}` : `ended by ${signal}`));
    });
    return promise.finally(() => clearTimeout(overdue));
  }
}
