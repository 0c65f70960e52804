/** Moments of a run, as a user names them: by its own clock, by that of the wall, or back from its end. */
import { SoakdError } from '../error.ts';
import { parseDuration } from '../plan/quantity/quantity.ts';

/** What its moments are counted by. */
export interface RunClock {
  readonly startedWallMs: number;
  /** Of the last that was seen of it. */
  readonly endMs: number;
  /** In the order of time. The run's clock stands still while the machine sleeps, so between two of them it is counted. */
  readonly events: readonly { readonly monoMs: number; readonly wallMs: number }[];
}

/** ISO 8601, a blank for the T, the seconds or all of the time left out; without a zone it is UTC, as reports write it. */
const WALL_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/;

/** In milliseconds since the run began. */
export function momentOf(flag: string, text: string, clock: RunClock): number {
  const wallMs = wallTimeMs(text);
  if (wallMs !== null) return onRunsClock(wallMs, clock);
  const offsetMs = offsetOf(text);
  if (offsetMs !== null) return text.startsWith('-') ? clock.endMs + offsetMs : offsetMs;
  throw new SoakdError(`${flag} takes a time, found "${text}"`, {
    hint: 'Write an offset from the begin of the run (10m), one back from its end (-2h), or a time in UTC (2026-11-20 22:10).',
  });
}

/** An offset that is the same in every run, from its begin. */
export function offsetFromBegin(flag: string, text: string): number {
  const offsetMs = text.startsWith('-') ? null : offsetOf(text);
  if (offsetMs !== null) return offsetMs;
  throw new SoakdError(`${flag} takes an offset from the begin of each run, found "${text}"`, {
    hint: 'With --last, write one such as 30m.',
  });
}

/** Unix time in milliseconds of a time, or of so long ago: `2026-11-01`, `7d`. */
export function wallMomentOf(flag: string, text: string, nowMs: number): number {
  const wallMs = wallTimeMs(text);
  if (wallMs !== null) return wallMs;
  const agoMs = offsetOf(text.replace(/^-/, ''));
  if (agoMs !== null) return nowMs - agoMs;
  throw new SoakdError(`${flag} takes a time, found "${text}"`, {
    hint: 'Write how long ago (7d), or a time in UTC (2026-11-01, 2026-11-20 22:10).',
  });
}

/** `--since -2h`: what begins with a minus is the value all the same. */
export function withNegativeTimes(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const before = joined.at(-1);
    if ((before === '--since' || before === '--until') && /^-\d/.test(word))
      joined[joined.length - 1] = `${before}=${word}`;
    else joined.push(word);
  }
  return joined;
}

function wallTimeMs(text: string): number | null {
  const [, day, time = '00:00', zone = 'Z'] = WALL_TIME.exec(text.trim()) ?? [];
  if (day === undefined) return null;
  const wallMs = Date.parse(`${day}T${time}${zone === 'UTC' ? 'Z' : zone}`);
  return Number.isNaN(wallMs) ? null : wallMs;
}

function offsetOf(text: string): number | null {
  try {
    const minus = text.startsWith('-');
    return (minus ? -1 : 1) * parseDuration(minus ? text.slice(1) : text);
  } catch {
    return null;
  }
}

function onRunsClock(wallMs: number, { startedWallMs, events }: RunClock): number {
  const before = events.findLast((event) => event.wallMs <= wallMs);
  return before === undefined ? wallMs - startedWallMs : before.monoMs + wallMs - before.wallMs;
}
