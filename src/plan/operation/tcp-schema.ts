/** `tcp` operations as they are written: an exchange, or a conversation of several steps. */
import { z } from 'zod';
import {
  complain,
  expected,
  filledText,
  hostAndPort,
  keysOf,
  mapping,
  oneKeyMessage,
  pattern,
  text,
  toggle,
  whenMapping,
  wholeNumber,
} from '../document/field.ts';
import { show } from '../document/problem.ts';

const STEP_KEYS = [
  'send',
  'sendHex',
  'sendBase64',
  'line',
  'text',
  'hex',
  'base64',
  'skip',
  'closed',
] as const;

/** Pairs of hex digits, with any white space between them. */
const hex = () =>
  text('bytes in hex').regex(/^\s*([0-9a-f]{2}\s*)+$/i, {
    error: ({ input }) => `found ${show(input)}, expected bytes in hex such as 00 1f ff`,
  });
const base64 = () =>
  text('bytes in base64').regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, {
    error: ({ input }) => `found ${show(input)}, expected bytes in base64 such as AB//`,
  });

const step = mapping('a step such as { send: "PING\\r\\n" } or { line: "^\\\\+PONG" }', {
  send: filledText('the text to send', { templates: true })
    .optional()
    .describe('Text to send; may hold templates.'),
  sendHex: hex().optional().describe('Bytes to send, in hex.'),
  sendBase64: base64().optional().describe('Bytes to send, in base64.'),
  line: pattern().optional().describe('Regular expression that the next line must match.'),
  text: text('text').optional().describe('What must come next, byte by byte.'),
  hex: hex().optional().describe('The bytes that must come next, in hex.'),
  base64: base64().optional().describe('The bytes that must come next, in base64.'),
  skip: wholeNumber('a number of bytes', 1).optional().describe('So many bytes come, whichever.'),
  closed: z
    .literal(true, expected('true'))
    .optional()
    .describe('The other side closes the connection; the last step.'),
})
  .superRefine((written, context) => {
    const message = oneKeyMessage(keysOf(written, STEP_KEYS), STEP_KEYS, 'what to do');
    if (message !== null) complain(context, message);
  }, whenMapping)
  .meta({ oneOf: STEP_KEYS.map((key) => ({ required: [key] })) });

export type WrittenStep = z.output<typeof step>;

const steps = () => z.array(step, expected('a list of steps')).min(1, 'found an empty list, expected steps');

export const tcp = mapping('an exchange such as { connect: "127.0.0.1:6379", send: "PING\\r\\n" }', {
  connect: hostAndPort().describe('host:port.'),
  send: filledText('the text to send', { templates: true })
    .optional()
    .describe('What to send; may hold templates. Its reply is expected by expect.'),
  steps: steps().optional().describe('Or a conversation: what to send, and what to expect, in turn.'),
  greeting: steps()
    .optional()
    .describe('With steps: what comes first on each new connection, such as a banner and a login.'),
  keep: toggle()
    .optional()
    .describe('With steps: false gives each operation a connection of its own; default true.'),
})
  .superRefine((written, context) => {
    const message = oneKeyMessage(keysOf(written, ['send', 'steps']), ['send', 'steps'], 'what to do');
    if (message !== null) complain(context, message);
    if (!('steps' in written))
      for (const key of keysOf(written, ['greeting', 'keep']))
        complain(context, `${key} has no meaning without steps`, [key]);
    for (const [part, list] of [
      ['greeting', written.greeting],
      ['steps', written.steps],
    ] as const)
      if (Array.isArray(list)) checkClosed(list, part, context);
  }, whenMapping)
  .meta({ oneOf: [{ required: ['send'] }, { required: ['steps'] }] });

export type WrittenTcp = z.output<typeof tcp>;

/** Nothing can follow the end of the connection. Also called with values that are wrong in themselves. */
function checkClosed(
  list: readonly unknown[],
  part: 'greeting' | 'steps',
  context: z.core.$RefinementCtx,
): void {
  for (const [index, each] of list.entries()) {
    if (typeof each !== 'object' || each === null || !('closed' in each)) continue;
    if (part === 'greeting' || index < list.length - 1)
      complain(context, 'found closed, expected it as the last of the steps', [part, index]);
  }
}
