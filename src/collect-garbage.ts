/**
 * Full collections of a thread's heap at moments of our choosing. V8 collects when a heap has grown by a share of what
 * it was, and lets it grow meanwhile: of a soakd at 400 operations a second, by 6 MB an hour for the first hours. With one
 * a minute (30 ms of a thread that has 14 MB) it was 1 MB an hour.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const EVERY_MS = 60_000;

/** Node has no function for it but the one that this V8 flag exposes in contexts made after it was set. */
export function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return typeof collect === 'function' ? () => void collect() : () => {};
}

/** In this thread, for as long as it lasts; keeps it from nothing. */
export function collectEveryMinute(): void {
  let collect: (() => void) | null = null;
  setInterval(() => {
    // Made late: code that was compiled before goes for other flags, and would be compiled again.
    collect ??= garbageCollector();
    collect();
  }, EVERY_MS).unref();
}
