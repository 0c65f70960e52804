/** The `load` of a plan as it is written. */
import { z } from 'zod';
import {
  choice,
  complain,
  duration,
  expected,
  keysOf,
  mapping,
  rate,
  whenMapping,
  wholeNumber,
} from './field.ts';
import { operation } from './operation-schema.ts';

const stage = mapping('a stage such as { over: 10m, to: 100/s }', {
  over: duration()
    .optional()
    .describe('How long; only the last stage may leave it out, and then lasts to the end.'),
  from: rate({ zero: true })
    .optional()
    .describe('Rate at its beginning; default: where the stage before ended.'),
  to: rate({ zero: true })
    .optional()
    .describe('Rate at its end, approached in a straight line; default: no change.'),
});

export const load = mapping('a mapping with rate and operations', {
  model: choice(['open', 'closed'])
    .optional()
    .describe(
      'open: operations begin at a rate, whatever the target does. closed: users wait for replies and think.',
    ),
  rate: rate({ zero: true })
    .optional()
    .describe('open: operations that begin per second; with stages: where they start.'),
  stages: z
    .array(stage, expected('a list of stages'))
    .min(1, 'found an empty list, expected stages')
    .optional()
    .describe('open: rates over time.'),
  users: wholeNumber('a number of users', 1, 100_000).optional().describe('closed: how many at once.'),
  think: duration({ zero: true })
    .optional()
    .describe('closed: pause between the operations of a user; default 0s.'),
  connections: wholeNumber('a number of connections', 1, 10_000)
    .optional()
    .describe('Most operations in flight at once; default 50, or the number of users.'),
  timeout: duration().optional().describe('Until an operation counts as failed; default 10s.'),
  seed: wholeNumber('a seed', 0, 2 ** 32 - 1)
    .optional()
    .describe('Of the mix and the templates; default 1.'),
  operations: z
    .array(operation, expected('a list of operations'))
    .min(1, 'found an empty list, expected operations'),
}).superRefine((written, context) => {
  checkModel(written, context);
  if (Array.isArray(written.stages)) checkStages(written.stages, written.rate, context);
  else if (written.rate === 0) complain(context, 'found a rate of zero, expected one above zero', ['rate']);
}, whenMapping);

export type WrittenLoad = z.output<typeof load>;

/** Also called with values that are wrong in themselves, as the two below. */
function checkModel(written: object & { readonly model?: unknown }, context: z.core.$RefinementCtx): void {
  const openKeys = keysOf(written, ['rate', 'stages']);
  const closedKeys = keysOf(written, ['users', 'think']);
  const meant = closedKeys.length > 0 && openKeys.length === 0 ? 'closed' : 'open';
  const model = written.model === 'open' || written.model === 'closed' ? written.model : meant;
  for (const key of model === 'open' ? closedKeys : openKeys) {
    complain(context, `${key} has no meaning in the ${model} model`, [key]);
  }
  if (model === 'open' && openKeys.length === 0) {
    complain(context, 'missing rate, expected a rate such as 10/s, or stages');
  }
  if (model === 'closed' && !('users' in written))
    complain(context, 'missing users, expected a number of users');
}

function checkStages(stages: readonly unknown[], startRate: unknown, context: z.core.$RefinementCtx): void {
  const rates = [startRate];
  for (const [index, each] of stages.entries()) {
    if (typeof each !== 'object' || each === null) return;
    if (!('over' in each) && index < stages.length - 1) {
      const message = 'missing over, expected a duration; only the last stage lasts to the end';
      complain(context, message, ['stages', index]);
    }
    if (index === 0 && startRate === undefined && !('to' in each) && !('from' in each)) {
      complain(context, 'missing to, expected a rate such as 10/s', ['stages', index]);
    }
    rates.push('from' in each ? each.from : undefined, 'to' in each ? each.to : undefined);
  }
  const given = rates.filter((perSecond) => perSecond !== undefined);
  if (given.length > 0 && given.every((perSecond) => perSecond === 0)) {
    complain(context, 'found rates of zero only, expected one above zero', ['stages']);
  }
}
