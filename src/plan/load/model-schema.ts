/** Which operations begin when, as a load writes it: at a rate, by users who wait, or by a list. */
import { z } from 'zod';
import {
  choice,
  complain,
  decimal,
  duration,
  expected,
  keysOf,
  mapping,
  oneKeyMessage,
  rate,
  text,
  whenMapping,
  wholeNumber,
} from '../document/field.ts';
import { search, sweep } from './levels-schema.ts';

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

const burst = mapping('a burst such as { every: 1m, for: 5s, rate: 200/s }', {
  every: duration().describe('From the end of one burst to the end of the next.'),
  for: duration().describe('How long a burst lasts.'),
  rate: rate().describe('The rate in a burst; between them it is the rate of the load, or nothing.'),
}).superRefine((written, context) => {
  if (written.for >= written.every)
    complain(context, 'found a burst that never ends, expected for to be less than every', ['for']);
});

const sine = mapping('a wave such as { period: 24h, from: 10/s, to: 100/s }', {
  period: duration().describe('From night to night.'),
  from: rate({ zero: true }).describe('The lowest rate, at the beginning.'),
  to: rate().describe('The highest rate, half a period later.'),
}).superRefine((written, context) => {
  if (written.from > written.to)
    complain(context, 'found a lowest rate above the highest, expected from to be at most to', ['from']);
});

const thinkSpread = mapping('a spread such as { mean: 1s } or { from: 500ms, to: 2s }', {
  mean: duration().optional().describe('Exponential, with this mean.'),
  from: duration({ zero: true }).optional().describe('Uniform, from here'),
  to: duration().optional().describe('to here.'),
})
  .superRefine((written, context) => {
    const message = oneKeyMessage(keysOf(written, ['mean', 'to']), ['mean', 'to'], 'how long users think');
    if (message !== null) complain(context, message);
    if ('mean' in written && 'from' in written) complain(context, 'from has no meaning with mean', ['from']);
    if ((written.from ?? 0) > (written.to ?? Number.POSITIVE_INFINITY))
      complain(context, 'found a least time above the greatest, expected from to be at most to', ['from']);
  }, whenMapping)
  .meta({ oneOf: [{ required: ['mean'] }, { required: ['to'] }] });

const replay = mapping('a mapping such as { file: arrivals.txt }', {
  file: text('a file').describe(
    "A text file with one moment a line, in seconds since its begin, in order; relative to the plan's folder.",
  ),
  speed: decimal('a speed', 0.001, 1000)
    .optional()
    .describe('How many times as fast as it was recorded; default 1.'),
});

const MODELS = ['open', 'closed', 'replay', 'sweep', 'search'] as const;
type Model = (typeof MODELS)[number];

const KEYS: Readonly<Record<Model, readonly string[]>> = {
  open: ['rate', 'stages', 'burst', 'sine', 'spacing'],
  closed: ['users', 'think', 'ramp'],
  replay: ['replay'],
  sweep: ['sweep', 'think', 'spacing'],
  search: ['search', 'think', 'spacing'],
};

export const modelShape = {
  model: choice(MODELS)
    .optional()
    .describe(
      'open: operations begin at a rate, whatever the target does. closed: users wait for replies and think. replay: operations begin when a list says. sweep: one level after the other. search: up to the level that breaks. Default: what its keys say.',
    ),
  rate: rate({ zero: true })
    .optional()
    .describe('open: operations that begin per second; with stages: where they start; with burst: between.'),
  stages: z
    .array(stage, expected('a list of stages'))
    .min(1, 'found an empty list, expected stages')
    .optional()
    .describe('open: rates over time.'),
  burst: burst.optional().describe('open: a higher rate again and again.'),
  sine: sine.optional().describe('open: a rate that rises and falls like day and night.'),
  spacing: choice(['even', 'poisson'])
    .optional()
    .describe(
      'open: even (default), or poisson: as far apart by chance as independent arrivals are, from the seed.',
    ),
  users: wholeNumber('a number of users', 1, 100_000).optional().describe('closed: how many at once.'),
  think: z
    .union(
      [duration({ zero: true }), thinkSpread],
      expected('a duration such as 1s, or a spread such as { mean: 1s }'),
    )
    .optional()
    .describe('closed: pause between the operations of a user; default 0s.'),
  ramp: duration()
    .optional()
    .describe('closed: the users come one after the other over this time; default: at once.'),
  replay: replay.optional().describe('replay: a recorded list of arrivals; the load ends with it.'),
  sweep: sweep
    .optional()
    .describe('sweep: levels of users or rates, with a result for each; the run ends with them.'),
  search: search
    .optional()
    .describe('search: how many users, or what rate, the target can bear; the run ends when it is known.'),
};

/** Also called with values that are wrong in themselves, as those below. */
export function checkModel(written: Readonly<Record<string, unknown>>, context: z.core.$RefinementCtx): void {
  const model = modelOf(written);
  const own = KEYS[model];
  for (const key of keysOf(written, [...new Set(Object.values(KEYS).flat())]))
    if (!own.includes(key)) complain(context, `${key} has no meaning in the ${model} model`, [key]);
  if (model === 'open') checkOpen(written, context);
  if (model === 'closed' && !('users' in written))
    complain(context, 'missing users, expected a number of users');
  if ((model === 'replay' || model === 'sweep' || model === 'search') && !(model in written))
    complain(context, `missing ${model}, expected ${MISSING[model]}`);
  checkLevels(written, context);
}

const MISSING = {
  replay: 'the file of a list',
  sweep: 'levels such as { users: [1, 2, 4, 8], for: 30s }',
  search: 'what to search for such as { users: { to: 1000 }, while: [success >= 99%] }',
} as const;

/** Users of a level think, and operations of a rate are spaced; not the other way round. */
function checkLevels(written: Readonly<Record<string, unknown>>, context: z.core.$RefinementCtx): void {
  const levels = written['sweep'] ?? written['search'];
  if (typeof levels !== 'object' || levels === null) return;
  if ('rate' in levels && 'think' in written) complain(context, 'think has no meaning for rates', ['think']);
  if ('users' in levels && 'spacing' in written)
    complain(context, 'spacing has no meaning for users', ['spacing']);
}

/** The one that is written, else the one that the keys are of. */
function modelOf(written: Readonly<Record<string, unknown>>): Model {
  const named = MODELS.find((model) => model === written['model']);
  const own = (['sweep', 'search', 'replay'] as const).find((model) => model in written);
  return (
    named ??
    own ??
    (['open', 'closed'] as const).find((model) => keysOf(written, KEYS[model]).length > 0) ??
    'open'
  );
}

function checkOpen(written: Readonly<Record<string, unknown>>, context: z.core.$RefinementCtx): void {
  const { rate: startRate, stages } = written;
  const shapes = keysOf(written, ['stages', 'burst', 'sine']);
  if (shapes.length === 0 && !('rate' in written))
    complain(context, 'missing rate, expected a rate such as 10/s, or stages');
  if (shapes.length > 1)
    complain(context, `found ${shapes.join(' and ')}, expected one of them`, [shapes[1] ?? '']);
  if ('sine' in written && 'rate' in written)
    complain(context, 'rate has no meaning with sine, which has its own', ['rate']);
  if (Array.isArray(stages)) checkStages(stages, startRate, context);
  else if (startRate === 0 && !('burst' in written))
    complain(context, 'found a rate of zero, expected one above zero', ['rate']);
}

function checkStages(stages: readonly unknown[], startRate: unknown, context: z.core.$RefinementCtx): void {
  const rates = [startRate];
  for (const [index, each] of stages.entries()) {
    if (typeof each !== 'object' || each === null) return;
    if (!('over' in each) && index < stages.length - 1) {
      const message = 'missing over, expected a duration; only the last stage lasts to the end';
      complain(context, message, ['stages', index]);
    }
    if (index === 0 && startRate === undefined && !('to' in each) && !('from' in each)) {
      complain(context, 'missing to, expected a rate such as 10/s', ['stages', index]);
    }
    rates.push('from' in each ? each.from : undefined, 'to' in each ? each.to : undefined);
  }
  const given = rates.filter((perSecond) => perSecond !== undefined);
  if (given.length > 0 && given.every((perSecond) => perSecond === 0)) {
    complain(context, 'found rates of zero only, expected one above zero', ['stages']);
  }
}
