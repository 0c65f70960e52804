/** The plan as it is written, the one source of its validation and of its JSON Schema. */
import { z } from 'zod';
import { alert, snapshots } from './alert/alert-schema.ts';
import { command, environment } from './document/command-schema.ts';
import {
  choice,
  complain,
  duration,
  expected,
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
  wordOrDuration,
} from './document/field.ts';
import { show } from './document/problem.ts';
import { SECRETS } from './document/template.ts';
import { faults } from './fault/fault-schema.ts';
import { proxies } from './fault/proxy-schema.ts';
import { load } from './load/load-schema.ts';
import { reports } from './report/reports-schema.ts';
import { schedule } from './schedule/schedule-schema.ts';

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
  environment: environment.optional().describe(`Added to soakd's own; secrets only as ${SECRETS}.`),
  cwd: text('a folder')
    .optional()
    .describe("Working directory; relative to the plan's folder, which is the default."),
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

const target = mapping('a target such as { start: { command: [node, server.js] } }', {
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

const sample = mapping('a mapping such as { every: 5s }', {
  every: duration()
    .refine((ms) => !(ms < 20), 'found less than 20ms, expected 20ms or more')
    .optional()
    .describe('Between two samples; default 5s.'),
  paths: z
    .record(name('a watched path'), text('a path'), expected('a mapping of names to paths'))
    .optional()
    .describe("Files and folders whose size to watch, by name; relative to the plan's folder."),
  scrape: mapping('a mapping with url and series', {
    url: httpUrl({ templates: false }).describe('Where the target shows its metrics as Prometheus text.'),
    series: z
      .array(text('the name of a series'), expected('a list of names'))
      .min(1, 'found an empty list, expected names of series')
      .describe('Which to keep.'),
  })
    .optional()
    .describe("The target's own metrics."),
});

const rule = () => text('a rule such as anon.slope < 1MiB/h');

const criterion = z.union(
  [
    rule(),
    mapping('a mapping with rule', {
      rule: rule().describe('metric[@target][{operation}].statistic, a comparison, and a quantity.'),
      over: duration().optional().describe('Every complete rolling window of this length must hold.'),
      abort: toggle().optional().describe('End the soak as soon as it fails; default false.'),
      during: choice(['all', 'soak'])
        .optional()
        .describe('Which phases count; default: what the statistic means.'),
    }),
  ],
  expected('a rule such as "anon.slope < 1MiB/h", or a mapping with rule'),
);

const ENDINGS = ['duration', 'operations'] as const;

/** The load is counted by whole seconds: what stops and comes on again has one of them in between. */
const endingTime = () =>
  duration().refine(
    (ms) => !(ms < 1000),
    'found less than 1s, expected a time in which something can be seen',
  );

export const writtenPlan = mapping('a plan: a mapping with name, duration and target', {
  name: name('the plan').describe('Names its runs.'),
  duration: duration().optional().describe('How long to observe.'),
  operations: wholeNumber('a number of operations', 1)
    .optional()
    .describe('End after so many operations instead.'),
  warmup: wordOrDuration('auto', { zero: true })
    .optional()
    .describe('auto (default): the steady state is found; or a fixed time.'),
  minimumSpan: duration({ zero: true }).optional().describe('A trend over less is inconclusive; default 0s.'),
  target: target.optional().describe('The process to watch.'),
  targets: z
    .array(target, expected('a list of targets'))
    .min(1, 'found an empty list, expected targets')
    .optional()
    .describe('Several processes to watch.'),
  sample: sample.optional().describe('What to read, and how often.'),
  load: load.optional().describe('What to do to the targets; left out: only watch.'),
  criteria: z
    .array(criterion, expected('a list of rules'))
    .min(1, 'found an empty list, expected rules; leave criteria out for the default ones')
    .optional()
    .describe('What must hold; left out: the default rules.'),
  alerts: z
    .array(alert, expected('a list of alerts'))
    .min(1, 'found an empty list, expected alerts')
    .optional()
    .describe('What is bad enough to tell somebody while the run goes on.'),
  snapshots: snapshots
    .optional()
    .describe('Pictures of the targets: memory by mapping, descriptors, threads.'),
  proxies: proxies.optional().describe('TCP proxies, for faults on the way between clients and servers.'),
  faults: faults
    .optional()
    .describe('What is done to the system on purpose, and when; each fault is reverted by itself.'),
  drain: mapping('a mapping such as { for: 5m, reload: 5m }', {
    for: endingTime().describe('How long to watch after the load has ended.'),
    reload: endingTime()
      .optional()
      .describe('How long to watch the same load again after that, at its last rate; default: not at all.'),
  })
    .optional()
    .describe('An ending without load: does the memory come back?'),
  reports: reports
    .optional()
    .describe('Written at the end of each run, as <run id>.html and so on; left out: none.'),
  schedule: schedule.optional().describe('When soakd daemon starts it by itself; left out: never.'),
})
  .superRefine((written, context) => {
    const ending = oneKeyMessage(keysOf(written, ENDINGS), ENDINGS, 'its end');
    if (ending !== null) complain(context, ending);
    const watched = oneKeyMessage(
      keysOf(written, ['target', 'targets']),
      ['target', 'targets'],
      'what to watch',
    );
    if (watched !== null) complain(context, watched);
    if ('operations' in written && !('load' in written)) {
      complain(context, 'a plan without load does no operations', ['operations']);
    }
    if ('drain' in written && !('load' in written)) {
      complain(context, 'a plan without load has none that could stop', ['drain']);
    }
  }, whenMapping)
  .meta({
    allOf: [
      { oneOf: ENDINGS.map((key) => ({ required: [key] })) },
      { oneOf: [{ required: ['target'] }, { required: ['targets'] }] },
    ],
  });

export type WrittenPlan = z.output<typeof writtenPlan>;
export type WrittenTarget = z.output<typeof target>;
export type WrittenCriterion = z.output<typeof criterion>;
