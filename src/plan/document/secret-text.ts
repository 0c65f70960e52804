/** Texts with the names of secrets in them: ${env:X} and ${file:X}. */
import { resolve } from 'node:path';
import { hasSecret, placeholders, type SecretRef, secretRef } from './template.ts';

/** ${file:X} with X made absolute, so that the plan no longer depends on its folder. */
export function absoluteSecrets(text: string, folder: string): string {
  return replaceSecrets(
    text,
    ({ kind, name }) => `\${${kind}:${kind === 'file' ? resolve(folder, name) : name}}`,
  );
}

export function replaceSecrets(text: string, replace: (secret: SecretRef) => string): string {
  if (!hasSecret(text)) return text;
  let replaced = '';
  let end = 0;
  for (const { expression, offset, length } of placeholders(text)) {
    const secret = secretRef(expression);
    if (secret === null) continue;
    replaced += text.slice(end, offset) + replace(secret);
    end = offset + length;
  }
  return replaced + text.slice(end);
}
