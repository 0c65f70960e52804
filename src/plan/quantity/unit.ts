/**
 * Numbers with units, before it is known what they stand for: `1h30m`, `20MiB`, `10/min`, `1MB/1000ops`, `2%/h`.
 *
 *   quantity := [ '-' | '+' ] number [unit] { number unit } { '/' [number] unit }
 *
 * More than one number only in durations. `10/min` is a count per minute here: whether that is a rate or a slope
 * is for the place that takes it to say.
 */
import { nearest } from '../../nearest.ts';

export interface Units {
  readonly dimension: 'bytes' | 'duration' | 'count' | 'ratio';
  /** Bytes, milliseconds, plain count, ratio. */
  readonly value: number;
  readonly pers: readonly PerUnit[];
  /** Why the rest is meaningless: "unknown unit "mn"", "units out of order". */
  readonly trouble: string | null;
  readonly unknownUnit: string | null;
}

export type PerUnit =
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'operations'; readonly operations: number };

const BYTES: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]);

const TIME_MS: ReadonlyMap<string, number> = new Map([
  ['us', 0.001],
  ['µs', 0.001],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const COUNT: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1e3],
  ['M', 1e6],
]);

const OPERATIONS: ReadonlySet<string> = new Set(['op', 'ops']);

/** How people also write units; not accepted, but understood enough to suggest the right one. */
const SPELLED_OUT: ReadonlyMap<string, string> = new Map([
  ...['sec', 'secs', 'second', 'seconds'].map((word) => [word, 's'] as const),
  ...['mins', 'minute', 'minutes'].map((word) => [word, 'min'] as const),
  ...['hr', 'hrs', 'hour', 'hours'].map((word) => [word, 'h'] as const),
  ...['day', 'days'].map((word) => [word, 'd'] as const),
  ...['operation', 'operations'].map((word) => [word, 'ops'] as const),
  ...['byte', 'bytes'].map((word) => [word, 'B'] as const),
  ['percent', '%'],
]);

/** The unit meant by an unknown one, of those that make sense for the dimension that is due. */
export function nearestUnit(
  unit: string,
  dimension: Units['dimension'] | 'rate',
  slope: boolean,
): string | null {
  const spelled = SPELLED_OUT.get(unit.toLowerCase());
  if (spelled !== undefined) return spelled;
  // Of those equally near, what people mean more often: `mn` is `min` rather than `ms`, `ss` is `s` rather than `us`.
  const times = ['min', ...[...TIME_MS.keys()].reverse()];
  const own = {
    bytes: [...BYTES.keys()],
    duration: times,
    count: [...COUNT.keys()],
    ratio: ['%'],
    rate: times,
  };
  return nearest(unit, slope ? [...own[dimension], ...times, ...OPERATIONS] : own[dimension]);
}

/** null: not a number with units at all. */
export function readUnits(text: string): Units | null {
  const scanner = new Scanner(text);
  const sign = scanner.take('-') ? -1 : 1;
  if (sign === 1) scanner.take('+');
  const terms: { number: number; unit: string }[] = [];
  for (let number = scanner.number(); number !== null; number = scanner.number()) {
    terms.push({ number, unit: scanner.word() });
  }
  const pers: { number: number | null; unit: string }[] = [];
  while (scanner.take('/')) pers.push({ number: scanner.number(), unit: scanner.word() });
  const [first] = terms;
  if (first === undefined || !scanner.ended) return null;
  return interpret(sign, first, terms, pers);
}

function interpret(
  sign: number,
  first: { readonly number: number; readonly unit: string },
  terms: readonly { readonly number: number; readonly unit: string }[],
  pers: readonly { readonly number: number | null; readonly unit: string }[],
): Units {
  let unknownUnit: string | null = null;
  const known = (table: ReadonlyMap<string, number>, unit: string): number => {
    const factor = table.get(unit);
    if (factor === undefined) unknownUnit ??= unit;
    return factor ?? Number.NaN;
  };
  const dimension = dimensionOf(first.unit);
  const table = dimension === 'bytes' ? BYTES : dimension === 'duration' ? TIME_MS : COUNT;
  let value = 0;
  if (dimension === 'ratio') value = first.number / 100;
  else for (const { number, unit } of terms) value += number * known(table, unit);
  const readPers = pers.map(({ number, unit }): PerUnit => {
    const count = number ?? 1;
    if (OPERATIONS.has(unit)) return { kind: 'operations', operations: count };
    return { kind: 'time', ms: count * known(TIME_MS, unit) };
  });
  let trouble = unknownUnit === null ? null : `unknown unit "${unknownUnit}"`;
  // `1h30m` adds up, from the larger unit to the smaller; nothing else does.
  const factors = terms.map(({ unit }) => table.get(unit) ?? 0);
  if (terms.length > 1 && dimension !== 'duration') trouble ??= 'two numbers';
  if (factors.some((factor, index) => index > 0 && factor >= (factors[index - 1] ?? 0))) {
    trouble ??= 'larger units go first';
  }
  if (readPers.some((per) => (per.kind === 'time' ? per.ms : per.operations) === 0))
    trouble ??= 'division by zero';
  return { dimension, value: sign * value, pers: readPers, trouble, unknownUnit };
}

function dimensionOf(unit: string): Units['dimension'] {
  if (unit === '%') return 'ratio';
  if (TIME_MS.has(unit)) return 'duration';
  return BYTES.has(unit) ? 'bytes' : 'count';
}

/** "a rate", "a size per hour": what a quantity is, for messages. */
export function describe({ dimension, pers }: Units): string {
  const [per] = pers;
  const noun = { bytes: 'a size', duration: 'a duration', count: 'a plain number', ratio: 'a percentage' }[
    dimension
  ];
  if (per === undefined) return noun;
  if (per.kind === 'operations') return `${noun} per operation`;
  return dimension === 'count' ? 'a rate' : `${noun} per time`;
}

class Scanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    return this.#position >= this.#text.length;
  }

  take(character: string): boolean {
    this.#skip(isSpace);
    if (this.#text[this.#position] !== character) return false;
    this.#position++;
    return true;
  }

  number(): number | null {
    this.#skip(isSpace);
    const from = this.#position;
    this.#skip(isDigit);
    if (this.#position === from) return null;
    if (this.#text[this.#position] === '.' && isDigit(this.#text[this.#position + 1] ?? '')) {
      this.#position++;
      this.#skip(isDigit);
    }
    return Number(this.#text.slice(from, this.#position));
  }

  /** Letters or `%`; empty when there are none. */
  word(): string {
    this.#skip(isSpace);
    const from = this.#position;
    if (this.#text[from] === '%') this.#position++;
    else this.#skip(isLetter);
    const word = this.#text.slice(from, this.#position);
    this.#skip(isSpace);
    return word;
  }

  #skip(accept: (character: string) => boolean): void {
    while (!this.ended && accept(this.#text.charAt(this.#position))) this.#position++;
  }
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t';
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function isLetter(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character === 'µ'
  );
}
