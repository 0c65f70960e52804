/** Whether a dashboard can be shown, and how: keys come from a terminal, and what is drawn goes to one that has a cursor. */
import type { WriteStream } from 'node:tty';
import type { PageStyle } from '../report/page.ts';
import { textStyle } from './text-style.ts';

/** Of these, characters come from a font of 256 or 512: UTF-8 or not, there is no braille in it. */
const WITHOUT_BRAILLE = /^(linux|vt\d|ansi|cons|pcansi|sun)/;

export function hasDashboard(output: WriteStream, environment: NodeJS.ProcessEnv = process.env): boolean {
  const term = environment['TERM'] ?? '';
  return output.isTTY === true && process.stdin.isTTY === true && term !== '' && term !== 'dumb';
}

export function dashboardStyle(
  output: WriteStream,
  environment: NodeJS.ProcessEnv = process.env,
): Pick<PageStyle, 'colour' | 'unicode'> {
  const { colour, unicode } = textStyle(output, environment);
  return { colour, unicode: unicode && !WITHOUT_BRAILLE.test(environment['TERM'] ?? '') };
}
