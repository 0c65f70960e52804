/** The `faults` and `proxies` of a plan as they are written. */
import { z } from 'zod';
import {
  complain,
  duration,
  expected,
  keysOf,
  mapping,
  name,
  oneKeyMessage,
  text,
  toggle,
  whenMapping,
  wholeNumber,
} from '../document/field.ts';

import { HARM_KEYS, harm, MOMENTARY_HARM } from './harm-schema.ts';
import { checkToxics, isMomentary, toxicKeys } from './proxy-schema.ts';
import { recover } from './recover-schema.ts';

/** What can be done; the schema of each is a key of a fault. */
export const ACT_KEYS = ['freeze', 'proxy', ...HARM_KEYS] as const;
/** Those that are done in a moment: they have no `for`. */
const MOMENTARY: readonly string[] = MOMENTARY_HARM;

const onTarget = () =>
  mapping('a mapping such as { target: api }', {
    target: name('a target').describe('Which.'),
  });

const fault = mapping('a fault such as { at: 2h, for: 10m, freeze: { target: api } }', {
  name: text('a name').optional().describe('For reports; default: what it does, and to what.'),
  at: duration({ zero: true }).describe('When it begins, of observed time.'),
  for: duration().optional().describe('How long; then it is reverted.'),
  every: duration().optional().describe('Again after this time, from begin to begin; default: once.'),
  times: wholeNumber('how often', 1, 10_000)
    .optional()
    .describe('How often in all; default: until the soak ends.'),
  jitter: duration().optional().describe('Each begin is later by up to this, by the seed; default 0s.'),
  iKnow: toggle()
    .optional()
    .describe('true: it may act on a process that soakd has not started; default false.'),
  recover: recover.optional().describe('How soon after it all has to be well again.'),
  freeze: onTarget().optional().describe('SIGSTOP to a target with its descendants; SIGCONT at the end.'),
  proxy: name('a proxy').optional().describe('A proxy of the plan does what the keys below say.'),
  ...toxicKeys,
  ...harm,
})
  .superRefine((written, context) => {
    const found = keysOf(written, ACT_KEYS);
    const message = oneKeyMessage(found, ACT_KEYS, 'what to do');
    if (message !== null) complain(context, message);
    const [kind = ''] = found;
    const momentary = MOMENTARY.includes(kind) || isMomentary(written);
    if (found.length === 1 && !momentary && !('for' in written))
      complain(context, 'missing for, expected how long it lasts, such as 10m');
    if (momentary && 'for' in written)
      complain(
        context,
        `for has no meaning with ${kind === 'proxy' ? 'drop alone' : kind}, which is done in a moment`,
        ['for'],
      );
    if ('times' in written && !('every' in written))
      complain(context, 'times has no meaning without every', ['times']);
    checkToxics(written, context);
    const { every, for: lasts, jitter } = written;
    const busyMs = (typeof lasts === 'number' ? lasts : 0) + (typeof jitter === 'number' ? jitter : 0);
    if (typeof every === 'number' && every <= busyMs)
      complain(
        context,
        'found no more than for and jitter together, expected more: one would begin in the other',
        ['every'],
      );
  }, whenMapping)
  .meta({ oneOf: ACT_KEYS.map((key) => ({ required: [key] })) });

export const faults = mapping('a mapping with a timeline', {
  seed: wholeNumber('a seed', 0, 2 ** 32 - 1)
    .optional()
    .describe('Of all that is left to chance; default 1.'),
  timeline: z
    .array(fault, expected('a list of faults'))
    .min(1, 'found an empty list, expected faults')
    .describe('What is done to the system, and when.'),
});

export type WrittenFaults = z.output<typeof faults>;
export type WrittenFault = z.output<typeof fault>;
