/** What a column is allowed: `rss_bytes=2MB/h`, `p95_ms=2%/h`, `rss_bytes=1KB/1000ops`, `free_bytes=-1MB/h`; and its limit. */
import { SoakdError } from '../error.ts';
import { nearest } from '../nearest.ts';
import { parseQuantity, type Quantity, readQuantity } from '../plan/quantity/quantity.ts';
import { type ColumnUnit, unitOfColumn } from './unit.ts';

export interface Budget {
  /** hour, 1000ops: in the column's own unit. share: of the steady median per hour. Always positive. */
  readonly kind: 'hour' | '1000ops' | 'share';
  readonly size: number;
  /** Which way is bad. */
  readonly direction: 'rise' | 'fall';
  /** As it was written. */
  readonly text: string;
}

/** The relative part of the default rule for memory of plan/default-criteria.ts: it doubles in eight days. */
export const DEFAULT_BUDGET: Budget = { kind: 'share', size: 0.005, direction: 'rise', text: '0.5 %/h' };

/** `option`: `rss_bytes=2MB/h`. */
export interface Allowance {
  readonly column: string;
  readonly option: string;
  readonly quantity: string;
}

/** @throws SoakdError when it is not a column and a quantity; whether there is such a column, the file says. */
export function readAllowance(option: string, example: string): Allowance {
  // A name may hold any character, a quantity never holds this one.
  const at = option.lastIndexOf('=');
  const [column, quantity] = [option.slice(0, at).trim(), option.slice(at + 1).trim()];
  if (at > 0 && quantity !== '') return { column, option, quantity };
  throw new SoakdError(`found ${JSON.stringify(option)}, expected COLUMN=QUANTITY such as ${example}`);
}

/** @throws SoakdError that says what was found and expected. */
export function readBudget({ column, option, quantity: text }: Allowance): Budget {
  const unit = unitOfColumn(column);
  const quantity = read(option, () => readSlope(text, unit));
  if (quantity.value === 0) {
    throw new SoakdError(`${option}: a slope cannot be proven to be exactly zero, only under a budget`, {
      hint: 'Give the largest slope that does no harm.',
    });
  }
  const direction = quantity.value < 0 ? 'fall' : 'rise';
  return { ...budgetOf(quantity, unit), direction, text: quantity.text };
}

/** In the column's own unit. @throws SoakdError that says what was found and expected. */
export function readLimit({ column, option, quantity }: Allowance): number {
  const { dimension, size } = unitOfColumn(column);
  const plain = readQuantity(quantity, { dimension: 'count' });
  // As for budgets: a plain number of a share is in its own unit.
  if (dimension === 'ratio' && 'value' in plain) return plain.value;
  return read(option, () => parseQuantity(quantity, { dimension })).value / size;
}

/** By column. @throws SoakdError for a column that the file does not have, or one that was named twice. */
export function byColumn<Value>(
  allowances: readonly Allowance[],
  columns: readonly string[],
  readValue: (allowance: Allowance) => Value,
): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const allowance of allowances) {
    const { column, option } = allowance;
    if (!columns.includes(column)) {
      const close = nearest(column, columns);
      throw new SoakdError(`${option}: the file has no series ${JSON.stringify(column)}`, {
        hint: close === null ? `Its series are ${columns.join(', ')}.` : `Did you mean ${close}?`,
      });
    }
    if (found.has(column)) throw new SoakdError(`${option}: ${column} was given one already`);
    found.set(column, readValue(allowance));
  }
  return found;
}

function budgetOf({ value, per, dimension }: Quantity, unit: ColumnUnit): Pick<Budget, 'kind' | 'size'> {
  const size = Math.abs(value);
  if (dimension === 'ratio') return { kind: 'share', size };
  // Plain numbers are in the column's own unit.
  const own = dimension === 'count' ? size : size / unit.size;
  return per === 'operation' ? { kind: '1000ops', size: 1000 * own } : { kind: 'hour', size: own };
}

/** Of a share (`error_pct`) a plain slope is in points of its own unit; a percentage is relative to the median. */
function readSlope(text: string, { dimension }: ColumnUnit): Quantity {
  if (dimension === 'ratio') {
    const plain = readQuantity(text, { dimension: 'count', slope: true });
    if ('value' in plain) return plain;
  }
  return parseQuantity(text, { dimension, slope: true });
}

function read<Value>(option: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SoakdError)) throw error;
    throw new SoakdError(`${option}: ${error.message}`, {
      hint: 'The end of a column’s name is its unit: _bytes, _mib, _ms, _s, _count, _ratio, _pct; without one it is plain numbers.',
    });
  }
}
