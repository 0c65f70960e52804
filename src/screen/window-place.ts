/** Which part of a run is to be seen. */
import { RANGES, type View } from './view.ts';
import type { WindowPlace } from './window.ts';

/** `now`: where the window is; a cursor that moves within it does not move it. */
export function placeFor(
  { range, target, cursorMs }: Pick<View, 'range' | 'target' | 'cursorMs'>,
  {
    now,
    newestMs,
    targets,
  }: { readonly now: WindowPlace; readonly newestMs: number; readonly targets: number },
): WindowPlace {
  const spanMs = RANGES[range]?.spanMs ?? null;
  const whose = Math.min(target, Math.max(0, targets - 1));
  if (spanMs === null) return { target: whose, fromMs: 0, spanMs, toMs: null };
  if (cursorMs === null) return { target: whose, fromMs: Math.max(0, newestMs - spanMs), spanMs, toMs: null };
  const holdsCursor = now.toMs !== null && now.fromMs <= cursorMs && cursorMs <= now.toMs;
  if (holdsCursor && now.target === whose && now.spanMs === spanMs) return now;
  const fromMs = Math.max(0, Math.min(cursorMs - spanMs / 2, newestMs - spanMs));
  return { target: whose, fromMs, spanMs, toMs: fromMs + spanMs };
}

/** Of windows that go on with the run it does not matter where they began. */
export function isSamePlace(one: WindowPlace, other: WindowPlace): boolean {
  const isSame = one.target === other.target && one.spanMs === other.spanMs && one.toMs === other.toMs;
  return isSame && (one.toMs === null || one.fromMs === other.fromMs);
}
