import { setTimeout as delay } from 'node:timers/promises';

/** Between two looks: what is awaited is the kernel's doing, which takes microseconds on an idle machine. */
const LOOK_MS = 10;

/** False when it has not come true in time. */
export async function until(isTrue: () => boolean, withinMs: number): Promise<boolean> {
  const endsMs = performance.now() + withinMs;
  while (!isTrue()) {
    if (performance.now() >= endsMs) return false;
    await delay(LOOK_MS);
  }
  return true;
}
