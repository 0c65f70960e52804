/** The hash of a plan and its corpora: of its text and of their bytes, so that it tells when one of them changed. */
import { createHash } from 'node:crypto';
import type { CorpusFacts } from './survey.ts';

/** `textSha256`: of the plan's text, in hex as the answer. */
export function planDigest(
  textSha256: string,
  corpora: readonly Pick<CorpusFacts, 'name' | 'sha256'>[],
): string {
  if (corpora.length === 0) return textSha256;
  const lines = corpora.map(({ name, sha256 }) => `${name} ${sha256}`).sort();
  return createHash('sha256')
    .update([textSha256, ...lines].join('\n'))
    .digest('hex');
}
