/** What is wrong with a cron expression, field by field. node-cron reads them; what it reads loosely is refused here. */
import { validateDetailed } from 'node-cron';
import { nearest } from '../../nearest.ts';
import { show } from '../document/problem.ts';

export interface CronTrouble {
  readonly message: string;
  /** Into the expression. */
  readonly offset: number;
}

interface Field {
  /** As node-cron calls it. */
  readonly key: string;
  readonly label: string;
  readonly allowed: string;
  readonly names: readonly string[];
  /** What it takes besides numbers, names, ranges and steps. */
  readonly special: RegExp | null;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Field[] = [
  { key: 'second', label: 'the second', allowed: '0 to 59', names: [], special: null },
  { key: 'minute', label: 'the minute', allowed: '0 to 59', names: [], special: null },
  { key: 'hour', label: 'the hour', allowed: '0 to 23', names: [], special: null },
  {
    key: 'dayOfMonth',
    label: 'the day of the month',
    allowed: '1 to 31, L (the last one) or 15W (the working day nearest to the 15th)',
    names: [],
    special: /^(\?|L|L-\d{1,2}|LW|\d{1,2}W)$/i,
  },
  { key: 'month', label: 'the month', allowed: '1 to 12 or jan to dec', names: MONTHS, special: null },
  {
    key: 'dayOfWeek',
    label: 'the weekday',
    allowed: '0 to 7 (0 and 7 are Sunday), sun to sat, 5L (the last Friday) or 1#2 (the second Monday)',
    names: WEEKDAYS,
    special: /^(\?|[0-7]L|([0-7]|[a-z]{3})#[1-5])$/i,
  },
];

const EXAMPLE = 'five fields, minute hour day month weekday, such as "0 22 * * *"';
const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** Every trouble, in the order of the fields; none for an expression that can be scheduled. */
export function cronTroubles(expression: string): CronTrouble[] {
  const fields = [...expression.matchAll(/\S+/g)].map((match) => ({ text: match[0], offset: match.index }));
  const [first] = fields;
  if (first?.text.startsWith('@') === true && fields.length === 1) return nicknameTroubles(expression);
  if (fields.length !== 5 && fields.length !== 6) {
    const count = fields.length === 1 ? '1 field' : `${fields.length} fields`;
    return [{ message: `found ${show(expression)} with ${count}, expected ${EXAMPLE}`, offset: 0 }];
  }
  const { errors } = validateDetailed(expression);
  const refused = new Map(errors.map(({ field, message }) => [field, message]));
  const troubles = fields.flatMap(({ text, offset }, index): CronTrouble[] => {
    const field = FIELDS[index + FIELDS.length - fields.length];
    if (field === undefined) return [];
    const reason = refused.get(field.key);
    if (reason === undefined && isStrict(text, field)) return [];
    if (reason?.includes('impossible') === true) {
      return [{ message: `found day ${text}, which no month of this expression has`, offset }];
    }
    return [
      {
        message: `found ${show(text)} as ${field.label}, expected ${field.allowed}; or *, a list 1,3, a range 1-5, a step */2`,
        offset,
      },
    ];
  });
  if (troubles.length > 0 || !refused.has('expression')) return troubles;
  return [{ message: `found ${show(expression)}, expected ${EXAMPLE}`, offset: 0 }];
}

function nicknameTroubles(expression: string): CronTrouble[] {
  const name = expression.trim();
  if (NICKNAMES.includes(name.toLowerCase())) return [];
  const close = nearest(name, NICKNAMES);
  const advice = close === null ? `expected ${EXAMPLE}` : `did you mean "${close}"?`;
  return [{ message: `found ${show(name)}; ${advice}`, offset: 0 }];
}

/** node-cron takes "jan1" for 11 and "5*" for 50 to 59. */
function isStrict(text: string, { names, special }: Field): boolean {
  return text.split(',').every((token) => {
    if (special?.test(token) === true) return true;
    const [, from = '', to] = /^(\*|\w+)(?:-(\w+))?(?:\/\d{1,2})?$/.exec(token) ?? [];
    if (from === '*') return to === undefined;
    return [from, to ?? from].every((value) => /^\d{1,2}$/.test(value) || isName(value, names));
  });
}

function isName(value: string, names: readonly string[]): boolean {
  return names.includes(value.toLowerCase()) || LONG_NAMES.get(names)?.includes(value.toLowerCase()) === true;
}

const LONG_NAMES: ReadonlyMap<readonly string[], readonly string[]> = new Map([
  [
    MONTHS,
    'january february march april may june july august september october november december'.split(' '),
  ],
  [WEEKDAYS, 'sunday monday tuesday wednesday thursday friday saturday'.split(' ')],
]);
