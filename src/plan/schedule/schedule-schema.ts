/** When the daemon starts a plan by itself. */
import { z } from 'zod';
import { complain, duration, expected, mapping, text } from '../document/field.ts';
import { cronTroubles } from './cron.ts';
import { timeZoneTrouble } from './time-zone.ts';

const cron = z
  .string(expected('a cron expression in quotes such as "0 22 * * *"'))
  .superRefine((expression, context) => {
    for (const { message, offset } of cronTroubles(expression)) complain(context, message, [], offset);
  });

const timezone = text('a time zone such as Europe/Berlin').superRefine((name, context) => {
  const trouble = timeZoneTrouble(name);
  if (trouble !== null) complain(context, trouble);
});

export const schedule = mapping('a mapping such as { cron: "0 22 * * *", timezone: Europe/Berlin }', {
  cron: cron.describe('minute hour day month weekday, e.g. "0 22 * * *"; a first field more is the second.'),
  timezone: timezone.optional().describe('Whose clock the cron expression means; default UTC.'),
  catchUp: duration({ zero: true })
    .optional()
    .describe('How late a slot that was missed is still started; default 2h.'),
});

export type WrittenSchedule = z.output<typeof schedule>;
