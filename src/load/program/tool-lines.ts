/** What a load tool's lines tell of its requests. */
import { boundedPattern } from '../bounded-pattern.ts';
import type { Counted } from '../operation.ts';

/** A line that tells of more has a number that is none of these. */
const MOST = 1e9;
/** A day: of a longer time the unit is not milliseconds. */
const LONGEST_MS = 86_400_000;

/** null: the line tells nothing, or what cannot be. A line without any of the counts is one request that was ok. */
export function compileToolLines(source: string): (line: string) => Counted | null {
  const pattern = boundedPattern(source);
  return (line) => {
    const groups = pattern.groups(line);
    if (groups === null) return null;
    const counts = ['ok', 'failed', 'blocked'].map((name) => countOf(groups[name]));
    const [ok, failed, blocked] = counts;
    if (ok === undefined || failed === undefined || blocked === undefined) return null;
    const told = [ok, failed, blocked].some((count) => count !== null);
    const own = { ok: told ? (ok ?? 0) : 1, failed: failed ?? 0, blocked: blocked ?? 0 };
    if (Object.values(own).some((count) => Number.isNaN(count))) return null;
    const ms = Number(groups['ms'] ?? Number.NaN);
    const isOne = own.ok + own.failed + own.blocked === 1;
    return { ...own, tookMs: isOne && ms >= 0 && ms <= LONGEST_MS ? ms : null };
  };
}

/** null: it is not there; NaN: it is no such number. Thousands may be set off by commas. */
function countOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const count = /^[\d,]+$/.test(text) ? Number(text.replaceAll(',', '')) : Number.NaN;
  return count <= MOST ? count : Number.NaN;
}
