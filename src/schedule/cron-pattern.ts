/** A cron expression as what it means: which days, and which times of the day. */
import { parse } from 'node-cron';

export interface CronPattern {
  /** `month` from 1. */
  readonly hasDay: (year: number, month: number, day: number) => boolean;
  /** Ms since midnight, ascending. */
  readonly timesMs: readonly number[];
  readonly hasTime: (msOfDay: number) => boolean;
  /** Whether both a day of the month and a weekday are given: a slot needs both. */
  readonly needsBothDays: boolean;
}

const EVERY_DAY_OF_MONTH = 31;
const EVERY_WEEKDAY = 7;

/** @throws Error for an expression that plan/schedule/cron.ts would refuse */
export function parseCron(expression: string): CronPattern {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = parse(expression);
  const timesMs = hour
    .flatMap((h) => minute.flatMap((m) => second.map((s) => ((h * 60 + m) * 60 + s) * 1000)))
    .sort((a, b) => a - b);
  const times = new Set(timesMs);
  const months = new Set(month);
  return {
    hasDay: (year, ofMonth, day) =>
      months.has(ofMonth) &&
      dayOfMonth.some((token) => isDayOfMonth(token, year, ofMonth, day)) &&
      dayOfWeek.some((token) => isWeekday(token, year, ofMonth, day)),
    timesMs: [...times],
    hasTime: (msOfDay) => times.has(msOfDay),
    needsBothDays: new Set(dayOfMonth).size < EVERY_DAY_OF_MONTH && new Set(dayOfWeek).size < EVERY_WEEKDAY,
  };
}

/** 15, L (the last), L-3 (three before it), 15W (the working day nearest to it, within the month), LW. */
function isDayOfMonth(token: number | string, year: number, month: number, day: number): boolean {
  if (typeof token === 'number') return token === day;
  const last = lastDay(year, month);
  const [, before] = /^L-(\d+)$/.exec(token) ?? [];
  if (before !== undefined) return day === last - Number(before);
  if (token === 'L') return day === last;
  const wanted = token === 'LW' ? last : Number.parseInt(token, 10);
  return wanted <= last && day === nearestWorkingDay(year, month, wanted, last);
}

function nearestWorkingDay(year: number, month: number, day: number, last: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === 6) return day === 1 ? day + 2 : day - 1;
  if (weekday === 0) return day === last ? day - 2 : day + 1;
  return day;
}

/** 1, 5L (the last Friday of the month), 1#2 (its second Monday). 0 is Sunday. */
function isWeekday(token: number | string, year: number, month: number, day: number): boolean {
  const weekday = weekdayOf(year, month, day);
  if (typeof token === 'number') return token === weekday;
  const [, wanted, which] = /^(\d)(L|#\d)$/i.exec(token) ?? [];
  if (Number(wanted) % 7 !== weekday || which === undefined) return false;
  if (which.startsWith('#')) return Math.ceil(day / 7) === Number(which.slice(1));
  return day + 7 > lastDay(year, month);
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}
