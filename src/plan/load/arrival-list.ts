/**
 * A recorded list of arrivals: a text file with one moment a line, in seconds since the recording began, none before the
 * one above it. Empty lines and lines that begin with # do not count.
 */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { complaintOf, SoakdError } from '../../error.ts';
import { show } from '../document/problem.ts';

/** They are held in memory: 16 MB. */
export const MOST_ARRIVALS = 2_000_000;
/** A line of a number takes less than half of this. */
const MOST_BYTES = MOST_ARRIVALS * 32;
/** Told at once; a file that is something else has as many as lines. */
const MOST_PROBLEMS = 5;

/** In milliseconds, ascending. @throws SoakdError that tells where it is none */
export function readArrivalList(path: string): Float64Array {
  const offsetsMs: number[] = [];
  const problems: string[] = [];
  for (const [at, line] of textOf(path).split('\n').entries()) {
    const written = line.trim();
    if (written === '' || written.startsWith('#')) continue;
    const trouble = troubleOf(written, offsetsMs.at(-1) ?? 0);
    if (trouble === null) offsetsMs.push(Number(written) * 1000);
    else problems.push(`${path}:${at + 1}: ${trouble}`);
  }
  if (offsetsMs.length > MOST_ARRIVALS) problems.push(`${path}: more than ${MOST_ARRIVALS} arrivals`);
  if (offsetsMs.length === 0 && problems.length === 0)
    problems.push(`${path}: found no arrivals, expected one moment a line, in seconds`);
  if (problems.length === 0) return Float64Array.from(offsetsMs);
  const more = problems.length - MOST_PROBLEMS;
  throw new SoakdError(
    [...problems.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
  );
}

/** What is wrong with the list of a replay; null: nothing, or there is none. */
export function arrivalTrouble(
  { load }: { readonly load?: { readonly replay?: { readonly file: string } | undefined } | undefined },
  folder: string,
): string | null {
  const replay = load?.replay;
  return replay === undefined ? null : complaintOf(() => readArrivalList(resolve(folder, replay.file)));
}

/** The most that fall due within one second. */
export function peakOf(offsetsMs: Float64Array): number {
  let [most, from] = [0, 0];
  for (const [at, ms] of offsetsMs.entries()) {
    while ((offsetsMs[from] ?? ms) <= ms - 1000) from += 1;
    most = Math.max(most, at - from + 1);
  }
  return most;
}

function textOf(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES)
      throw new SoakdError(`${path}: found ${size} bytes, expected at most ${MOST_BYTES}`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof SoakdError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new SoakdError(
      `cannot read the arrivals ${path}: ${code === 'ENOENT' ? 'there is no such file' : code}`,
      {
        cause,
      },
    );
  }
}

function troubleOf(written: string, beforeMs: number): string | null {
  if (!/^\d+(\.\d+)?$/.test(written)) return `found ${show(written)}, expected a number of seconds`;
  const ms = Number(written) * 1000;
  return ms < beforeMs ? `found ${written}, which is before the arrival above it` : null;
}
