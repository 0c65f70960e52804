/** Names in a plan as it is written. */
import { nearest } from '../../nearest.ts';
import type { Path } from './problem.ts';
import type { Finding } from './written.ts';

export interface Named {
  readonly path: Path;
  readonly name: string;
  /** false: it is soakd's, as the plan gives none. */
  readonly given: boolean;
}

export function duplicates(all: readonly Named[], noun: string): Finding[] {
  return all.flatMap(({ path, name, given }, index) => {
    if (all.findIndex((other) => other.name === name) === index) return [];
    const message = given
      ? `found "${name}" again, expected a name of its own for each ${noun}`
      : `missing name: without one this ${noun} is called "${name}", as another is`;
    return [{ path, message }];
  });
}

/** With what may have been meant, or else all there is to choose from; `none`: what to say where that is nothing. */
export function unknownName(noun: string, name: string, known: readonly string[], none?: string): string {
  const unknown = `unknown ${noun} "${name}"`;
  if (known.length === 0 && none !== undefined) return `${unknown}; ${none}`;
  const close = nearest(name, known);
  const advice = close === null ? `expected one of ${known.join(', ')}` : `did you mean "${close}"?`;
  return `${unknown}; ${advice}`;
}
