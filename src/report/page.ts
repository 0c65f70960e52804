/** What all parts of one text report share. */

import type { Plan } from '../plan/plan.ts';
import type { QuantityStyle } from '../plan/quantity/figure.ts';
import { type Palette, paletteOf } from './palette.ts';

export interface PageStyle {
  /** Columns of the terminal, or of the page. */
  readonly width: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

export interface Page extends QuantityStyle {
  readonly width: number;
  readonly palette: Palette;
  readonly unicode: boolean;
}

const LEAST_WIDTH = 40;
const MOST_WIDTH = 160;

/** Sizes are shown in MiB where a rule counts in MiB, else in MB: one report never mixes the two. */
export function quantityStyle({
  criteria,
}: {
  readonly criteria: readonly { readonly rule: string }[];
}): QuantityStyle {
  return { binary: criteria.some(({ rule }) => /\d\s*[KMGT]iB/.test(rule)) };
}

export function pageOf(
  assessment: { readonly criteria: readonly { readonly rule: string }[] },
  style: PageStyle,
): Page {
  return {
    width: Math.min(Math.max(style.width, LEAST_WIDTH), MOST_WIDTH),
    palette: paletteOf(style.colour),
    unicode: style.unicode,
    ...quantityStyle(assessment),
  };
}

/** Of a plan what `pageOf` looks at of an assessment. */
export function rulesOf({ criteria }: Pick<Plan, 'criteria'>): {
  readonly criteria: readonly { readonly rule: string }[];
} {
  return { criteria: criteria.map(({ rule }) => ({ rule: rule.text })) };
}

/** A heading and its lines; nothing where there are none. */
export function section(page: Page, heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', page.palette.heading(heading), ...lines];
}
