/** The headers of a request as they are written. */
import { z } from 'zod';
import { complain, expected, filledText, whenMapping } from '../document/field.ts';
import { show } from '../document/problem.ts';
import { isSecretName } from '../document/secret-name.ts';
import { flowValueOf, hasSecret, placeholders } from '../document/template.ts';

/** Names and values of one line. */
export function headers(options: { readonly templates: boolean }) {
  return z
    .record(
      z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, {
        error: ({ input }) => `found ${show(input)}, expected the name of a header`,
      }),
      filledText('text; numbers and true or false go in quotes', options),
      expected('a mapping of names to values'),
    )
    .superRefine((written, context) => {
      for (const [header, value] of Object.entries(written)) {
        const trouble = headerTrouble(header, value);
        if (trouble !== null) complain(context, trouble, [header]);
      }
    }, whenMapping);
}

function headerTrouble(header: string, value: unknown): string | null {
  if (/^(content-length|transfer-encoding|connection)$/i.test(header)) return `soakd sets ${header} itself`;
  if (typeof value !== 'string') return null;
  if (/[\r\n\0]/.test(value)) return 'found a line break, expected one line';
  if (!isSecretName(header) || isFilledIn(value)) return null;
  return `found a literal ${header}, which would be stored with the run; write it as \${env:NAME} or \${file:PATH}`;
}

/** What a flow extracts is known to nobody before it runs. */
function isFilledIn(value: string): boolean {
  return hasSecret(value) || placeholders(value).some(({ expression }) => flowValueOf(expression) !== null);
}
