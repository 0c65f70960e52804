/** What `init` is told, by flags or on a terminal: each answer is read by itself, and says by itself what is wrong. */
import { SoakdError } from '../error.ts';
import { splitCommand } from '../plan/document/command-line.ts';
import { parseDuration, parseQuantity } from '../plan/quantity/quantity.ts';

export function readCommand(start: string): readonly string[] {
  const command = splitCommand(start);
  if ('trouble' in command) throw new SoakdError(command.trouble);
  return command;
}

export function readPid(pid: string): number {
  if (!/^[1-9]\d{0,6}$/.test(pid)) throw new SoakdError(`found "${pid}", expected a process id`);
  return Number(pid);
}

export function readAddress(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address?.protocol === 'https:')
    throw new SoakdError('https is not spoken; give the http address that is behind it');
  if (
    address === null ||
    address.protocol !== 'http:' ||
    address.username !== '' ||
    address.password !== ''
  ) {
    throw new SoakdError('expected an address such as http://127.0.0.1:8080/, without a user in it');
  }
  return address;
}

export function readRate(rate: string): string {
  const { value } = parseQuantity(rate, { dimension: 'rate' });
  if (value <= 0) throw new SoakdError('expected a rate above zero');
  return rate.trim();
}

export function readLength(duration: string): string {
  parseDuration(duration);
  return duration.trim();
}

/** What `read` finds wrong, under the name of the option it came from. */
export function ofOption<Value>(option: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof SoakdError) throw new SoakdError(`${option}: ${error.message}`, { cause: error });
    throw error;
  }
}
