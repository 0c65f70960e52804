/** Counts and rates in words: `1,000 operations`, `10/min`. */
import { formatNumber } from './quantity.ts';

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

export function rate(perSecond: number): string {
  return perSecond > 0 && perSecond < 1
    ? `${formatNumber(perSecond * 60)}/min`
    : `${formatNumber(perSecond)}/s`;
}
