/** The operations of a load as they are written. */
import { z } from 'zod';
import { METHODS } from './default-name.ts';
import {
  complain,
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
      if (trouble !== null) complain(context, trouble, [header]);
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
    if (message !== null) complain(context, message);
    const bodies = keysOf(written, ['json', 'body']);
    if (bodies.length > 1) complain(context, 'found json and body, expected one', ['body']);
    if (bodies.length > 0 && (method === 'get' || method === 'head')) {
      complain(context, `a ${method} has no body`, bodies.slice(0, 1));
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

export const operation = mapping(
  'an operation such as { name: read, http: { get: "http://127.0.0.1:8080/" } }',
  {
    name: name('an operation')
      .optional()
      .describe('For rules and reports; default: its http method, or tcp.'),
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
  },
)
  .superRefine((written, context) => {
    const kinds = keysOf(written, ['http', 'tcp']);
    const message = oneKeyMessage(kinds, ['http', 'tcp'], 'what to do');
    if (message !== null) complain(context, message);
    const expectation = written.expect ?? {};
    if (typeof expectation !== 'object') return;
    if (kinds[0] === 'http' && kinds.length === 1) {
      for (const key of keysOf(expectation, TCP_EXPECTATIONS)) {
        const only = HTTP_EXPECTATIONS.join(', ');
        complain(context, `${key} is for tcp; http has ${only}`, ['expect', key]);
      }
    }
    if (kinds[0] === 'tcp' && kinds.length === 1) {
      for (const key of keysOf(expectation, HTTP_EXPECTATIONS)) {
        complain(context, `${key} is for http; tcp has line, text`, ['expect', key]);
      }
      const found = keysOf(expectation, TCP_EXPECTATIONS);
      const due = oneKeyMessage(found, TCP_EXPECTATIONS, 'the end of the reply');
      if (due !== null) complain(context, due, ['expect']);
    }
  }, whenMapping)
  .meta({ oneOf: [{ required: ['http'] }, { required: ['tcp', 'expect'] }] });

export type WrittenOperation = z.output<typeof operation>;
