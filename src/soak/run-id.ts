import { randomInt } from 'node:crypto';

// No vowels (no words), no 0/o or 1/l: an id is read aloud and typed. 19 · 27^7 ids.
const LETTERS = 'bcdfghjkmnpqrstvwxz';
const ALPHABET = `${LETTERS}23456789`;

/** A short random name for a run; any unique prefix of it will do to the user. Begins with a letter. */
export function newRunId(): string {
  const rest = Array.from({ length: 7 }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `${LETTERS[randomInt(LETTERS.length)]}${rest.join('')}`;
}
