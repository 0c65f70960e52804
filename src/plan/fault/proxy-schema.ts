/** The `proxies` of a plan, and what a fault has one of them do, as they are written. */
import { z } from 'zod';
import {
  choice,
  complain,
  duration,
  expected,
  hostAndPort,
  keysOf,
  mapping,
  name,
  size,
  text,
  toggle,
  whenMapping,
  wholeNumber,
} from '../document/field.ts';
import { show } from '../document/problem.ts';
import { readQuantity } from '../quantity/quantity.ts';
import { readUnits } from '../quantity/unit.ts';

const port = () => wholeNumber('a port', 1, 65_535);

const proxy = mapping('a proxy such as { name: wan, listen: 9080, upstream: "127.0.0.1:8080" }', {
  name: name('a proxy').describe('For faults and reports.'),
  listen: z
    .union([port(), hostAndPort()], expected('a port, or host:port'))
    .describe('Where its clients connect: a port of 127.0.0.1, or host:port.'),
  upstream: hostAndPort().describe('Where it connects them with, host:port.'),
  iKnow: toggle().optional().describe('true: it may listen for, or lead to, other machines; default false.'),
}).superRefine((written, context) => {
  if (written.iKnow === true) return;
  for (const key of ['listen', 'upstream'] as const) {
    const place = written[key];
    if (typeof place !== 'object' || place === null || isLoopback(place.host)) continue;
    const message = `found ${show(`${place.host}:${place.port}`)}, expected an address of this machine such as 127.0.0.1:${place.port}, or iKnow: true`;
    complain(context, message, [key]);
  }
}, whenMapping);

export const proxies = z
  .array(proxy, expected('a list of proxies'))
  .min(1, 'found an empty list, expected proxies');

function isLoopback(host: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1' || host === 'localhost';
}

const share = () =>
  text('a share such as 30%').transform((written, context) => {
    const read = readQuantity(written, { dimension: 'ratio' });
    if ('value' in read && read.value > 0 && read.value <= 1) return read.value;
    const message = `found ${show(written)}, expected a share above 0% and up to 100%, such as 30%`;
    context.issues.push({ code: 'custom', message, input: written });
    return z.NEVER;
  });

/** In bytes per second. */
const byteRate = () =>
  text('bytes per second such as 1MiB/s').transform((written, context) => {
    const units = readUnits(written);
    const [per] = units?.pers ?? [];
    const isRate = units?.dimension === 'bytes' && units.trouble === null && units.pers.length === 1;
    if (units !== null && isRate && per?.kind === 'time' && units.value > 0)
      return (1000 * units.value) / per.ms;
    const message = `found ${show(written)}, expected bytes per second such as 1MiB/s`;
    context.issues.push({ code: 'custom', message, input: written });
    return z.NEVER;
  });

const latency = z.union(
  [
    duration(),
    mapping('a mapping such as { mean: 100ms, jitter: 50ms }', {
      mean: duration().describe('How late a message is.'),
      jitter: duration({ zero: true })
        .optional()
        .describe('uniform: up to this more or less; normal: the standard deviation; default 0s.'),
      distribution: choice(['uniform', 'normal']).optional().describe('default: uniform.'),
    }),
  ],
  expected('a duration, or a mapping with mean and jitter'),
);

const isTrue = () => z.literal(true, expected('true'));

export const TOXIC_KEYS = [
  'latency',
  'bandwidth',
  'slowClose',
  'cutAfter',
  'blackhole',
  'reset',
  'refuse',
  'drop',
] as const;

/** Keys of a fault that has a `proxy`. */
export const toxicKeys = {
  direction: choice(['down', 'up', 'both'])
    .optional()
    .describe('Of a proxy: down (default) is from the upstream to the client.'),
  share: share().optional().describe('Of a proxy: share of its connections, by the seed; default 100%.'),
  latency: latency.optional().describe('Of a proxy: messages are late.'),
  bandwidth: byteRate().optional().describe('Of a proxy: bytes per second, of each connection.'),
  slowClose: duration().optional().describe('Of a proxy: the ends of streams are late.'),
  cutAfter: size().optional().describe('Of a proxy: each connection is closed after so many bytes.'),
  blackhole: isTrue().optional().describe('Of a proxy: nothing goes through; nothing is lost.'),
  reset: isTrue()
    .optional()
    .describe('Of a proxy: connections are reset, those that are there and new ones.'),
  refuse: isTrue().optional().describe('Of a proxy: nobody listens; what is connected goes on.'),
  drop: share()
    .optional()
    .describe('Of a proxy: this share of the connections that are there is reset, at once.'),
};

/** A fault that has a `proxy` says what it does; one that has none does not. Also called with wrong values. */
export function checkToxics(written: object, context: z.core.$RefinementCtx): void {
  const found = keysOf(written, TOXIC_KEYS);
  if ('proxy' in written) {
    if (found.length === 0)
      complain(context, `missing what the proxy does: expected ${TOXIC_KEYS.join(', ')}`);
    return;
  }
  for (const key of keysOf(written, ['direction', 'share', ...TOXIC_KEYS]))
    complain(context, `${key} has no meaning without a proxy`, [key]);
}

/** `drop` alone is done in a moment. */
export function isMomentary(written: object): boolean {
  return 'proxy' in written && keysOf(written, TOXIC_KEYS).join() === 'drop';
}

export type WrittenProxy = z.output<typeof proxy>;
