/** Levels as the events of a run tell them, and what is read back from there: `level 3: 8 users (bisect) held`. */
import type { Level, LevelOutcome, LevelStep } from './level.ts';
import { levelText } from './search.ts';

export function beginText(level: Level): string {
  const step = level.step === 'sweep' ? '' : ` (${level.step})`;
  return `level ${level.number}: ${levelText(level)}${step}`;
}

/** `cut`: it was not run to its end. */
export function endText(level: Level, outcome: LevelOutcome['outcome'] | 'cut', why: string): string {
  return `${beginText(level)} ${outcome}${why === '' ? '' : `: ${why}`}`;
}

export interface ToldLevel {
  readonly number: number;
  readonly of: Level['of'];
  readonly value: number;
  readonly step: LevelStep;
  /** null: it has begun. */
  readonly outcome: LevelOutcome['outcome'] | 'cut' | null;
  readonly why: string;
}

const TOLD =
  /^level (\d+): (\d[\d.e+-]*)(\/s| users?)(?: \((double|bisect|confirm)\))?(?: (ended|held|broke|saturated|cut)(?:: (.*))?)?$/su;

/** null: it is no such text. */
export function readLevelText(text: string): ToldLevel | null {
  const [, number, value, unit, step, outcome, why] = TOLD.exec(text) ?? [];
  if (number === undefined || value === undefined) return null;
  return {
    number: Number(number),
    of: unit === '/s' ? 'rate' : 'users',
    value: Number(value),
    step: (step ?? 'sweep') as LevelStep,
    outcome: (outcome ?? null) as ToldLevel['outcome'],
    why: why ?? '',
  };
}
