/** The classes of what a user's module throws: a bounded number of short words, whatever it throws. */
import { failed, type Outcome } from '../operation.ts';
import { failureOf } from '../tcp/socket-failure.ts';

/** More would be one for each error: each class is a row of every second in which it comes. */
const MAX_CLASSES = 50;

export class ModuleFailures {
  readonly #seen = new Set<string>();

  outcomeOf(error: unknown): Outcome {
    const name = classOf(error);
    if (!this.#seen.has(name)) {
      if (this.#seen.size >= MAX_CLASSES) return OTHER;
      this.#seen.add(name);
    }
    return failed(name);
  }
}

const OTHER = failed('error-other');

/** Its own word where `code` is one, as of a connection where it is the system's, else the error's name. */
export function classOf(error: unknown): string {
  const code = textOf(error, 'code');
  if (/^[a-z][a-z0-9-]{0,39}$/.test(code)) return code;
  if (/^E[A-Z]{2,20}$/.test(code)) return failureOf(Object.assign(new Error(), { code }));
  const name = [code, textOf(error, 'name')].find((text) => /^\w{1,40}$/.test(text)) ?? 'error';
  return name === 'Error' ? 'error' : name.toLowerCase().replace(/^(?!error$)/, 'error-');
}

function textOf(error: unknown, key: string): string {
  try {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
    return typeof value === 'string' ? value : '';
  } catch {
    // A getter or a proxy that throws is no name.
    return '';
  }
}
