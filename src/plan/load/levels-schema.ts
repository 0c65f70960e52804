/** Loads of several levels as they are written: those of a list, or those that a search comes by. */
import { z } from 'zod';
import {
  complain,
  duration,
  expected,
  keysOf,
  mapping,
  oneKeyMessage,
  rate,
  share,
  text,
  whenMapping,
  wholeNumber,
} from '../document/field.ts';

const MOST_USERS = 100_000;
const users = () => wholeNumber('a number of users', 1, MOST_USERS);

/** The load is counted by whole seconds, the first and the last of a level in part. */
const levelTime = () =>
  duration({ least: 1000 }).refine(
    (ms) => !(ms < 1000),
    'found less than 1s, expected a time in which a level can be seen',
  );

const SUBJECTS = ['users', 'rate'] as const;
const ENDS = ['for', 'operations'] as const;

export const sweep = mapping('a mapping such as { users: [1, 2, 4, 8], for: 30s }', {
  users: z
    .array(users(), expected('a list of numbers of users'))
    .min(1, 'found an empty list, expected numbers of users')
    .optional()
    .describe('One level after the other, each with so many users.'),
  rate: z
    .array(rate(), expected('a list of rates'))
    .min(1, 'found an empty list, expected rates')
    .optional()
    .describe('One level after the other, each at such a rate.'),
  for: levelTime().optional().describe('How long each level lasts.'),
  operations: wholeNumber('a number of operations', 1)
    .optional()
    .describe('How many operations each level has, instead.'),
})
  .superRefine((written, context) => {
    const subject = oneKeyMessage(keysOf(written, SUBJECTS), SUBJECTS, 'its levels');
    if (subject !== null) complain(context, subject);
    const end = oneKeyMessage(keysOf(written, ENDS), ENDS, 'how long a level lasts');
    if (end !== null) complain(context, end);
  }, whenMapping)
  .meta({
    allOf: [SUBJECTS, ENDS].map((keys) => ({ oneOf: keys.map((key) => ({ required: [key] })) })),
  });

const usersRange = mapping('a range such as { from: 1, to: 1000 }', {
  from: users().optional().describe('Where the search begins; default 1.'),
  to: users().describe('The most that may be tried.'),
}).superRefine(checkRange);

const rateRange = mapping('a range such as { from: 10/s, to: 5000/s }', {
  from: rate().describe('Where the search begins.'),
  to: rate().describe('The most that may be tried.'),
}).superRefine(checkRange);

export const search = mapping('a mapping such as { users: { to: 1000 }, while: [success >= 99%] }', {
  users: usersRange.optional().describe('How many users the target can bear.'),
  rate: rateRange.optional().describe('What rate the target can bear.'),
  while: z
    .array(text('a rule such as success >= 99%'), expected('a list of rules such as [success >= 99%]'))
    .min(1, 'found an empty list, expected rules')
    .describe('What must hold at a level, as rules on the load; where one does not, the level breaks.'),
  for: levelTime().optional().describe('How long each level lasts; default 10s.'),
  confirm: levelTime()
    .optional()
    .describe('How long the level that was found has to hold; default three times as long as each.'),
  within: share()
    .optional()
    .describe('How near the level that held and the one that broke have to come; default 5%.'),
})
  .superRefine((written, context) => {
    const subject = oneKeyMessage(keysOf(written, SUBJECTS), SUBJECTS, 'what to search for');
    if (subject !== null) complain(context, subject);
  }, whenMapping)
  .meta({ oneOf: SUBJECTS.map((key) => ({ required: [key] })) });

function checkRange(
  written: { readonly from?: number | undefined; readonly to: number },
  context: z.core.$RefinementCtx,
): void {
  if ((written.from ?? 1) > written.to)
    complain(context, 'found a beginning above the most, expected from to be at most to', ['from']);
}
