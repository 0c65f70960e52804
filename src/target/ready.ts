/** Waits until a target that was just started may be driven. */
import type { Ready } from '../plan/target/target-plan.ts';
import { tryHttp, tryPort } from './answer.ts';
import { createLogMatch } from './log-match.ts';
import { pause } from './pause.ts';
import type { TargetLog } from './target-log.ts';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;
const TRY_WITHIN_MS = 5000;

/** null: it is ready; otherwise the last trouble, also when `signal` was aborted. */
type Try = (signal: AbortSignal) => Promise<string | null>;

/**
 * null: ready. A text: it was not within the time, and why; also when `signal` is aborted. `between` is called
 * before every try.
 */
export async function waitUntilReady(
  ready: Ready,
  log: { readonly log: TargetLog; readonly from: number },
  signal: AbortSignal,
  between: () => void,
): Promise<string | null> {
  if (ready.kind === 'delay') return (await pause(ready.delayMs, signal)) ? null : 'interrupted';
  const once = tryOf(ready, log);
  const deadlineMs = performance.now() + ready.withinMs;
  let trouble: string | null = null;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    between();
    const leftMs = Math.max(deadlineMs - performance.now(), 1);
    const timeout = AbortSignal.timeout(Math.ceil(Math.min(leftMs, TRY_WITHIN_MS)));
    const outcome = await once(AbortSignal.any([signal, timeout]));
    if (outcome === null) return null;
    if (signal.aborted) return 'interrupted';
    // What the deadline cut short tells less than the try before it.
    if (!timeout.aborted || leftMs > TRY_WITHIN_MS || trouble === null) trouble = outcome;
    if (performance.now() + pauseMs >= deadlineMs) return trouble;
    await pause(pauseMs, signal);
  }
}

function tryOf(ready: Exclude<Ready, { kind: 'delay' }>, log: { log: TargetLog; from: number }): Try {
  if (ready.kind === 'http') return (signal) => tryHttp(ready.url, signal);
  if (ready.kind === 'port') return (signal) => tryPort(ready.host, ready.port, signal);
  const isMatched = createLogMatch(log.log, log.from, new RegExp(ready.pattern));
  return async () => (isMatched() ? null : `no line of its output matches /${ready.pattern}/`);
}
