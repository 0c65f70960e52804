/** The plan as it is written, the one source of its validation and of its JSON Schema. */
import { z } from 'zod';
import { alert, snapshots } from './alert/alert-schema.ts';
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
  text,
  toggle,
  whenMapping,
  wholeNumber,
  wordOrDuration,
} from './document/field.ts';
import { faults } from './fault/fault-schema.ts';
import { proxies } from './fault/proxy-schema.ts';
import { load } from './load/load-schema.ts';
import { reports } from './report/reports-schema.ts';
import { schedule } from './schedule/schedule-schema.ts';
import { target } from './target/target-schema.ts';

const sample = mapping('a mapping such as { every: 5s }', {
  every: duration({ least: 20 })
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
  duration({ least: 1000 }).refine(
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
export type WrittenCriterion = z.output<typeof criterion>;
