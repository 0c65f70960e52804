/** A command of the plan as it is written: words, never a shell's line. */
import { z } from 'zod';
import { splitCommand } from './command-line.ts';
import { complain, expected, filledText, text } from './field.ts';
import { show } from './problem.ts';
import { placeholders, placeholderTrouble, SECRETS, secretRef } from './template.ts';

const word = z
  .union([z.string(), z.int()], expected('text; true, false and numbers with a point go in quotes'))
  .transform(String)
  .superRefine(complainOfSecret);

function complainOfSecret(written: string, context: z.core.$RefinementCtx): void {
  const secret = placeholders(written).find(({ expression }) => secretRef(expression) !== null);
  if (secret === undefined) return;
  const message = `found \${${secret.expression}}, but every user of the machine sees a command line: use environment`;
  complain(context, message, [], secret.offset);
}

export const command = z
  .union(
    [
      z
        .string()
        .superRefine(complainOfSecret)
        .transform((written, context) => {
          const words = splitCommand(written);
          if (!('trouble' in words)) return words;
          context.issues.push({
            code: 'custom',
            message: `found ${show(written)}, but ${words.trouble}`,
            input: written,
          });
          return z.NEVER;
        }),
      z.array(word).min(1, 'found an empty list, expected a command'),
    ],
    expected('a command such as [node, server.js]'),
  )
  .refine((words) => words[0] !== '', 'found no program, expected a command such as [node, server.js]');

/** The load fills its words in for each operation. */
export const templatedCommand = command.superRefine((words, context) => {
  for (const written of words) {
    for (const placeholder of placeholders(written)) {
      const isSecret = secretRef(placeholder.expression) !== null;
      const message = isSecret ? null : placeholderTrouble(written, placeholder, true);
      if (message !== null) complain(context, message);
    }
  }
});

const environment = z.record(
  z
    .string()
    .regex(/^[^=\0]+$/, { error: ({ input }) => `found ${show(input)}, expected the name of a variable` }),
  z.union(
    [z.int().transform(String), filledText('text', { templates: false })],
    expected('text; true, false and numbers with a point go in quotes'),
  ),
  expected('a mapping of names to values'),
);

/** How a program is begun beside its command, whatever begins it. */
export const programKeys = {
  cwd: text('a folder')
    .optional()
    .describe("Working directory; relative to the plan's folder, which is the default."),
  environment: environment.optional().describe(`Added to soakd's own; secrets only as ${SECRETS}.`),
};
