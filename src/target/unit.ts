/** The main process of a systemd unit. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SoakdError } from '../error.ts';

const ANSWER_WITHIN_MS = 10_000;

/** @throws SoakdError when systemd cannot be asked, does not know the unit, or the unit has no main process now */
export async function readUnitPid(
  unit: string,
  systemctl = 'systemctl',
  signal?: AbortSignal,
): Promise<number> {
  const properties = parseUnit(await show(unit, systemctl, signal));
  if (properties.loadState === 'not-found') {
    throw new SoakdError(`systemd knows no unit ${unit}`, {
      hint: 'systemctl list-units lists the units it knows.',
    });
  }
  if (properties.mainPid !== null) return properties.mainPid;
  throw new SoakdError(
    `unit ${unit} has no main process: it is ${properties.activeState ?? 'in a state unknown'}`,
    {
      hint: `Start it (systemctl start ${unit}); systemctl status ${unit} tells why it stopped. Only a service has one.`,
    },
  );
}

export interface UnitProperties {
  /** null: systemd says 0, there is none. */
  readonly mainPid: number | null;
  readonly activeState: string | null;
  readonly loadState: string | null;
}

/** Parses what `systemctl show` prints: a `Key=value` a line. Keys that do not apply to a unit are left out. */
export function parseUnit(text: string): UnitProperties {
  const values = new Map(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).trim()] as const),
  );
  const pid = Number(values.get('MainPID'));
  return {
    mainPid: Number.isInteger(pid) && pid > 0 ? pid : null,
    activeState: values.get('ActiveState') ?? null,
    loadState: values.get('LoadState') ?? null,
  };
}

async function show(unit: string, systemctl: string, signal?: AbortSignal): Promise<string> {
  const args = ['show', '--property=MainPID,ActiveState,LoadState', '--', unit];
  try {
    const { stdout } = await promisify(execFile)(systemctl, args, {
      timeout: ANSWER_WITHIN_MS,
      ...(signal === undefined ? {} : { signal }),
    });
    return stdout;
  } catch (error) {
    signal?.throwIfAborted();
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new SoakdError(
      `cannot ask systemd about unit ${unit}${stderr === '' ? '' : `: ${stderr.split('\n')[0]}`}`,
      {
        hint: 'Without systemd, name the process by pidfile, port or match.',
        cause: error,
      },
    );
  }
}
