/** Colours of a report, or none: the words say it all without them. */
import { styleText } from 'node:util';
import type { Verdict } from '../verdict/verdict.ts';

export interface Palette {
  heading(text: string): string;
  faint(text: string): string;
  verdict(text: string, verdict: Verdict): string;
}

const COLOURS = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const;

export const uncoloured: Palette = {
  heading: (text) => text,
  faint: (text) => text,
  verdict: (text) => text,
};

// The caller has decided about the terminal: styleText is not to look at one by itself.
const always = { validateStream: false };

const coloured: Palette = {
  heading: (text) => styleText('bold', text, always),
  faint: (text) => styleText('dim', text, always),
  verdict: (text, verdict) => styleText(COLOURS[verdict], text, always),
};

export function paletteOf(colour: boolean): Palette {
  return colour ? coloured : uncoloured;
}
