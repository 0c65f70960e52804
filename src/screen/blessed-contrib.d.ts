/** The slice of blessed-contrib that is used; its own types cover neither this file of it nor what a canvas is. */
declare module 'blessed-contrib/lib/widget/canvas.js' {
  import type { Widgets } from 'blessed';

  /** Colours are names of the first eight, or `normal`. */
  export interface Context {
    strokeStyle: string;
    fillStyle: string;
    beginPath(): void;
    moveTo(x: number, y: number): void;
    lineTo(x: number, y: number): void;
    stroke(): void;
    fillText(text: string, x: number, y: number): void;
    readonly _canvas: DotGrid;
  }

  /** What dots are drawn on, two across and four down to a character. */
  export interface DotGrid {
    /** Of each character: its dots as bits, and what is written instead of them. */
    readonly content: { fill(value: number): unknown };
    readonly chars: { fill(value: null): unknown };
    set(x: number, y: number): void;
    writeText(text: string, x: number, y: number): void;
    frame(): string;
  }

  export interface CanvasElement extends Widgets.BoxElement {
    ctx: Context;
    canvasSize: { width: number; height: number };
    calcSize(): void;
  }

  const Canvas: new (
    options: Widgets.BoxOptions,
    grid?: new (width: number, height: number) => DotGrid,
  ) => CanvasElement;
  // biome-ignore lint/style/noDefaultExport: module.exports is the default to an import, and TypeScript refuses "export =" here (TS1203)
  export default Canvas;
}
