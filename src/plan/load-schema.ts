/** The `load` of a plan as it is written. */
import { z } from 'zod';
import { METHODS } from './default-name.ts';
import {
  choice,
  duration,
  expected,
  filledText,
  hostAndPort,
  httpUrl,
  keysOf,
  mapping,
  name,
  oneKeyMessage,
  pattern,
  rate,
  whenMapping,
  wholeNumber,
} from './field.ts';
import { show } from './problem.ts';
import { isSecretName } from './secret-name.ts';
import { hasSecret, SECRETS } from './template.ts';

const HTTP_EXPECTATIONS = ['status', 'contains', 'matches'];
const TCP_EXPECTATIONS = ['line', 'text'];

const headers = z
  .record(
    z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, {
      error: ({ input }) => `found ${show(input)}, expected the name of a header`,
    }),
    filledText('text; numbers and true or false go in quotes', { templates: true }),
    expected('a mapping of names to values'),
  )
  .superRefine((written, context) => {
    for (const [header, value] of Object.entries(written)) {
      const trouble = headerTrouble(header, value);
      if (trouble !== null) context.addIssue({ code: 'custom', path: [header], message: trouble });
    }
  }, whenMapping);

function headerTrouble(header: string, value: unknown): string | null {
  if (/^(content-length|transfer-encoding|connection)$/i.test(header)) return `soakd sets ${header} itself`;
  if (typeof value !== 'string') return null;
  if (/[\r\n\0]/.test(value)) return 'found a line break, expected one line';
  if (!isSecretName(header) || hasSecret(value)) return null;
  return `found a literal ${header}, which would be stored with the run; write it as \${env:NAME} or \${file:PATH}`;
}

const url = () =>
  httpUrl({ templates: true }).describe('Address; http:// only; templates may stand behind the host.');

const http = mapping('a request such as { get: "http://127.0.0.1:8080/" }', {
  get: url().optional(),
  head: url().optional(),
  post: url().optional(),
  put: url().optional(),
  patch: url().optional(),
  delete: url().optional(),
  headers: headers.optional().describe(`Header names and values; secrets only as ${SECRETS}.`),
  json: z.json(expected('JSON')).optional().describe('Body, sent as JSON with its content type.'),
  body: filledText('text', { templates: true }).optional().describe('Body, sent as it is.'),
})
  .superRefine((written, context) => {
    const [method] = keysOf(written, METHODS);
    const message = oneKeyMessage(keysOf(written, METHODS), METHODS, 'its method and address');
    if (message !== null) context.addIssue({ code: 'custom', message });
    const bodies = keysOf(written, ['json', 'body']);
    if (bodies.length > 1)
      context.addIssue({ code: 'custom', path: ['body'], message: 'found json and body, expected one' });
    if (bodies.length > 0 && (method === 'get' || method === 'head')) {
      context.addIssue({ code: 'custom', path: bodies.slice(0, 1), message: `a ${method} has no body` });
    }
  }, whenMapping)
  .meta({ oneOf: METHODS.map((method) => ({ required: [method] })) });

const tcp = mapping('an exchange such as { connect: "127.0.0.1:6379", send: "PING\\r\\n" }', {
  connect: hostAndPort().describe('host:port.'),
  send: filledText('the text to send', { templates: true }).describe('What to send; may hold templates.'),
});

const status = wholeNumber('a status code', 100, 599);

const expect = mapping('what to expect of the reply', {
  status: z
    .union(
      [status, z.array(status).min(1, 'found an empty list, expected status codes')],
      expected('a status code or a list'),
    )
    .optional()
    .describe('http: accepted status codes; any 2xx or 3xx when left out.'),
  contains: z.string(expected('text')).optional().describe('http: text that the body must contain.'),
  matches: pattern().optional().describe('http: regular expression that the body must match.'),
  line: pattern().optional().describe('tcp: regular expression that the one reply line must match.'),
  text: z
    .string(expected('text'))
    .min(1, 'found "", expected text')
    .optional()
    .describe('tcp: the reply, byte by byte.'),
});

const operation = mapping('an operation such as { name: read, http: { get: "http://127.0.0.1:8080/" } }', {
  name: name('an operation').optional().describe('For rules and reports; default: its http method, or tcp.'),
  weight: z
    .number(expected('a number above zero'))
    .positive({ error: ({ input }) => `found ${show(input)}, expected a number above zero` })
    .optional()
    .describe('Share of the mix, relative to the other operations; default 1.'),
  target: name('a target')
    .optional()
    .describe('The target it works on, for slopes per operation; default: all.'),
  timeout: duration().optional().describe("Default: the load's timeout."),
  http: http.optional().describe('One HTTP request.'),
  tcp: tcp.optional().describe('One exchange on a TCP connection.'),
  expect: expect.optional().describe('When the reply counts as a success.'),
})
  .superRefine((written, context) => {
    const kinds = keysOf(written, ['http', 'tcp']);
    const message = oneKeyMessage(kinds, ['http', 'tcp'], 'what to do');
    if (message !== null) context.addIssue({ code: 'custom', message });
    const expectation = written.expect ?? {};
    if (typeof expectation !== 'object') return;
    if (kinds[0] === 'http' && kinds.length === 1) {
      for (const key of keysOf(expectation, TCP_EXPECTATIONS)) {
        const only = HTTP_EXPECTATIONS.join(', ');
        context.addIssue({
          code: 'custom',
          path: ['expect', key],
          message: `${key} is for tcp; http has ${only}`,
        });
      }
    }
    if (kinds[0] === 'tcp' && kinds.length === 1) {
      for (const key of keysOf(expectation, HTTP_EXPECTATIONS)) {
        context.addIssue({
          code: 'custom',
          path: ['expect', key],
          message: `${key} is for http; tcp has line, text`,
        });
      }
      const found = keysOf(expectation, TCP_EXPECTATIONS);
      const due = oneKeyMessage(found, TCP_EXPECTATIONS, 'the end of the reply');
      if (due !== null) context.addIssue({ code: 'custom', path: ['expect'], message: due });
    }
  }, whenMapping)
  .meta({ oneOf: [{ required: ['http'] }, { required: ['tcp', 'expect'] }] });

const stage = mapping('a stage such as { over: 10m, to: 100/s }', {
  over: duration()
    .optional()
    .describe('How long; only the last stage may leave it out, and then lasts to the end.'),
  from: rate({ zero: true })
    .optional()
    .describe('Rate at its beginning; default: where the stage before ended.'),
  to: rate({ zero: true })
    .optional()
    .describe('Rate at its end, approached in a straight line; default: no change.'),
});

export const load = mapping('a mapping with rate and operations', {
  model: choice(['open', 'closed'])
    .optional()
    .describe(
      'open: operations begin at a rate, whatever the target does. closed: users wait for replies and think.',
    ),
  rate: rate({ zero: true })
    .optional()
    .describe('open: operations that begin per second; with stages: where they start.'),
  stages: z
    .array(stage, expected('a list of stages'))
    .min(1, 'found an empty list, expected stages')
    .optional()
    .describe('open: rates over time.'),
  users: wholeNumber('a number of users', 1, 100_000).optional().describe('closed: how many at once.'),
  think: duration({ zero: true })
    .optional()
    .describe('closed: pause between the operations of a user; default 0s.'),
  connections: wholeNumber('a number of connections', 1, 10_000)
    .optional()
    .describe('Most operations in flight at once; default 50, or the number of users.'),
  timeout: duration().optional().describe('Until an operation counts as failed; default 10s.'),
  seed: wholeNumber('a seed', 0, 2 ** 32 - 1)
    .optional()
    .describe('Of the mix and the templates; default 1.'),
  operations: z
    .array(operation, expected('a list of operations'))
    .min(1, 'found an empty list, expected operations'),
}).superRefine((written, context) => {
  const openKeys = keysOf(written, ['rate', 'stages']);
  const closedKeys = keysOf(written, ['users', 'think']);
  const model = written.model ?? (closedKeys.length > 0 && openKeys.length === 0 ? 'closed' : 'open');
  const foreign = model === 'open' ? closedKeys : openKeys;
  for (const key of foreign) {
    context.addIssue({ code: 'custom', path: [key], message: `${key} has no meaning in the ${model} model` });
  }
  if (model === 'open' && openKeys.length === 0) {
    context.addIssue({ code: 'custom', message: 'missing rate, expected a rate such as 10/s, or stages' });
  }
  if (model === 'closed' && !('users' in written)) {
    context.addIssue({ code: 'custom', message: 'missing users, expected a number of users' });
  }
  const stages: unknown = written.stages;
  if (!Array.isArray(stages)) {
    if (written.rate === 0)
      context.addIssue({
        code: 'custom',
        path: ['rate'],
        message: 'found a rate of zero, expected one above zero',
      });
    return;
  }
  for (const [index, each] of stages.entries()) {
    if (typeof each !== 'object' || each === null) continue;
    if (!('over' in each) && index < stages.length - 1) {
      context.addIssue({
        ...at,
        message: 'missing over, expected a duration; only the last stage lasts to the end',
      });
    }
    if (!('to' in each) && !('from' in each))
      context.addIssue({
        code: 'custom',
        path: ['stages', index],
        message: 'missing to, expected a rate such as 10/s',
      });
  }
  const rates = stages.flatMap((each) =>
    typeof each === 'object' && each !== null ? [each.from, each.to] : [],
  );
  if (![written.rate, ...rates].some((perSecond) => typeof perSecond === 'number' && perSecond > 0)) {
    if (rates.every((perSecond) => perSecond === undefined || perSecond === 0)) {
      context.addIssue({
        code: 'custom',
        path: ['stages'],
        message: 'found rates of zero only, expected one above zero',
      });
    }
  }
}, whenMapping);

export type WrittenLoad = z.output<typeof load>;
export type WrittenOperation = z.output<typeof operation>;
