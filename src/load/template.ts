/**
 * Templates in urls, header values, bodies and tcp sends, compiled once. What a placeholder becomes depends only on
 * the seed, where it stands, and the arrival's index:
 *
 *   ${seq}          the arrival's index
 *   ${integer(N)}   uniform over 0 … N − 1
 *   ${uuid}         a version 4 UUID
 *   ${bytes(1KiB)}  printable filler, the same for every arrival
 *   ${row.name}     a field of the arrival's row of a corpus, escaped for where it stands; ${row.name:raw} as it is
 *   ${flow.name}    what an earlier step of the arrival's flow has extracted, escaped likewise
 */
import { SoakdError } from '../error.ts';
import { hash32, hashFraction, hashKey } from '../hash.ts';
import { flowValueOf, rowFieldOf } from '../plan/document/template.ts';
import { escapeInto, type Place } from './escape.ts';

export interface Template {
  /** The text, when it is the same for every arrival. */
  readonly constant: string | null;
  render(index: number): string;
}

/** Where `${row.…}` comes from. */
export interface RowFields {
  /** Of the row that is the arrival's. */
  field(index: number, name: string): string;
  /** All of them by name. */
  fields(index: number): ReadonlyMap<string, string>;
}

export interface Filling {
  /** null: there are none. */
  readonly rows: RowFields | null;
  /** The same of `${flow.…}`. */
  readonly flow?: RowFields | null;
  readonly into: Place;
}

/** `place` names where the template stands, so that equal placeholders elsewhere get other numbers. */
export function compileTemplate(
  text: string,
  seed: number,
  place: string,
  filling: Filling = { rows: null, into: 'text' },
): Template {
  const parts: (string | ((index: number) => string))[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    parts.push(text.slice(end, match.index));
    parts.push(placeholder(match[1] ?? '', seed, `${place}#${match.index}`, filling));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  if (parts.every((part) => typeof part === 'string')) {
    const constant = parts.join('');
    return { constant, render: () => constant };
  }
  return {
    constant: null,
    render(index) {
      let rendered = '';
      for (const part of parts) rendered += typeof part === 'string' ? part : part(index);
      return rendered;
    },
  };
}

function placeholder(
  expression: string,
  seed: number,
  place: string,
  { rows, flow = null, into }: Filling,
): string | ((index: number) => string) {
  const row = rowFieldOf(expression);
  if (row !== null && rows !== null) {
    const written = escapeInto(into, row.raw);
    return (index) => written(rows.field(index, row.name));
  }
  const extracted = flowValueOf(expression);
  if (extracted !== null && flow !== null) {
    const written = escapeInto(into, extracted.raw);
    return (index) => written(flow.field(index, extracted.name));
  }
  const key = hashKey(seed, place);
  const [, name, argument] = /^\s*(\w+)\s*(?:\(\s*([^)]*?)\s*\))?\s*$/.exec(expression) ?? [];
  if (name === 'seq' && argument === undefined) return String;
  if (name === 'uuid' && argument === undefined) return (index) => uuid(key, index);
  const limit = name === 'integer' && /^\d+$/.test(argument ?? '') ? Number(argument) : 0;
  if (limit >= 1 && Number.isSafeInteger(limit))
    return (index) => String(Math.floor(hashFraction(key, index) * limit));
  const size = name === 'bytes' ? sizeBytes(argument ?? '') : null;
  if (size !== null) return filler(key, size);
  // Not the text itself: secrets have been filled in by now.
  throw new SoakdError(`unknown template in ${place.slice(0, place.lastIndexOf('#'))}`, {
    hint: `Known are \${seq}, \${integer(N)} with N >= 1, \${uuid}, and \${bytes(SIZE)} with SIZE such as 1KiB, up to 64MiB.`,
  });
}

const UNIT_BYTES: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
};
const MAX_FILLER_BYTES = 64 * 2 ** 20;

function sizeBytes(text: string): number | null {
  const [, digits, unit] = /^(\d+)\s*([KM]i?B|B|)$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return null;
  const bytes = Number(digits) * (UNIT_BYTES[unit] ?? 1);
  return bytes <= MAX_FILLER_BYTES ? bytes : null;
}

const PRINTABLE = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';

function filler(key: number, size: number): string {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = PRINTABLE.charCodeAt(hash32(key, at) % PRINTABLE.length);
  return bytes.toString('latin1');
}

/** RFC 9562: version 4 in the 13th digit, variant 10 in the 17th. */
function uuid(key: number, index: number): string {
  const word = (part: number) =>
    hash32(key + part, index)
      .toString(16)
      .padStart(8, '0');
  const [a, b, c, d] = [word(0), word(1), word(2), word(3)];
  const variant = '89ab'[Number.parseInt(c.charAt(0), 16) & 3];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
