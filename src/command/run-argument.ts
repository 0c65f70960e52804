import { SoakdError } from '../error.ts';

/** The run that a verb is about: named by one word, or by none, which is `latest`. */
export function oneRun(verb: string, words: readonly string[]): string {
  const [reference = 'latest', ...more] = words;
  if (more.length === 0) return reference;
  throw new SoakdError(`${verb} takes one run, found ${words.length}`, {
    hint: '"soakd status" lists those that run.',
  });
}
