/** `command` operations as they are written: an external load tool that soakd starts and observes. */
import type { z } from 'zod';
import { programKeys, templatedCommand } from '../document/command-schema.ts';
import { mapping, pattern } from '../document/field.ts';

export const tool = mapping('a load tool such as { run: [wrk, -d, 60s, "http://127.0.0.1:8080/"] }', {
  run: templatedCommand.describe(
    'Program and arguments: a list, or one text with quotes as in a shell; may hold templates. No shell runs.',
  ),
  ...programKeys,
  lines: pattern()
    .optional()
    .describe(
      'Regular expression over the lines of its standard output: what matches tells of requests since the last such line, in the groups ok, failed, blocked (numbers) and ms (how long one took).',
    ),
});

export type WrittenTool = z.output<typeof tool>;
