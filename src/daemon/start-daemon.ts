/** Opens the parts of the daemon in the order in which one needs the other; they are closed the other way round. */
import type { Clock } from '../clock.ts';
import { openControl } from '../control/server.ts';
import type { SocketAccess } from '../control/socket-access.ts';
import { SoakdError } from '../error.ts';
import type { ProcessLog } from '../log/log.ts';
import { abandonedRuns } from '../soak/abandoned.ts';
import { thisProcess } from '../store/owner.ts';
import { openStoreWriter, type StoreWriter } from '../store/writer.ts';
import type { Config } from './config.ts';
import { Daemon } from './daemon.ts';
import type { Notifier } from './notify.ts';
import { openMetrics } from './own-figures.ts';
import { refuseProblems, type Setup } from './setup.ts';
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
  /** Where the output of the targets goes, in a folder for each run. */
  readonly logs: string;
  readonly clock: Clock;
  readonly log: ProcessLog;
  /** null: no systemd waits for a word. */
  readonly notifier: Notifier | null;
}

/** @throws SoakdError when a part cannot be had; nothing is left open then */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { config, setup, database, socket, log, version } = options;
  await using parts = new AsyncDisposableStack();
  const watch = new StoreWatch(log);
  const store = await openStoreWriter(database, {
    examine: 'always',
    onTrouble: (trouble) => watch.hear(trouble),
  });
  parts.defer(() => store.close());
  await claimDatabase(store, options, parts);
  const abandoned = await abandonedRuns(database);
  // A plan that somebody breaks in the night must not cost the soaks that wait to go on.
  if (abandoned.length === 0) refuseProblems(setup.folder.problems);
  const daemon = new Daemon(options, store);
  const control = await openControl({
    controlled: daemon.control,
    socket: socket.path,
    access: socket.access,
    onTrouble: (message) => log.warn(message),
  });
  parts.defer(() => control.close());
  const metrics = await openMetrics(config.metrics, daemon, store, log);
  if (metrics !== null) parts.use(metrics);
  parts.use(daemon.caretaker());
  parts.defer(() => daemon.endSoaks('an error at its start'));
  await daemon.begin(abandoned);
  await tellSystemd(daemon, store, watch, options, parts);
  log.info(`soakd ${version} is ready`, { pid: process.pid, database, socket: socket.path });
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
  // One that cannot be released is known to be dead by its pid.
  parts.defer(() => store.releaseDaemon(owner).catch(() => {}));
}

/** How often the line for `systemctl status` is made anew. */
const STATUS_MS = 5000;

async function tellSystemd(
  daemon: Daemon,
  store: StoreWriter,
  watch: StoreWatch,
  { notifier, clock, log }: DaemonOptions,
  parts: AsyncDisposableStack,
): Promise<void> {
  if (notifier === null) return;
  await notifier.ready();
  const tell = (): void => notifier.status(statusLine(daemon.control.overview()));
  tell();
  const telling = setInterval(tell, STATUS_MS);
  parts.defer(() => clearInterval(telling));
  if (notifier.watchdogMs === null) return;
  const dog = startWatchdog({
    watchdogMs: notifier.watchdogMs,
    nowMs: clock.monotonicMs,
    vitals: () => ({ pulses: daemon.pulses(), store: watch.vitals(store) }),
    vouch: () => notifier.alive(),
    onAilment: (message) => log.error(message),
  });
  parts.use(dog);
}
