/** The messages of `ws` operations: templates in which a channel and a stamp may stand beside the usual. */
import { compileTemplate, type RowFields, type Template } from '../template.ts';

/** In place of what is known only when the message is sent; no text of a plan has control characters like these. */
const CHANNEL = '\u0001';
const STAMP = '\u0002';

export interface MessageTemplate {
  readonly hasStamp: boolean;
  /** What a stamp is to carry. */
  readonly payload: string;
  render(index: number, channel: number, stamp: string): string;
}

export function compileMessage(
  text: string,
  seed: number,
  place: string,
  rows: RowFields | null,
): MessageTemplate {
  const [stamp, size] = /\$\{\s*stamp(?:\(([^)]*)\))?\s*\}/.exec(text) ?? [];
  const marked = text.replace(/\$\{\s*channel\s*\}/g, CHANNEL).replace(stamp ?? STAMP, STAMP);
  const into = /^\s*[[{]/.test(text) ? 'json' : 'text';
  const template: Template = compileTemplate(marked, seed, place, { rows, into });
  const payload =
    size === undefined ? '' : compileTemplate(`\${bytes(${size})}`, seed, `${place}:stamp`).render(0);
  return {
    hasStamp: stamp !== undefined,
    payload,
    render: (index, channel, written) =>
      template
        .render(index)
        .replaceAll(CHANNEL, String(channel))
        .replace(STAMP, () => written),
  };
}
