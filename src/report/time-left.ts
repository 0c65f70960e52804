/** Times to come, which nobody knows to the minute. */
import type { ToLimit } from '../analysis/assessed-trend.ts';
import { numberText, type QuantityStyle, quantityText } from '../plan/quantity/figure.ts';

const SCALES: readonly { readonly hours: number; readonly name: string }[] = [
  { hours: 24 * 365.25, name: 'years' },
  { hours: 24, name: 'days' },
  { hours: 1, name: 'hours' },
  { hours: 1 / 60, name: 'minutes' },
  { hours: 1 / 3600, name: 'seconds' },
];

/** `about 3.4 hours` */
export function aboutText(hours: number): string {
  const { hours: scale, name } = scaleOf(hours);
  const count = numberText(hours / scale, 2);
  return `about ${count} ${count === '1' ? name.slice(0, -1) : name}`;
}

/** `reaches 1 GB in about 9 days (7 to 12)` */
export function toLimitText(
  { limit, hours, soonestHours, latestHours }: ToLimit,
  unit: string,
  style: QuantityStyle,
): string {
  const size = quantityText(limit, unit, style);
  if (hours === 0) return `is at ${size} already`;
  const { hours: scale } = scaleOf(hours);
  const end = (ofHours: number): string => numberText(ofHours / scale, 2);
  const latest = latestHours === null ? 'never' : end(latestHours);
  return `reaches ${size} in ${aboutText(hours)} (${end(soonestHours)} to ${latest})`;
}

/** The largest unit of which there are two. */
function scaleOf(hours: number): (typeof SCALES)[number] {
  return SCALES.find((scale) => hours >= 2 * scale.hours) ?? { hours: 1 / 3600, name: 'seconds' };
}
