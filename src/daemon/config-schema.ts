/** The daemon's configuration as it is written, the one source of its validation and of its JSON Schema. */
import { isIPv4 } from 'node:net';
import { z } from 'zod';
import {
  choice,
  duration,
  expected,
  filledText,
  hostAndPort,
  mapping,
  size,
  text,
  wholeNumber,
  wordOrDuration,
} from '../plan/document/field.ts';
import { show } from '../plan/document/problem.ts';
import { hasSecret, SECRETS } from '../plan/document/template.ts';

const MODE = 'a mode in quotes such as "0660"';

/** Access bits of a socket file. Whoever may write to it controls every soak: others never may. */
const mode = z.string(expected(MODE)).transform((written, context) => {
  const bits = /^0?[0-7]{3}$/.test(written) ? Number.parseInt(written, 8) : null;
  if (bits !== null && (bits & 0o007) === 0) return bits;
  const why = bits === null ? `expected ${MODE}` : 'expected nothing for others: its last digit is 0';
  context.issues.push({ code: 'custom', message: `found ${show(written)}, ${why}`, input: written });
  return z.NEVER;
});

const socket = mapping('a mapping such as { group: soakd }', {
  path: text('a file').optional().describe('Where clients such as soakd status reach the daemon.'),
  mode: mode
    .optional()
    .describe('Who may connect; default "0660" with a group and as a service, else "0600".'),
  group: text('the name of a group').optional().describe('The group whose members may watch and control.'),
});

/** The figures tell what runs here and how: they are for this machine alone, and for those who know the token. */
const loopback = hostAndPort().refine(({ host }) => isLoopback(host), {
  error: 'found an address that others can reach, expected one of this machine, such as 127.0.0.1:9464',
});

function isLoopback(host: string): boolean {
  return host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

const metrics = mapping('a mapping with listen and token', {
  listen: loopback.describe('Where GET /metrics is answered, on this machine only, e.g. 127.0.0.1:9464.'),
  token: filledText('a secret', { templates: false })
    .refine(hasSecret, `expected a secret, as ${SECRETS}`)
    .describe(`What a client sends as "Authorization: Bearer TOKEN"; only as ${SECRETS}.`),
});

const retention = mapping('a mapping such as { thinAfter: 14d, keepFor: 90d }', {
  thinAfter: wordOrDuration('never')
    .optional()
    .describe('When samples give way to their minutes, after the end of a run; or never. Default 14d.'),
  keepFor: wordOrDuration('never')
    .optional()
    .describe('When a run is deleted, after its end; or never. The newest of each plan stays. Default 90d.'),
  keepNewest: wholeNumber('a number of runs', 1)
    .optional()
    .describe('So many of the newest runs are never deleted.'),
  maxSize: size()
    .optional()
    .describe('Of the database: beyond it the oldest runs are thinned, then deleted. Default: no limit.'),
});

export const writtenConfig = mapping('a configuration: a mapping', {
  database: text('a file')
    .optional()
    .describe('The database; --db and SOAKD_DB stand above. Default: soakd info tells.'),
  plans: text('a folder')
    .optional()
    .describe(
      'The folder of plans, *.yaml; those with a schedule are started by it. Default: plans, beside this file.',
    ),
  socket: socket.optional().describe('The control socket.'),
  log: mapping('a mapping such as { level: info }', {
    level: choice(['debug', 'info', 'warn', 'error'])
      .optional()
      .describe('The least of what is told; default info.'),
  })
    .optional()
    .describe('What is told on stdout, for the journal.'),
  resume: mapping('a mapping such as { window: 1h }', {
    window: duration({ zero: true })
      .optional()
      .describe(
        'A run that was cut off is resumed within this time, and after it ended as interrupted; default 1h.',
      ),
  })
    .optional()
    .describe('What becomes of runs that a crash or a reboot has cut off.'),
  retention: retention.optional().describe('What becomes of runs that have ended.'),
  metrics: metrics.optional().describe("soakd's own figures as Prometheus text; default: none."),
  maxConcurrent: wholeNumber('a number of soaks', 1, 64)
    .optional()
    .describe('The most soaks at once; default 4.'),
});

export type WrittenConfig = z.output<typeof writtenConfig>;
