/** Figures and moments as the page tells them. */
import type { ChartUnit } from '../chart-data.ts';

export function figure(value: number | null | undefined, unit: ChartUnit, binary: boolean): string {
  if (value === null || value === undefined) return '-';
  const scales =
    unit === 'bytes'
      ? binary
        ? ([
            [2 ** 30, 'GiB'],
            [2 ** 20, 'MiB'],
            [2 ** 10, 'KiB'],
            [1, 'B'],
          ] as const)
        : ([
            [1e9, 'GB'],
            [1e6, 'MB'],
            [1e3, 'KB'],
            [1, 'B'],
          ] as const)
      : unit === 'ms'
        ? ([
            [1000, 's'],
            [1, 'ms'],
          ] as const)
        : ([[1, unit === 'pct' ? '%' : unit === 'per second' ? '/s' : '']] as const);
  const [factor, name] = scales.find(([size]) => Math.abs(value) >= size) ??
    scales[scales.length - 1] ?? [1, ''];
  const scaled = value / factor;
  const size = Math.abs(scaled);
  const digits = size === 0 || size >= 1000 ? 0 : Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(size))));
  return `${Number(scaled.toFixed(digits)).toLocaleString('en-US', { maximumFractionDigits: 6 })}${name === '' ? '' : ` ${name}`}`;
}

/** `0:45`, `3:10:00` into the run. */
export function moment(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (part: number): string => String(part).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  return whole < 3600
    ? `${minutes}:${pad(whole % 60)}`
    : `${Math.floor(whole / 3600)}:${pad(minutes)}:${pad(whole % 60)}`;
}

export function wallTime(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
