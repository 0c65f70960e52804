/** `ws` operations as they are written: WebSocket connections. */
import { z } from 'zod';
import {
  complain,
  expected,
  filledText,
  keysOf,
  mapping,
  rate,
  text,
  toggle,
  whenMapping,
  wholeNumber,
} from '../document/field.ts';
import { show } from '../document/problem.ts';
import { SECRETS } from '../document/template.ts';
import { headers } from './headers-schema.ts';

const CHANNEL = '$' + '{channel}';
const STAMP = '$' + '{stamp}';
/** The two that are known only when a message is sent. */
const OWN = ['channel', 'stamp'];

const subscribe = mapping(`how to subscribe, such as { send: "subscribe ${CHANNEL}" }`, {
  send: filledText('the message that subscribes', { templates: true, own: ['channel'] }).describe(
    `Sent for each channel, whose number stands for ${CHANNEL}.`,
  ),
  confirmed: filledText('text', { templates: true, own: ['channel'] })
    .optional()
    .describe(
      `What the server's answer contains, with ${CHANNEL}; when left out, the answer to a ping that is sent after it counts.`,
    ),
  each: wholeNumber('a number of channels', 1, 1000)
    .optional()
    .describe('Channels that each connection subscribes to; default 1.'),
});

export const ws = mapping(
  'a WebSocket operation such as { connect: "ws://127.0.0.1:8080/", send: "hello" }',
  {
    connect: text('a ws:// address')
      .superRefine((url, context) => {
        const trouble = urlTrouble(url);
        if (trouble !== null) context.addIssue({ code: 'custom', message: trouble });
      })
      .describe('Address; ws:// only.'),
    headers: headers({ templates: false })
      .optional()
      .describe(`Of the request that opens a connection; secrets only as ${SECRETS}.`),
    protocols: z
      .array(
        z.string(expected('the name of a subprotocol')).regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, {
          error: ({ input }) => `found ${show(input)}, expected the name of a subprotocol`,
        }),
        expected('a list of subprotocols'),
      )
      .optional()
      .describe('Subprotocols that are offered.'),
    publish: filledText('the message to publish', { templates: true, own: OWN })
      .optional()
      .describe(
        `A message to every subscriber of a channel, on a pool of connections; holds ${CHANNEL} and ${STAMP}.`,
      ),
    subscribe: subscribe.optional().describe('publish: how the connections of the pool subscribe.'),
    channels: wholeNumber('a number of channels', 1, 1_000_000)
      .optional()
      .describe('publish: how many there are, from 0 on; default 1.'),
    connections: wholeNumber('a number of connections', 1, 50_000)
      .optional()
      .describe('publish: how many are kept open; default 10.'),
    open: rate()
      .optional()
      .describe('publish: how many connections are opened per second, at first and again; default 500/s.'),
    send: filledText('the message to send', { templates: true, own: ['stamp'] })
      .optional()
      .describe(
        `A message on a connection of the operation's own, and a message back: the first that is as expected, or carries its ${STAMP}.`,
      ),
    keep: toggle()
      .optional()
      .describe('send: whether the connection is used again; false: one for each operation; default true.'),
  },
).superRefine((written, context) => {
  const poolKeys = keysOf(written, ['subscribe', 'channels', 'connections', 'open']);
  const ownKeys = keysOf(written, ['send', 'keep']);
  if ('publish' in written) {
    for (const key of ownKeys) complain(context, `${key} has no meaning beside publish`, [key]);
    if (!('subscribe' in written))
      complain(context, 'missing subscribe, expected who is to receive what is published');
    checkPlaceholders(written.publish, [CHANNEL, STAMP], 'publish', context);
  } else {
    for (const key of poolKeys) complain(context, `${key} has no meaning without publish`, [key]);
    if (!('send' in written) && written.keep !== false)
      complain(context, 'missing publish or send, expected one of them, or keep: false to only connect');
  }
  checkCounts(written, context);
}, whenMapping);

function checkPlaceholders(
  message: unknown,
  wanted: readonly string[],
  key: string,
  context: z.core.$RefinementCtx,
): void {
  if (typeof message !== 'string') return;
  const plain = message.replace(/\$\{\s*(\w+)\s*(?:\([^)]*\))?\s*\}/g, (_, name) => `\${${name}}`);
  for (const placeholder of wanted) {
    const count = plain.split(placeholder).length - 1;
    if (count === 0)
      complain(context, `found no ${placeholder} in it, expected it to tell what arrives`, [key]);
    else if (placeholder === STAMP && count > 1)
      complain(context, `found ${STAMP} twice, expected it once`, [key]);
  }
}

/** Every channel has to have a subscriber, and no connection subscribes twice to one. */
function checkCounts(
  written: { channels?: unknown; connections?: unknown; subscribe?: unknown },
  context: z.core.$RefinementCtx,
): void {
  const { channels = 1, connections = 10, subscribe: how } = written;
  const each = typeof how === 'object' && how !== null && 'each' in how ? how.each : 1;
  if (typeof channels !== 'number' || typeof connections !== 'number' || typeof each !== 'number') return;
  if (each > channels)
    complain(context, `found ${each}, more than the ${channels} channels there are`, ['subscribe', 'each']);
  else if (channels > connections * each)
    complain(
      context,
      `found ${channels} channels, expected at most ${connections * each}: each needs a subscriber`,
      ['channels'],
    );
}

function urlTrouble(url: string): string | null {
  const found = `found ${show(url)}`;
  if (!url.startsWith('ws://')) {
    const tls = url.startsWith('wss://')
      ? ' (wss is not supported: soak the service behind its TLS proxy)'
      : '';
    return `${found}, expected an address that begins with ws://${tls}`;
  }
  if (url.includes('${')) return `${found}, expected a fixed address: connections are shared by operations`;
  const host = url.slice('ws://'.length).split(/[/?#]/)[0] ?? '';
  if (host.includes('@'))
    return `${found}, expected no user or password in it: send a header with \${env:NAME}`;
  return URL.canParse(url) ? null : `${found}, expected an address such as ws://127.0.0.1:8080/`;
}

export type WrittenWs = z.output<typeof ws>;
