/** The targets of a plan as they are written. */
import type { z } from 'zod';
import { command, programKeys } from '../document/command-schema.ts';
import {
  choice,
  complain,
  duration,
  httpUrl,
  keysOf,
  mapping,
  name,
  oneKeyMessage,
  pattern,
  size,
  text,
  toggle,
  whenMapping,
  wholeNumber,
} from '../document/field.ts';
import { show } from '../document/problem.ts';

const READY_KINDS = ['http', 'port', 'log', 'delay'] as const;
export const SOURCE_KINDS = ['start', 'pid', 'pidfile', 'unit', 'match', 'port'] as const;

const port = () => wholeNumber('a port', 1, 65_535);

const ready = mapping('a mapping such as { port: 8080, within: 30s }', {
  http: httpUrl({ templates: false })
    .optional()
    .describe('Ready when this address answers with a 2xx or 3xx status.'),
  port: port().optional().describe('Ready when this TCP port of 127.0.0.1 accepts a connection.'),
  log: pattern().optional().describe('Ready when a line of its output matches this regular expression.'),
  delay: duration({ zero: true }).optional().describe('Ready after this time, unseen.'),
  within: duration().optional().describe('How long to wait for http, port or log; default 30s.'),
})
  .superRefine((written, context) => {
    const found = keysOf(written, READY_KINDS);
    const message = oneKeyMessage(found, READY_KINDS, 'how to tell');
    if (message !== null) complain(context, message);
    if (found[0] === 'delay' && 'within' in written) {
      complain(context, 'within has no meaning with delay', ['within']);
    }
  }, whenMapping)
  .meta({ oneOf: READY_KINDS.map((kind) => ({ required: [kind] })) });

const limits = mapping('a mapping such as { memory: 512MiB, tasks: 200 }', {
  memory: size().optional().describe('All its processes together; beyond it the kernel ends one of them.'),
  tasks: wholeNumber('a number of processes and threads', 1).optional().describe('Processes and threads.'),
  fds: wholeNumber('a number of descriptors', 16)
    .optional()
    .describe('Descriptors that each process may have open.'),
}).superRefine((written, context) => {
  if (keysOf(written, ['memory', 'tasks', 'fds']).length === 0)
    complain(context, 'missing what to limit: expected memory, tasks or fds');
}, whenMapping);

const start = mapping('a mapping such as { command: [node, server.js] }', {
  command: command.describe(
    'Program and arguments: a list, or one text with quotes as in a shell. No shell runs.',
  ),
  environment: programKeys.environment,
  cwd: programKeys.cwd,
  ready: ready
    .optional()
    .describe('How soakd knows that it is up; default: the port its operations go to, else 1s.'),
  stopGrace: duration().optional().describe('From SIGTERM to SIGKILL at the end; default 10s.'),
  limits: limits
    .optional()
    .describe('What it may take at most; memory and tasks need soakd.service, or a group of its own.'),
});

const match = mapping('a mapping such as { comm: nginx }', {
  comm: text('a process name')
    .refine((comm) => Buffer.byteLength(comm) <= 15, {
      error: ({ input }) =>
        `found ${show(input)}, but Linux keeps 15 bytes of a name: did you mean ${show(String(input).slice(0, 15))}?`,
    })
    .optional()
    .describe('Its name, as ps -o comm shows it.'),
  exe: text('a path').optional().describe('Path of its executable.'),
  cmdline: pattern()
    .optional()
    .describe('Regular expression over its command line, arguments joined by spaces.'),
}).superRefine((written, context) => {
  if (keysOf(written, ['comm', 'exe', 'cmdline']).length > 0) return;
  complain(context, 'missing what to match: expected comm, exe or cmdline');
}, whenMapping);

export const target = mapping('a target such as { start: { command: [node, server.js] } }', {
  name: name('a target')
    .optional()
    .describe("For rules and reports; default: the program's name, or target."),
  start: start.optional().describe('A command that soakd starts, and stops at the end.'),
  pid: wholeNumber('a process id', 1, 2 ** 22)
    .optional()
    .describe('A process that runs already.'),
  pidfile: text('a file').optional().describe("A file with the process's id; relative to the plan's folder."),
  unit: text('a unit').optional().describe('The main process of a systemd unit, e.g. nginx.service.'),
  match: match.optional().describe('The one process whose name, executable and command line match.'),
  port: port().optional().describe('The process that listens on this TCP port.'),
  tree: toggle().optional().describe('Sum the process and all its descendants; default true.'),
  restart: choice(['always', 'never', 'on-failure'])
    .optional()
    .describe('What to do when a started target ends before the soak does; default never.'),
})
  .superRefine((written, context) => {
    const found = keysOf(written, SOURCE_KINDS);
    const message = oneKeyMessage(found, SOURCE_KINDS, 'the process');
    if (message !== null) complain(context, message);
    const { restart } = written;
    if ((restart === 'always' || restart === 'on-failure') && found.length > 0 && !found.includes('start')) {
      const why = `found ${restart}, but soakd restarts only what it has started`;
      complain(context, why, ['restart']);
    }
  }, whenMapping)
  .meta({ oneOf: SOURCE_KINDS.map((kind) => ({ required: [kind] })) });

export type WrittenTarget = z.output<typeof target>;
