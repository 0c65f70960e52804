/** The words of pause, resume and stop: which running soak, and where it is found. */
import { parseArgs } from 'node:util';
import { type LocatedRun, locateRun } from '../control/locate.ts';
import type { Place } from '../control/place.ts';
import { SoakdError } from '../error.ts';
import { controlOptions, placeOf } from './control-options.ts';

export interface AskedRun extends LocatedRun {
  readonly place: Place;
  readonly json: boolean;
}

/** @throws SoakdError when the words are no such thing, or the run is not under way */
export async function askedRun(verb: string, args: readonly string[]): Promise<AskedRun> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: controlOptions,
  });
  const place = placeOf(values);
  const located = await locateRun(place, oneRun(verb, positionals));
  return { ...located, place, json: values.json === true };
}

function oneRun(verb: string, words: readonly string[]): string {
  const [reference = 'latest', ...more] = words;
  if (more.length === 0) return reference;
  throw new SoakdError(`${verb} takes one run, found ${words.length}`, {
    hint: '"soakd status" lists those that run.',
  });
}
