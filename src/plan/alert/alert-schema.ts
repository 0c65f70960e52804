/** The `alerts` and `snapshots` of a plan as they are written. */
import { z } from 'zod';
import { nearest } from '../../nearest.ts';
import { command } from '../document/command-schema.ts';
import {
  choice,
  complain,
  didYouMean,
  duration,
  expected,
  filledText,
  keysOf,
  mapping,
  name,
  text,
  toggle,
  whenMapping,
} from '../document/field.ts';
import { show } from '../document/problem.ts';
import { hasSecret, SECRETS } from '../document/template.ts';
import { readQuantity } from '../quantity/quantity.ts';
import { webhookUrl } from './webhook-url.ts';

/** What a program that handles it takes as "show what you have"; the others end, stop or continue a process. */
export const EVIDENCE_SIGNALS = ['SIGUSR1', 'SIGUSR2', 'SIGQUIT', 'SIGHUP'] as const;
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
/** syslog(3). */
export const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

const SIMPLE_NOTIFIERS = ['log', 'journald'] as const;
const NOTIFIERS = ['log', 'journald', 'webhook', 'command'] as const;

/** Text first: what is none is meant as one of the other forms. */
const simpleNotifier = z
  .string(expected('log or journald'))
  .meta({ enum: [...SIMPLE_NOTIFIERS] })
  .pipe(choice(SIMPLE_NOTIFIERS));

const secret = filledText('a secret', { templates: false }).refine((written) => hasSecret(written), {
  error: `found a literal secret, which would be stored with the run; write it as ${SECRETS}`,
});

const webhook = z.union(
  [
    webhookUrl(),
    mapping('a mapping such as { url: "http://127.0.0.1:9000/hook" }', {
      url: webhookUrl().describe(`Address, http:// or https://; secrets only as ${SECRETS}.`),
      secret: secret
        .optional()
        .describe(`Signs what is sent (HMAC-SHA256, in the header webhook-signature); only as ${SECRETS}.`),
    }),
  ],
  expected('an address, or a mapping with url'),
);

const notifier = mapping('a notifier such as { webhook: "http://127.0.0.1:9000/hook" }', {
  log: z
    .literal(true, expected('true'))
    .optional()
    .describe("soakd's own log; of a foreground run its stderr."),
  journald: z
    .union([choice(PRIORITIES), z.literal(true)], expected('true, or a priority such as err'))
    .optional()
    .describe("The journal, at this priority; true: at the severity's."),
  webhook: webhook.optional().describe('POSTs JSON to an address, again and again until it is taken.'),
  command: command.optional().describe('Runs a program with the JSON on its stdin. No shell runs.'),
}).superRefine((written, context) => {
  if (keysOf(written, NOTIFIERS).length > 0) return;
  complain(context, `missing whom to tell: expected ${NOTIFIERS.join(', ')}`);
}, whenMapping);

const notifierOrWord = z.union(
  [simpleNotifier, notifier],
  expected('log, journald, or a mapping with webhook or command'),
);

const notify = z.union(
  [
    simpleNotifier,
    notifier,
    z
      .array(notifierOrWord, expected('a list of notifiers'))
      .min(1, 'found an empty list, expected notifiers; leave notify out for the log alone'),
  ],
  expected('log, journald, a mapping with webhook or command, or a list of them'),
);

const evidenceKeys = {
  command: command
    .optional()
    .describe(
      'Runs a program; {pid} in a word is the process. Its output is kept beside the run. No shell runs.',
    ),
  within: duration().optional().describe('After this time the command is killed; default 30s.'),
  signal: choice(EVIDENCE_SIGNALS)
    .optional()
    .describe('Sent to the process of the target, if that handles it; else it would end it.'),
};

const ofCommand = (written: object, context: z.core.$RefinementCtx): void => {
  if ('within' in written && !('command' in written))
    complain(context, 'within has no meaning without command', ['within']);
};

const evidence = mapping('a mapping such as { signal: SIGUSR2 }', evidenceKeys).superRefine(
  (written, context) => {
    ofCommand(written, context);
    if (keysOf(written, ['command', 'signal']).length === 0)
      complain(context, 'missing what to do: expected command or signal; or true for the picture alone');
  },
  whenMapping,
);

const rule = () => text('a rule such as latency.p95 > 50ms');

export const alert = z.union(
  [
    rule(),
    mapping('a mapping with rule', {
      name: name('an alert').optional().describe('For messages and reports; default: its rule.'),
      rule: rule().describe(
        'What is bad, as rules of criteria are written: metric[@target][{operation}].statistic, a comparison, and a quantity.',
      ),
      over: duration()
        .optional()
        .describe(
          'The newest readings that count, at most 1h; default 1m, or three samples where that is longer.',
        ),
      for: duration({ zero: true })
        .optional()
        .describe('It fires once the rule was true so long without a break; default 0s.'),
      clear: z
        .union(
          [z.number().transform(String), text('a quantity such as 45ms')],
          expected('a quantity such as 45ms'),
        )
        .optional()
        .describe('It is over when the value is back at this; default: when the rule is no longer true.'),
      clearFor: duration({ zero: true })
        .optional()
        .describe('How long it must be back without a break; default: as for.'),
      coolDown: duration({ zero: true })
        .optional()
        .describe('Between two notifications that it fires; default 10m.'),
      severity: choice(SEVERITIES).optional().describe('For whoever is told; default warning.'),
      during: choice(['all', 'soak'])
        .optional()
        .describe('soak: not during warm-up, drain and reload; default all.'),
      noData: choice(['record', 'notify'])
        .optional()
        .describe(
          'When what it is about can no longer be known: an event of the run (default), or told as well.',
        ),
      notify: notify.optional().describe('Who is told when it begins and when it is over; default log.'),
      snapshot: z
        .union([toggle(), evidence], expected('true, false, or a mapping with command or signal'))
        .optional()
        .describe(
          'Whether it has a picture of the targets taken, and what else; default: as snapshots says.',
        ),
    }),
  ],
  expected('a rule such as "latency.p95 > 50ms", or a mapping with rule'),
);

const everyText = z.string().transform((written, context) => {
  const [, time] = /^every\s+(\S.*)$/.exec(written) ?? [];
  const read = time === undefined ? null : readQuantity(time, { dimension: 'duration' });
  if (read !== null && 'value' in read && read.value >= LEAST_EVERY_MS) return { every: read.value };
  const meant = readQuantity(written, { dimension: 'duration' });
  const isTime = 'value' in meant && meant.value >= LEAST_EVERY_MS;
  const close = isTime ? `every ${written}` : nearest(written, ['every 30m']);
  const message = `found ${show(written)}, expected "every 30m", not below every 10s${didYouMean(close)}`;
  context.issues.push({ code: 'custom', message, input: written });
  return z.NEVER;
});

/** A picture of a large target costs it some milliseconds. */
const LEAST_EVERY_MS = 10_000;

const wholeSnapshots = mapping('a mapping such as { every: 30m }', {
  every: duration({ least: LEAST_EVERY_MS })
    .refine((ms) => !(ms < LEAST_EVERY_MS), 'found less than 10s, expected 10s or more')
    .optional()
    .describe('Takes one of every target at this interval; left out: only at breaches.'),
  onBreach: toggle()
    .optional()
    .describe('Takes one when an alert fires and when a criterion fails at first; default true.'),
  ...evidenceKeys,
}).superRefine(ofCommand, whenMapping);

export const snapshots = z.union(
  [everyText, wholeSnapshots],
  expected('"every 30m", or a mapping such as { every: 30m, signal: SIGUSR2 }'),
);

export type WrittenAlert = z.output<typeof alert>;
export type WrittenNotify = z.output<typeof notify>;
export type WrittenNotifier = z.output<typeof notifierOrWord>;
export type WrittenEvidence = z.output<typeof evidence>;
export type WrittenSnapshots = z.output<typeof wholeSnapshots>;
