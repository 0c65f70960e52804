/** How text may look on a stream: its width, and colour only where a person sees it. */
import type { WriteStream } from 'node:tty';
import type { PageStyle } from '../report/page.ts';

const PIPED_WIDTH = 120;

export function textStyle(stream: WriteStream, environment: NodeJS.ProcessEnv = process.env): PageStyle {
  const terminal = stream.isTTY === true;
  const dumb = environment['TERM'] === 'dumb';
  // no-color.org: set, and not empty.
  const noColour = (environment['NO_COLOR'] ?? '') !== '';
  // POSIX, "Environment Variables", 8.2: the first that is set and not empty.
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => environment[name]).find(Boolean) ?? 'C.UTF-8';
  return {
    width: terminal ? stream.columns : PIPED_WIDTH,
    colour: terminal && !dumb && !noColour,
    unicode: !terminal || /utf-?8/i.test(locale),
  };
}
