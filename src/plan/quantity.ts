/** Quantities with dimensions: what a plan's `20MiB/h`, `10/min`, `50ms` or `2%/h` mean. */
import { SoakdError } from '../error.ts';
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

/** @throws SoakdError that says what was found, what was expected, and the nearest thing that would do. */
export function parseQuantity(text: string, expected: Expected): Quantity {
  const written = text.trim();
  const units = readUnits(written);
  if (units === null || units.trouble !== null) throw misread(written, units, expected);
  const quantity =
    expected.slope === true ? asSlope(units, expected.dimension) : asPlain(units, expected.dimension);
  if (quantity === null || !Number.isFinite(quantity.value)) throw misread(written, units, expected);
  return { ...quantity, value: tidy(quantity.value), text: written };
}

/** A duration above zero, in milliseconds, e.g. `1h30m`. */
export function parseDuration(text: string): number {
  const { value } = parseQuantity(text, { dimension: 'duration' });
  if (value <= 0) throw new SoakdError(`found "${text.trim()}", expected a duration above zero such as 30s`);
  return value;
}

/** "a size such as 20MiB" */
export function expectation({ dimension, slope = false }: Expected): string {
  return (slope ? SLOPE_EXPECTATION : EXPECTATION)[dimension];
}

type Unwritten = Omit<Quantity, 'text'>;

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

const EXPECTATION: Readonly<Record<Dimension, string>> = {
  bytes: 'a size such as 20MiB',
  duration: 'a duration such as 30s or 1h30m',
  count: 'a plain number such as 10 or 10k',
  ratio: 'a percentage such as 99.9%',
  rate: 'a rate such as 10/s or 600/min',
};

const SLOPE_EXPECTATION: Readonly<Record<Dimension, string>> = {
  bytes: 'a slope such as 1MiB/h, 1MB/1000ops or 0.5%/h',
  duration: 'a slope such as 5ms/h or 2%/h',
  count: 'a slope such as 0.5/h or 1%/h',
  ratio: 'a slope such as 2%/h (of the steady median)',
  rate: 'a slope such as 1/s/h or 2%/h',
};

function misread(text: string, units: Units | null, expected: Expected): SoakdError {
  const suggestion = suggest(text, units, expected);
  const found = units === null ? `"${text}"` : `"${text}" (${units.trouble ?? describe(units)})`;
  const hint = suggestion === null ? '' : `; did you mean "${suggestion}"?`;
  return new SoakdError(`found ${found}, expected ${expectation(expected)}${hint}`);
}

/** The same text with the nearest unit, or with the unit that is missing; only if that parses. */
function suggest(text: string, units: Units | null, expected: Expected): string | null {
  const tries: string[] = [];
  const unknown = units?.unknownUnit ?? '';
  const unit = unknown === '' ? null : nearestUnit(unknown);
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
  if (units === null || units.trouble !== null) return false;
  return (expected.slope === true ? asSlope : asPlain)(units, expected.dimension) !== null;
}

/** `1.18 MiB`: three significant digits, as all formats here; what they give can be parsed again. */
export function formatBytes(bytes: number): string {
  const size = Math.abs(bytes);
  const exponent = [4, 3, 2, 1].find((power) => size >= 1024 ** power * 0.9995) ?? 0;
  return `${formatNumber(bytes / 1024 ** exponent)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][exponent] ?? 'B'}`;
}

/** `50ms`, `1.5s`, `1h30m`: one unit below a minute, whole seconds and two units above. */
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
  const first = parts.findIndex(([count]) => count > 0);
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count}${unit}`).join('');
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
