/** Numbers as people read them: `4.2 MB/h`, `12.5 ms`, `2.1 %/h`, `8 h 5 min`. */

/** A unit of the assessment: bytes, ms, count, ratio or /s, per hour (`bytes/h`) or per 1,000 operations. */
interface Scale {
  readonly factor: number;
  readonly name: string;
}

const DECIMAL: readonly Scale[] = [
  { factor: 1e9, name: 'GB' },
  { factor: 1e6, name: 'MB' },
  { factor: 1e3, name: 'KB' },
  { factor: 1, name: 'B' },
];

const BINARY: readonly Scale[] = [
  { factor: 2 ** 30, name: 'GiB' },
  { factor: 2 ** 20, name: 'MiB' },
  { factor: 2 ** 10, name: 'KiB' },
  { factor: 1, name: 'B' },
];

const NONE = '-';

/** `binary`: bytes in MiB, as a plan that counts in MiB does; else in MB. */
export interface QuantityStyle {
  readonly binary: boolean;
}

/** `4.2 MB/h`; `-` for what was not measured. */
export function quantityText(value: number | null, unit: string, style: QuantityStyle): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  if (unit === 'ratio') return shareText(value);
  const scale = scaleOf([value], unit, style);
  return join(numberText(value / scale.factor), scale.name);
}

/** `3.9 to 4.5 MB/h`, both ends in the unit of the larger; an open end is said so. */
export function intervalText(
  low: number | null,
  high: number | null,
  unit: string,
  style: QuantityStyle,
): string {
  if (low === null || high === null) return NONE;
  const scale = scaleOf([low, high], unit, style);
  const shown = (significant: number): string[] =>
    [low, high].map((end) =>
      Number.isFinite(end) ? numberText(end / scale.factor, significant) : 'unbounded',
    );
  // A narrow interval keeps the digits that tell its ends apart.
  const digits = [3, 4, 5, 6].find((count) => new Set(shown(count)).size === 2) ?? 3;
  return join(shown(digits).join(' to '), scale.name);
}

/** Three significant digits or as many as asked for, without exponents where a person would not use them. */
export function numberText(value: number, significant = 3): string {
  if (!Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e15 || size < 1e-4) return value.toExponential(1);
  const digits = Math.max(0, significant - 1 - Math.floor(Math.log10(size)));
  const rounded = Number(value.toFixed(Math.min(digits, 12)));
  return Math.abs(rounded) >= 1000 ? grouped(rounded) : String(rounded);
}

/** 12345.6 → 12,345.6; Intl would take as long to begin as all else of a report. */
function grouped(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const thousands = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

/** 0.9985 → `99.85 %`: shares close to one keep the digits that matter. */
export function shareText(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return NONE;
  const percent = share * 100;
  if (Math.abs(percent) < 1) return `${numberText(percent)} %`;
  const digits = percent > 99 && percent < 100 ? 3 : 1;
  // 99.9996 % is not 100 %.
  const most = percent < 100 ? 100 - 10 ** -digits : Number.POSITIVE_INFINITY;
  const shown = Math.min(Number(percent.toFixed(digits)), most);
  return `${Number(shown.toFixed(digits))} %`;
}

/** Hours of a day say something of three weeks, not of three years. */
const DAYS_ALONE_S = 30 * 86_400;
const YEAR_S = 365.25 * 86_400;

/** `45 s`, `12 min 30 s`, `8 h 5 min`, `3 d 4 h`, `210 d`, `7.7 years`. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE;
  if (seconds < 9.95) return `${numberText(Math.max(0, seconds))} s`;
  if (seconds >= 2 * YEAR_S) return `${numberText(seconds / YEAR_S)} years`;
  if (seconds >= DAYS_ALONE_S) return `${Math.round(seconds / 86_400)} d`;
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor((whole % 86_400) / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, name]) => `${count} ${name}`).join(' ');
}

/** A moment of the run: `0:45`, `12:30`, `3:10:00` after its begin. */
export function momentText(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE;
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (part: number): string => String(part).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

function scaleOf(values: readonly number[], unit: string, style: QuantityStyle): Scale {
  const [base = '', ...rest] = unit.split('/');
  const per = rest.length === 0 ? '' : `/${rest.join('/')}`;
  const largest = Math.max(...values.filter(Number.isFinite).map(Math.abs), 0);
  if (base === 'bytes' || base === 'B') {
    const scales = style.binary ? BINARY : DECIMAL;
    const fitting = scales.find(({ factor }) => largest >= factor * 0.9995) ?? { factor: 1, name: 'B' };
    return { factor: fitting.factor, name: `${fitting.name}${per}` };
  }
  if (base === 'ms' && largest >= 10_000) return { factor: 1000, name: `s${per}` };
  if (base === 'ratio') return { factor: 0.01, name: `%${per}` };
  if (base === 'count') return { factor: 1, name: per };
  return { factor: 1, name: unit };
}

function join(number: string, unit: string): string {
  return unit === '' ? number : unit.startsWith('/') ? `${number}${unit}` : `${number} ${unit}`;
}
