import type { Known } from './known.ts';
import type { Rectangle } from './layout.ts';
import type { Paint, ScreenStyle } from './style.ts';
import type { View } from './view.ts';

/** What all parts of a picture share. */
export interface Scenery {
  readonly known: Known;
  readonly view: View;
  readonly style: ScreenStyle;
  readonly paint: Paint;
  /** Sizes in MiB where a rule counts in MiB. */
  readonly binary: boolean;
}

export interface TextPanel {
  readonly key: string;
  readonly place: Rectangle;
  /** Painted, none wider than the place. */
  readonly lines: readonly string[];
}

/** A panel's lines, beneath its title. */
export interface Listed {
  readonly title: string;
  readonly lines: readonly string[];
  readonly scrollable: number;
}
