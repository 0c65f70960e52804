/** `exec` operations as they are written: a command per operation. */
import type { z } from 'zod';
import { programKeys, templatedCommand } from '../document/command-schema.ts';
import { filledText, mapping } from '../document/field.ts';

export const exec = mapping('a command such as { command: [redis-cli, PING] }', {
  command: templatedCommand.describe(
    'Program and arguments: a list, or one text with quotes as in a shell; may hold templates. No shell runs.',
  ),
  ...programKeys,
  input: filledText('text', { templates: true })
    .optional()
    .describe('Written to its standard input, which ends then; may hold templates.'),
});

export type WrittenExec = z.output<typeof exec>;
