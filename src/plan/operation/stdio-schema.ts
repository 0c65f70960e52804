/** `stdio` operations as they are written: JSON lines to a long-lived child. */
import { z } from 'zod';
import { command, programKeys } from '../document/command-schema.ts';
import { complain, expected, mapping, text, wholeNumber } from '../document/field.ts';

export const DEFAULT_ID_FIELD = 'id';

export const stdio = mapping(
  'a program and a line such as { command: [node, worker.js], send: { method: ping } }',
  {
    command: command.describe(
      'Program and arguments: a list, or one text with quotes as in a shell. No shell runs.',
    ),
    ...programKeys,
    send: z
      .record(z.string(), z.json(), expected('a mapping, sent as a line of JSON'))
      .describe('Sent as a line of JSON, with an id added; its texts may hold templates.'),
    id: text('the name of a field')
      .optional()
      .describe('The field that carries the id, in what is sent and in its answer; default id.'),
    children: wholeNumber('a number of children', 1, 1000)
      .optional()
      .describe('How many of the program run at once; default 1.'),
  },
).superRefine(({ send, id = DEFAULT_ID_FIELD }, context) => {
  if (id in send) complain(context, `found ${id}, which soakd fills in itself`, ['send', id]);
});

export type WrittenStdio = z.output<typeof stdio>;
