/** A canvas of plain characters, for terminals that have no braille: a mark in each cell that has a dot. */
import type { DotGrid } from 'blessed-contrib/lib/widget/canvas.js';
import { DOTS_ACROSS, DOTS_DOWN } from './plot.ts';

export class PlainGrid implements DotGrid {
  /** Drawn by what comes next. */
  mark = '*';
  /** Set by the context as it draws: a colour's name. */
  color = 'normal';
  fontFg = 'normal';
  readonly #columns: number;
  readonly #rows: number;
  /** Nothing: a cell is what is written in it. */
  readonly content: never[] = [];
  readonly chars: (string | null)[];

  constructor(width: number, height: number) {
    this.#columns = Math.floor(width / DOTS_ACROSS);
    this.#rows = Math.floor(height / DOTS_DOWN);
    this.chars = new Array(this.#columns * this.#rows).fill(null);
  }

  set(x: number, y: number): void {
    this.#put(x, y, coloured(this.mark, this.color));
  }

  writeText(text: string, x: number, y: number): void {
    for (const [index, character] of Array.from(text).entries())
      this.#put(x + index * DOTS_ACROSS, y, coloured(character, this.fontFg));
  }

  frame(): string {
    const rows = Array.from({ length: this.#rows }, (_, row) =>
      this.chars
        .slice(row * this.#columns, (row + 1) * this.#columns)
        .map((cell) => cell ?? ' ')
        .join(''),
    );
    return rows.join('\n');
  }

  #put(x: number, y: number, cell: string): void {
    const [column, row] = [Math.floor(x / DOTS_ACROSS), Math.floor(y / DOTS_DOWN)];
    if (column < 0 || column >= this.#columns || row < 0 || row >= this.#rows) return;
    this.chars[row * this.#columns + column] = cell;
  }
}

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

function coloured(character: string, colour: string): string {
  const code = NAMES.indexOf(colour);
  return code < 0 ? character : `\u001b[3${code}m${character}\u001b[39m`;
}
