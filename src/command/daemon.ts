import { closeSync, existsSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { ownSocket } from '../control/own-socket.ts';
import { serviceSocket } from '../control/place.ts';
import { accessOfGroup } from '../control/socket-access.ts';
import type { Config } from '../daemon/config.ts';
import type { Daemon } from '../daemon/daemon.ts';
import { openNotifier } from '../daemon/notify.ts';
import { readSetup, refuseProblems, type Setup } from '../daemon/setup.ts';
import { startDaemon } from '../daemon/start-daemon.ts';
import { EXIT, type ExitCode } from '../error.ts';
import { createLog } from '../log/log.ts';
import type { Command } from './command.ts';
import { databaseFile, logFolder, packageFolder, readVersion } from './installation.ts';

/** Of an installation by scripts/install, or by a package. */
const SYSTEM_CONFIG = '/etc/soakd/soakd.yaml';

export const daemon: Command = {
  summary: 'run soaks by their schedules and on demand, for a service manager',
  usage: `Usage: soakd daemon [--config FILE] [--db FILE] [--check]

Runs in the foreground until SIGTERM, Ctrl-C or the end of its terminal: starts the plans of its
folder by their schedules, and others by "soakd start". soakd status, stop, pause, resume and note
reach it at its socket. SIGHUP takes up what changed in the configuration and the plans; what is
broken stays as it was, and is told.

SIGTERM ends every soak with its partial report; a second one ends at once. After a crash, a kill or
a reboot the soaks are resumed by the next start.

  --config FILE   default: ${SYSTEM_CONFIG} if there, else config/soakd.yaml of this installation
  --db FILE       database; above the configuration's (soakd info tells the default)
  --check         only tell every problem of the configuration and of all plans

Exit code: 0 ended as asked, 2 invalid configuration or plans, or another daemon has the database.

Example:
  soakd daemon --config config/soakd.yaml
`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, db: { type: 'string' }, check: { type: 'boolean' } },
    });
    const configFile = resolve(values.config ?? defaultConfig());
    const setup = readSetup(configFile);
    if (values.check === true) return tellChecked(configFile, setup);
    const config = validConfig(setup);
    const database = databaseFile(values.db || process.env['SOAKD_DB'] || (config.database ?? undefined));
    return serve(configFile, setup, config, database);
  },
};

function defaultConfig(): string {
  return existsSync(SYSTEM_CONFIG) ? SYSTEM_CONFIG : join(packageFolder, 'config', 'soakd.yaml');
}

/** @throws SoakdError with every problem of the configuration, and then of the plans as well */
function validConfig({ config, configProblems, folder }: Setup): Config {
  if (config !== null) return config;
  refuseProblems([...configProblems, ...folder.problems]);
  throw new Error('a configuration without problems is one');
}

function tellChecked(configFile: string, setup: Setup): ExitCode {
  validConfig(setup);
  refuseProblems(setup.folder.problems);
  const { plans } = setup.folder;
  process.stdout.write(
    `${configFile} is valid, and so ${plans.length === 1 ? 'is its plan' : `are its ${plans.length} plans`}\n`,
  );
  for (const { file, parsed } of plans) process.stdout.write(`  ${parsed.plan.name}: ${file}\n`);
  return EXIT.pass;
}

async function serve(configFile: string, setup: Setup, config: Config, database: string): Promise<ExitCode> {
  const log = createLog({ level: config.logLevel });
  // Before anything is spawned: no target inherits what systemd handed over.
  const notifier = openNotifier(process.env, {
    monotonicMs: systemClock.monotonicMs,
    onTrouble: (message) => log.error(message),
  });
  const { path, mode, group } = config.socket;
  const inService = process.env['RUNTIME_DIRECTORY'] !== undefined;
  const signals = new Signals();
  try {
    const access = accessOfGroup(mode ?? (inService ? 0o660 : 0o600), group);
    const running = await startDaemon({
      configFile,
      setup,
      config,
      database,
      socket: { path: path ?? (inService ? serviceSocket(process.env) : ownSocket(process.env)), access },
      version: readVersion(),
      logs: logFolder(database, ''),
      clock: systemClock,
      log,
      notifier,
    });
    await signals.conduct(running);
    log.info('ended');
    return signals.insisted === null ? EXIT.pass : EXIT.terminated;
  } finally {
    signals.close();
    await notifier?.close();
    log.close();
  }
}

/** SIGINT is for a terminal. */
const ENDING = ['SIGTERM', 'SIGINT'] as const;

/** Signals, also those that come before there is a daemon to hear them. */
class Signals {
  readonly #stop = Promise.withResolvers<string>();
  #stopping = false;
  #daemon: Daemon | null = null;
  #reloading: Promise<void> = Promise.resolve();
  readonly #onTerminal = hasTerminal();
  /** A second signal, of who would not wait. */
  insisted: string | null = null;

  constructor() {
    for (const signal of ENDING) process.on(signal, this.#onEnd);
    process.on('SIGHUP', this.#onReload);
  }

  /** Resolves when the daemon has ended. */
  async conduct(daemon: Daemon): Promise<void> {
    this.#daemon = daemon;
    const reason = await this.#stop.promise;
    await this.#reloading;
    const stopped = daemon.stop(reason);
    if (this.insisted !== null) daemon.kill(this.insisted);
    await stopped;
  }

  close(): void {
    for (const signal of ENDING) process.off(signal, this.#onEnd);
    process.off('SIGHUP', this.#onReload);
  }

  readonly #onEnd = (signal: NodeJS.Signals): void => {
    if (this.#stopping) {
      this.insisted = signal;
      this.#daemon?.kill(signal);
    }
    this.#stopping = true;
    this.#stop.resolve(signal);
  };

  /** One after the other; one that comes while soakd begins finds nothing that it has not just read. */
  readonly #onReload = (): void => {
    if (this.#onTerminal && !hasTerminal()) {
      // The kernel and the shell both say so: the second is no insisting.
      if (!this.#stopping) this.#onEnd('SIGHUP');
      return;
    }
    if (this.#daemon === null || this.#stopping) return;
    const daemon = this.#daemon;
    this.#reloading = this.#reloading.then(() => daemon.reload());
  };
}

/** SIGHUP also says that the terminal of a daemon in the foreground is gone, as when an ssh session is cut. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
