/** What a client does about failures: it tries again, and it stops trying for a while. */
import { z } from 'zod';
import { duration, expected, mapping, wholeNumber } from '../document/field.ts';
import { show } from '../document/problem.ts';
import { formatDuration } from '../quantity/quantity.ts';

export interface ClientPolicy {
  /** null: it tries once. */
  readonly retry: RetryPlan | null;
  /** null: it never stops trying. */
  readonly breaker: BreakerPlan | null;
}

export interface RetryPlan {
  /** After the first try. */
  readonly times: number;
  /** Before each of them; doubled every time. */
  readonly afterMs: number;
  /** Classes of failures; empty: all. */
  readonly on: readonly string[];
}

export interface BreakerPlan {
  /** So many operations in a row that failed. */
  readonly failures: number;
  /** For this long none is sent; then one, to see. */
  readonly forMs: number;
}

const DEFAULT_AFTER_MS = 100;

export const policyShape = {
  retry: mapping('how to try again, such as { times: 3, after: 100ms }', {
    times: wholeNumber('a number of tries', 1, 10).describe('After the first one, within the timeout.'),
    after: duration({ zero: true })
      .optional()
      .describe('Pause before the next try, doubled every time; default 100ms.'),
    on: z
      .array(
        z.string(expected('a class of failures')).regex(/^[a-z0-9-]+$/, {
          error: ({ input }) => `found ${show(input)}, expected a class of failures such as status-503`,
        }),
        expected('a list of classes of failures'),
      )
      .min(1, 'found an empty list, expected classes of failures')
      .optional()
      .describe('Classes of failures, such as status-503, refused, reset; default: all.'),
  })
    .optional()
    .describe('Tries again what failed; the tries are counted apart.'),
  breaker: mapping('when to stop trying, such as { after: 5, for: 10s }', {
    after: wholeNumber('a number of failures', 1, 1_000_000).describe('Operations in a row that failed.'),
    for: duration().describe('For this long none is sent, and all fail as circuit-open; then one is tried.'),
  })
    .optional()
    .describe('Stops trying for a while what keeps failing.'),
};

const written = mapping('policies', policyShape);

/** null: none. */
export function resolvePolicy({ retry, breaker }: Partial<z.output<typeof written>>): ClientPolicy | null {
  if (retry === undefined && breaker === undefined) return null;
  return {
    retry:
      retry === undefined
        ? null
        : { times: retry.times, afterMs: retry.after ?? DEFAULT_AFTER_MS, on: retry.on ?? [] },
    breaker: breaker === undefined ? null : { failures: breaker.after, forMs: breaker.for },
  };
}

export function policyText({ retry, breaker }: ClientPolicy): string {
  const tries =
    retry === null
      ? []
      : [
          `tried again up to ${retry.times} times after ${formatDuration(retry.afterMs)} and more${retry.on.length === 0 ? '' : `, on ${retry.on.join(' or ')}`}`,
        ];
  const stops =
    breaker === null
      ? []
      : [`not tried for ${formatDuration(breaker.forMs)} after ${breaker.failures} failures in a row`];
  return [...tries, ...stops].join('; ');
}
