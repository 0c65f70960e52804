/**
 * The daemon: its parts, opened in the order in which one needs the other and closed the other way round. What each does
 * is in its own file.
 */
import type { Clock } from '../clock.ts';
import type { Overview, ScheduleStatus } from '../control/controlled.ts';
import { openControl } from '../control/server.ts';
import type { SocketAccess } from '../control/socket-access.ts';
import { SoakdError } from '../error.ts';
import type { ProcessLog } from '../log/log.ts';
import { problemText } from '../plan/problem.ts';
import { thisProcess } from '../store/owner.ts';
import { openStoreWriter, type StoreWriter } from '../store/writer.ts';
import type { Config } from './config.ts';
import { DaemonControl } from './daemon-control.ts';
import { Health } from './health.ts';
import { Listeners } from './listeners.ts';
import type { Notifier } from './notify.ts';
import { openMetrics } from './own-figures.ts';
import { type PlanFile, readPlanFolder } from './plan-folder.ts';
import { mergePlans } from './plans.ts';
import { readSetup, type Setup } from './setup.ts';
import { logNews } from './soak-log.ts';
import { Soaks } from './soaks.ts';
import { statusLine } from './status-line.ts';
import { StoreWatch } from './store-watch.ts';
import { startWatchdog } from './watchdog.ts';

export interface DaemonOptions {
  readonly configFile: string;
  readonly setup: Setup;
  readonly config: Config;
  readonly database: string;
  readonly socket: { readonly path: string; readonly access: SocketAccess };
  readonly version: string;
  readonly targetLogFolder: (runId: string) => string;
  readonly clock: Clock;
  readonly log: ProcessLog;
  /** null: no systemd waits for a word. */
  readonly notifier: Notifier | null;
}

/** How often the line for `systemctl status` is made anew. */
const STATUS_MS = 5000;

/** @throws SoakdError when it cannot be had all; nothing is left open then */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { database, socket, clock, log, notifier } = options;
  await using parts = new AsyncDisposableStack();
  const health = new Health((message, isWell) => log[isWell ? 'info' : 'error'](message));
  const watch = new StoreWatch(health, (message) => log.warn(message));
  const store = await openStoreWriter(database, { onTrouble: (trouble) => watch.hear(trouble) });
  parts.defer(() => store.close());
  await claimDatabase(store, options, parts);
  const daemon = new Daemon(options, { store, health });
  const control = await openControl({
    controlled: daemon.control,
    socket: socket.path,
    access: socket.access,
    onTrouble: (message) => log.warn(message),
  });
  parts.defer(() => control.close());
  const metrics = await openMetrics(options.config.metrics, () => daemon.control.overview(), store);
  if (metrics !== null) parts.use(metrics);
  log.info(`soakd ${options.version} is here`, { pid: process.pid, database, socket: socket.path });
  await notifier?.ready();
  if (notifier !== null) {
    const telling = setInterval(() => notifier.status(statusLine(daemon.control.overview())), STATUS_MS);
    parts.defer(() => clearInterval(telling));
    if (notifier.watchdogMs !== null) {
      const dog = startWatchdog({
        watchdogMs: notifier.watchdogMs,
        nowMs: clock.monotonicMs,
        vitals: () => ({ pulses: daemon.soaks.pulses(), store: watch.vitals(store) }),
        vouch: () => notifier.alive(),
        onAilment: (message) => log.error(message),
      });
      parts.use(dog);
    }
  }
  daemon.owns(parts.move());
  return daemon;
}

async function claimDatabase(
  store: StoreWriter,
  { database, socket, clock }: DaemonOptions,
  parts: AsyncDisposableStack,
): Promise<void> {
  const owner = thisProcess();
  const other = await store.claimDaemon({ ...owner, socket: socket.path, startedWallMs: clock.wallMs() });
  if (other !== null) {
    throw new SoakdError(
      `a soakd daemon has the database ${database} already: process ${other.pid}, at ${other.socket}`,
      { hint: 'soakd status shows what it does; another database (--db) can have a daemon of its own.' },
    );
  }
  parts.defer(() => store.releaseDaemon(owner));
}

export class Daemon {
  readonly soaks: Soaks;
  readonly control: DaemonControl;
  readonly #options: DaemonOptions;
  readonly #health: Health;
  #config: Config;
  #plans: readonly PlanFile[];
  #parts = new AsyncDisposableStack();

  constructor(options: DaemonOptions, { store, health }: { store: StoreWriter; health: Health }) {
    const { config, setup, database, version, targetLogFolder, clock, log, socket } = options;
    this.#options = options;
    this.#health = health;
    this.#config = config;
    this.#plans = setup.folder.plans;
    const listeners = new Listeners((message) => log.error(message));
    const names = new Map<string, string>();
    this.soaks = new Soaks({
      shared: {
        store,
        database,
        version,
        targetLogFolder,
        clock,
        owner: { kind: 'daemon', socket: socket.path },
      },
      most: () => this.#config.maxConcurrent,
      onNews(news) {
        if (news.kind === 'status') names.set(news.status.run, news.status.name);
        logNews(log, (run) => names.get(run) ?? run, news);
        if (news.kind === 'ended') names.delete(news.run);
        listeners.tell(news);
      },
      onMessage: (soak, message) => log.warn(`${soak}: ${message}`),
      onFailure: (soak, message) => log.error(`${soak} failed: ${message}`),
    });
    const startedAt = new Date(clock.wallMs()).toISOString();
    this.control = new DaemonControl({
      soaks: this.soaks,
      listeners,
      facts: (): Overview['soakd'] => ({
        version,
        kind: 'daemon',
        pid: process.pid,
        database,
        startedAt,
        degraded: health.degraded,
      }),
      schedules: (): readonly ScheduleStatus[] => [],
    });
  }

  /** What is closed at its end. */
  owns(parts: AsyncDisposableStack): void {
    this.#parts = parts;
  }

  /** Takes up the configuration and the plans as they are now; what is broken stays as it was, and is told. */
  async reload(): Promise<void> {
    const { log, notifier } = this.#options;
    notifier?.reloading();
    try {
      this.#takeUp();
    } catch (error) {
      if (!(error instanceof SoakdError)) throw error;
      this.#health.ail('configuration', error.message);
    }
    await notifier?.ready();
    log.info(`reloaded: ${this.#plans.length} plans`);
  }

  /** Ends every soak with its partial report, then everything else. */
  async stop(reason: string): Promise<void> {
    const { notifier, log } = this.#options;
    notifier?.stopping();
    const count = this.soaks.running.length;
    log.info(`${reason}: ending${count === 0 ? '' : `; ${count} partial reports are written`}`);
    await this.soaks.stopAll(reason);
    await this.#parts.disposeAsync();
  }

  /** `stop` need not wait for reports any more. */
  kill(reason: string): void {
    this.#options.log.warn(`${reason}: ending at once`);
    this.soaks.killAll(reason);
  }

  #takeUp(): void {
    const { log, configFile } = this.#options;
    const setup = readSetup(configFile);
    const folder = setup.config === null ? readPlanFolder(this.#config.plans) : setup.folder;
    const problems = [...setup.configProblems, ...folder.problems];
    for (const problem of problems) log.error(problemText(problem));
    this.#config = setup.config ?? this.#config;
    this.#plans = mergePlans(this.#plans, folder);
    log.level = this.#config.logLevel;
    if (problems.length === 0)
      this.#health.mend('configuration', 'the configuration and its plans are valid again');
    else this.#health.ail('configuration', stayed(setup.config === null, folder.broken.size, configFile));
  }
}

function stayed(badConfig: boolean, brokenPlans: number, configFile: string): string {
  const broken = brokenPlans === 1 ? 'a broken plan' : `${brokenPlans} broken plans`;
  return [
    ...(badConfig ? [`${configFile} has problems, and what it said before still counts`] : []),
    ...(brokenPlans > 0 ? [`${broken}: what was there before still counts`] : []),
  ].join('; ');
}
