import { StringDecoder } from 'node:string_decoder';
import type { TargetLog } from './target-log.ts';

/** A line is not waited for longer than this; a prompt has no line break at all. */
const LONGEST_LINE = 64 * 1024;
/** Pieces read at one look, so that a target that writes without end does not hold up soakd. */
const PIECES = 16;

/** A look at what was appended since the last look: true once a line matches. */
export function createLogMatch(log: TargetLog, from: number, pattern: RegExp): () => boolean {
  const decoder = new StringDecoder('utf8');
  let position = from;
  let unfinished = '';

  return () => {
    for (let piece = 0; piece < PIECES; piece++) {
      const { bytes, next } = log.read(position);
      position = next;
      if (bytes.length === 0) return false;
      const lines = (unfinished + decoder.write(bytes)).split('\n');
      if (lines.some((line) => pattern.test(line))) return true;
      unfinished = lines.at(-1)?.slice(-LONGEST_LINE) ?? '';
    }
    return false;
  };
}
