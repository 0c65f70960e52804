/** What the page's script uses of a browser and of uPlot, and no more. */

export interface Browser {
  readonly document: Document;
  readonly uPlot: UPlotClass;
  matchMedia(query: string): MediaQuery;
  getComputedStyle(element: Element): { getPropertyValue(name: string): string };
  addEventListener(type: string, listener: () => void): void;
  readonly ResizeObserver: new (seen: () => void) => { observe(element: Element): void };
}

interface Document {
  readonly documentElement: Element;
  getElementById(id: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
}

export interface Element {
  readonly clientWidth: number;
  readonly dataset: Readonly<Record<string, string | undefined>>;
  textContent: string;
  hidden: boolean;
  addEventListener(type: string, listener: () => void): void;
}

interface MediaQuery {
  readonly matches: boolean;
  addEventListener(type: 'change', listener: () => void): void;
}

export interface UPlotClass {
  new (options: object, data: unknown, place: Element): UPlot;
  join(tables: readonly unknown[], nullModes: readonly (readonly number[])[]): readonly unknown[];
}

export interface UPlot {
  readonly ctx: Canvas;
  readonly bbox: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  readonly data: readonly (readonly (number | null | undefined)[])[];
  readonly cursor: { readonly left?: number | null };
  valToPos(value: number, scale: string, isCanvas?: boolean): number;
  setScale(scale: string, range: { readonly min: number; readonly max: number }): void;
  setSize(size: { readonly width: number; readonly height: number }): void;
  readonly select: { readonly left: number; readonly width: number };
  posToVal(position: number, scale: string): number;
  setSelect(box: { left: number; top: number; width: number; height: number }, fireHook: boolean): void;
  destroy(): void;
}

interface Canvas {
  save(): void;
  restore(): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  closePath(): void;
  fill(): void;
  stroke(): void;
  setLineDash(dash: readonly number[]): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
}
