import { stripVTControlCharacters } from 'node:util';

/** As in a shell where that is unambiguous, else quoted; never a control character. */
export function word(text: string): string {
  const plain = /^[\w@%+=:,./?&${}()~-]+$/.test(text) ? text : JSON.stringify(text);
  return stripVTControlCharacters(plain);
}
