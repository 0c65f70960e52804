/** `exec` operations as they are written: a command per operation. */
import type { z } from 'zod';
import { environment, templatedCommand } from '../document/command-schema.ts';
import { filledText, mapping, text } from '../document/field.ts';
import { SECRETS } from '../document/template.ts';

export const exec = mapping('a command such as { command: [redis-cli, PING] }', {
  command: templatedCommand.describe(
    'Program and arguments: a list, or one text with quotes as in a shell; may hold templates. No shell runs.',
  ),
  cwd: text('a folder')
    .optional()
    .describe("Working directory; relative to the plan's folder, which is the default."),
  environment: environment.optional().describe(`Added to soakd's own; secrets only as ${SECRETS}.`),
  input: filledText('text', { templates: true })
    .optional()
    .describe('Written to its standard input, which ends then; may hold templates.'),
});

export type WrittenExec = z.output<typeof exec>;
