/** The operations of a load as they are written. */
import { z } from 'zod';
import {
  complain,
  duration,
  expected,
  filledText,
  httpUrl,
  keysOf,
  mapping,
  name,
  oneKeyMessage,
  pattern,
  whenMapping,
  wholeNumber,
} from '../document/field.ts';
import { show } from '../document/problem.ts';
import { SECRETS } from '../document/template.ts';
import { bodyCheckShape } from './body-checks.ts';
import { policyShape } from './client-policy.ts';
import { tool } from './command-operation-schema.ts';
import { METHODS, OPERATION_KINDS } from './default-name.ts';
import { exec } from './exec-schema.ts';
import { flowOf } from './flow-schema.ts';
import { headers } from './headers-schema.ts';
import { httpExtraShape } from './http-extras.ts';
import { module } from './module-schema.ts';
import { checkRefusals, refusals } from './refusal-schema.ts';
import { stdio } from './stdio-schema.ts';
import { tcp } from './tcp-schema.ts';
import { ws } from './ws-schema.ts';

/** What may be expected of each kind. */
const EXPECTATIONS: Readonly<Record<(typeof OPERATION_KINDS)[number], readonly string[]>> = {
  http: ['status', 'contains', 'matches', 'json', 'size', 'sha256'],
  tcp: ['line', 'text'],
  exec: ['exit', 'contains', 'matches'],
  stdio: ['contains', 'matches'],
  module: [],
  flow: [],
  command: ['exit'],
  ws: ['contains', 'matches'],
};
const ALL_EXPECTATIONS = [...new Set(Object.values(EXPECTATIONS).flat())];

const url = () =>
  httpUrl({ templates: true }).describe('Address; http:// only; templates may stand behind the host.');

const http = mapping('a request such as { get: "http://127.0.0.1:8080/" }', {
  get: url().optional(),
  head: url().optional(),
  post: url().optional(),
  put: url().optional(),
  patch: url().optional(),
  delete: url().optional(),
  headers: headers({ templates: true })
    .optional()
    .describe(`Header names and values; secrets only as ${SECRETS}.`),
  json: z.json(expected('JSON')).optional().describe('Body, sent as JSON with its content type.'),
  body: filledText('text', { templates: true }).optional().describe('Body, sent as it is.'),
  ...httpExtraShape,
})
  .superRefine((written, context) => {
    const [method] = keysOf(written, METHODS);
    const message = oneKeyMessage(keysOf(written, METHODS), METHODS, 'its method and address');
    if (message !== null) complain(context, message);
    const bodies = keysOf(written, ['json', 'body', 'upload']);
    if (bodies.length > 1)
      complain(context, `found ${bodies.join(' and ')}, expected one`, bodies.slice(1, 2));
    if (bodies.length > 0 && (method === 'get' || method === 'head')) {
      complain(context, `a ${method} has no body`, bodies.slice(0, 1));
    }
  }, whenMapping)
  .meta({ oneOf: METHODS.map((method) => ({ required: [method] })) });

const status = wholeNumber('a status code', 100, 599);
const exit = wholeNumber('an exit code', 0, 255);

const expect = mapping('what to expect of the reply', {
  status: z
    .union(
      [status, z.array(status).min(1, 'found an empty list, expected status codes')],
      expected('a status code or a list'),
    )
    .optional()
    .describe('http: accepted status codes; any 2xx or 3xx when left out.'),
  exit: z
    .union(
      [exit, z.array(exit).min(1, 'found an empty list, expected exit codes')],
      expected('an exit code or a list'),
    )
    .optional()
    .describe('exec, command: accepted exit codes; 0 when left out.'),
  contains: z
    .string(expected('text'))
    .optional()
    .describe('http, exec, stdio, ws: text that the body, the output or the answer must contain.'),
  matches: pattern()
    .optional()
    .describe(
      'http, exec, stdio, ws: regular expression that the body, the output or the answer must match.',
    ),
  ...bodyCheckShape,
  line: pattern().optional().describe('tcp: regular expression that the one reply line must match.'),
  text: z
    .string(expected('text'))
    .min(1, 'found "", expected text')
    .optional()
    .describe('tcp: the reply, byte by byte.'),
});

export const operation = mapping(
  'an operation such as { name: read, http: { get: "http://127.0.0.1:8080/" } }',
  {
    name: name('an operation')
      .optional()
      .describe('For rules and reports; default: its http method, else its kind.'),
    weight: z
      .number(expected('a number above zero'))
      .positive({ error: ({ input }) => `found ${show(input)}, expected a number above zero` })
      .optional()
      .describe('Share of the mix, relative to the other operations; default 1.'),
    target: name('a target')
      .optional()
      .describe('The target it works on, for slopes per operation; default: all.'),
    timeout: duration().optional().describe("Default: the load's timeout."),
    corpus: name('a corpus').optional().describe(`Where its \${row.NAME} comes from: one of the corpora.`),
    http: http.optional().describe('One HTTP request.'),
    tcp: tcp.optional().describe('One exchange on a TCP connection, or a conversation.'),
    exec: exec.optional().describe('One command, from its start to its end.'),
    stdio: stdio.optional().describe('One JSON line to a long-lived child, and its answer.'),
    module: module.optional().describe('One call of a module of your own, in the load process.'),
    ws: ws.optional().describe('Messages over WebSocket connections.'),
    flow: flowOf(http, expect)
      .optional()
      .describe('Several HTTP requests in turn, as one operation; each is one, too.'),
    command: tool.optional().describe('A load tool, from its start to its end; soakd observes.'),
    expect: expect.optional().describe('When the reply counts as a success.'),
    ...policyShape,
    blocked: refusals
      .optional()
      .describe(
        'When the reply counts as a refusal: all that a mapping gives; of a list any. Comes before expect.',
      ),
  },
)
  .superRefine((written, context) => {
    const kinds = keysOf(written, OPERATION_KINDS);
    const message = oneKeyMessage(kinds, OPERATION_KINDS, 'what to do');
    if (message !== null) complain(context, message);
    const kind = kinds.length === 1 ? OPERATION_KINDS.find((each) => each === kinds[0]) : undefined;
    if (kind !== undefined) checkRefusals(written, kind, context);
    const expectation = written.expect ?? {};
    if (kind === undefined || typeof expectation !== 'object') return;
    for (const key of keysOf(expectation, ALL_EXPECTATIONS)) {
      if (EXPECTATIONS[kind].includes(key)) continue;
      const others = OPERATION_KINDS.filter((other) => EXPECTATIONS[other].includes(key));
      const message = `${key} is for ${others.join(', ')}; ${kind} has ${EXPECTATIONS[kind].join(', ') || 'none'}`;
      complain(context, message, ['expect', key]);
    }
    if (kind === 'flow') checkSteps(written.flow, context);
    const { ws: messages } = written;
    if (kind === 'ws' && typeof messages === 'object' && messages !== null && !('send' in messages))
      for (const key of keysOf(expectation, EXPECTATIONS.ws))
        complain(context, `${key} is of the message that answers to send`, ['expect', key]);
    if (kind === 'tcp' && typeof written.tcp === 'object' && written.tcp !== null && 'steps' in written.tcp) {
      if ('expect' in written) complain(context, 'expect has no meaning with steps', ['expect']);
    } else if (kind === 'tcp') {
      const due = oneKeyMessage(
        keysOf(expectation, EXPECTATIONS.tcp),
        EXPECTATIONS.tcp,
        'the end of the reply',
      );
      if (due !== null) complain(context, due, ['expect']);
    }
  }, whenMapping)
  .meta({
    oneOf: OPERATION_KINDS.map((kind) => ({ required: [kind] })),
  });

/** Also called with values that are wrong in themselves. */
function checkSteps(steps: unknown, context: z.core.$RefinementCtx): void {
  for (const [index, step] of (Array.isArray(steps) ? steps : []).entries()) {
    const expectation: unknown = step?.expect;
    if (typeof expectation !== 'object' || expectation === null) continue;
    for (const key of keysOf(expectation, ALL_EXPECTATIONS)) {
      if (EXPECTATIONS.http.includes(key)) continue;
      const message = `a step has ${EXPECTATIONS.http.join(', ')}`;
      complain(context, message, ['flow', index, 'expect', key]);
    }
  }
}

export type WrittenOperation = z.output<typeof operation>;
