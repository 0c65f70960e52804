/** Quantities with dimensions: what a plan's `20MiB/h`, `10/min`, `50ms` or `2%/h` mean. */
import { SoakdError } from '../../error.ts';
import { describe, nearestUnit, readUnits, type Units } from './unit.ts';

/** What a quantity measures. Base units: bytes, milliseconds, plain count, ratio (1 % = 0.01), per second. */
export type Dimension = 'bytes' | 'duration' | 'count' | 'ratio' | 'rate';

/** A slope is a quantity per hour or per operation; `ratio` per hour is relative to the steady median. */
export type Per = 'hour' | 'operation';

export interface Quantity {
  /** In base units: bytes, milliseconds, count, ratio, or per second; per hour or per ONE operation if `per` is set. */
  readonly value: number;
  readonly dimension: Dimension;
  readonly per: Per | null;
  /**
   * Only of slopes per hour, written `max(1MB/h, 0.5%/h)`: the limit is the greater of `value` and this ratio of
   * the steady median per hour.
   */
  readonly orRelative?: number;
  /** As the user wrote it, for messages and reports. */
  readonly text: string;
}

/** What a place in the plan takes. A slope is in the metric's dimension or relative, per hour or per operation. */
export interface Expected {
  readonly dimension: Dimension;
  readonly slope?: boolean;
}

export interface QuantityProblem {
  /** `"10/min" (a rate)` */
  readonly found: string;
  /** `a size such as 20MiB` */
  readonly expected: string;
  /** The same text with the nearest unit or the one that is missing; null when that is anyone's guess. */
  readonly suggestion: string | null;
}

/** @throws SoakdError that says what was found, what was expected, and the nearest thing that would do. */
export function parseQuantity(text: string, expected: Expected): Quantity {
  const read = readQuantity(text, expected);
  if ('value' in read) return read;
  const advice = read.suggestion === null ? '' : `; did you mean "${read.suggestion}"?`;
  throw new SoakdError(`found ${read.found}, expected ${read.expected}${advice}`);
}

/** The quantity, or what is wrong with it. */
export function readQuantity(text: string, expected: Expected): Quantity | QuantityProblem {
  const written = text.trim();
  const units = readUnits(written);
  const quantity = units === null || units.trouble !== null ? null : interpret(units, expected);
  if (quantity === null || !Number.isFinite(quantity.value)) {
    const what = units === null ? '' : ` (${units.trouble ?? describe(units)})`;
    return {
      found: `"${written}"${what}`,
      expected: `${KINDS[expected.slope === true ? 'slope' : expected.dimension]} such as ${examples(expected).join(' or ')}`,
      suggestion: suggest(written, units, expected),
    };
  }
  return { ...quantity, value: tidy(quantity.value), text: written };
}

/** A duration above zero, in milliseconds, e.g. `1h30m`. */
export function parseDuration(text: string): number {
  const { value } = parseQuantity(text, { dimension: 'duration' });
  if (value <= 0) throw new SoakdError(`found "${text.trim()}", expected a duration above zero such as 30s`);
  return value;
}

/** What would do, the most usual first. */
export function examples({ dimension, slope = false }: Expected): readonly string[] {
  return (slope ? SLOPE_EXAMPLES : EXAMPLES)[dimension];
}

type Unwritten = Omit<Quantity, 'text'>;

function interpret(units: Units, { dimension, slope = false }: Expected): Unwritten | null {
  return slope ? asSlope(units, dimension) : asPlain(units, dimension);
}

function asPlain({ dimension, value, pers }: Units, expected: Dimension): Unwritten | null {
  const [per, ...more] = pers;
  if (expected === 'rate') {
    if (dimension !== 'count' || per === undefined || per.kind !== 'time' || more.length > 0) return null;
    return { value: (value * 1000) / per.ms, dimension: 'rate', per: null };
  }
  return dimension === expected && per === undefined ? { value, dimension, per: null } : null;
}

function asSlope({ dimension, value, pers }: Units, expected: Dimension): Unwritten | null {
  const [first, second] = pers;
  if (first === undefined || pers.length > 2) return null;
  if (second !== undefined) {
    if (expected !== 'rate' || dimension !== 'count' || first.kind !== 'time') return null;
    const perSecond = (value * 1000) / first.ms;
    return { ...over(perSecond, second), dimension: 'rate' };
  }
  // Relative to the steady median: of any metric, but only per time.
  if (dimension === 'ratio' && first.kind === 'time') return { ...over(value, first), dimension };
  return dimension === expected && dimension !== 'ratio' ? { ...over(value, first), dimension } : null;
}

function over(value: number, per: Units['pers'][number]): { readonly value: number; readonly per: Per } {
  return per.kind === 'time'
    ? { value: (value * 3_600_000) / per.ms, per: 'hour' }
    : { value: value / per.operations, per: 'operation' };
}

/** 99.9 % is 0.999, not 0.9990000000000001. */
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}

const KINDS: Readonly<Record<Dimension | 'slope', string>> = {
  bytes: 'a size',
  duration: 'a duration',
  count: 'a plain number',
  ratio: 'a percentage',
  rate: 'a rate',
  slope: 'a slope',
};

const EXAMPLES: Readonly<Record<Dimension, readonly string[]>> = {
  bytes: ['20MiB'],
  duration: ['30s', '1h30m'],
  count: ['10', '10k'],
  ratio: ['99.9%'],
  rate: ['10/s', '600/min'],
};

const SLOPE_EXAMPLES: Readonly<Record<Dimension, readonly string[]>> = {
  bytes: ['1MiB/h', '1MB/1000ops', '0.5%/h'],
  duration: ['5ms/h', '2%/h'],
  count: ['0.5/h', '1%/h'],
  ratio: ['2%/h'],
  rate: ['1/s/h', '2%/h'],
};

/** The same text with the nearest unit, or with the unit that is missing; only if that parses. */
function suggest(text: string, units: Units | null, expected: Expected): string | null {
  const tries: string[] = [];
  const unknown = units?.unknownUnit ?? '';
  const unit = unknown === '' ? null : nearestUnit(unknown, expected.dimension, expected.slope === true);
  if (unit !== null) tries.push(text.replace(unknown, () => unit));
  if (expected.slope === true) tries.push(`${text}/h`);
  else if (expected.dimension !== 'count') tries.push(text + MISSING_UNIT[expected.dimension]);
  return tries.find((candidate) => parses(candidate, expected)) ?? null;
}

const MISSING_UNIT: Readonly<Record<Dimension, string>> = {
  bytes: 'MiB',
  duration: 's',
  count: '',
  ratio: '%',
  rate: '/s',
};

function parses(text: string, expected: Expected): boolean {
  const units = readUnits(text);
  return units !== null && units.trouble === null && interpret(units, expected) !== null;
}

/** `1.18 MiB`: three significant digits, as all formats here; what they give can be parsed again. */
export function formatBytes(bytes: number): string {
  const size = Math.abs(bytes);
  const exponent = [4, 3, 2, 1].find((power) => size >= 1024 ** power * 0.9995) ?? 0;
  return `${formatNumber(bytes / 1024 ** exponent)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][exponent] ?? 'B'}`;
}

/** `50ms`, `1.5s`, `1h30m`: three digits below a minute, to the second above. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms === 0) return '0s';
  if (ms < 999.5) return `${formatNumber(ms)}ms`;
  if (ms < 59_950) return `${formatNumber(ms / 1000)}s`;
  const seconds = Math.round(ms / 1000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ];
  return parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('');
}

/** `per: 'operation'` is shown per 1,000 operations. */
export function formatQuantity(value: number, dimension: Dimension, per: Per | null = null): string {
  const shown = FORMAT[dimension](per === 'operation' ? value * 1000 : value);
  if (per === null) return shown;
  return per === 'hour' ? `${shown}/h` : `${shown}/1000ops`;
}

export function formatPerHour(value: number, dimension: Dimension): string {
  return formatQuantity(value, dimension, 'hour');
}

const FORMAT: Readonly<Record<Dimension, (value: number) => string>> = {
  bytes: formatBytes,
  duration: formatDuration,
  count: formatNumber,
  ratio: (value) => `${formatNumber(value * 100)}%`,
  rate: (value) => `${formatNumber(value)}/s`,
};

/** Three significant digits, all digits of whole numbers, never an exponent. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) return Number.isFinite(value) ? '0' : String(value);
  if (size >= 1e15) return BigInt(Math.round(value)).toString();
  const digits = Math.max(0, Math.min(20, 2 - Math.floor(Math.log10(size))));
  const fixed = value.toFixed(digits);
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}
