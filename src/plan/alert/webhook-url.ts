/** The address of a webhook as it is written: with secrets, but none that stands there for everyone to read. */
import { filledText } from '../document/field.ts';
import { show } from '../document/problem.ts';
import { isSecretName } from '../document/secret-name.ts';
import { hasSecret, SECRETS } from '../document/template.ts';

export function webhookUrl() {
  return filledText('an address that begins with http:// or https://', { templates: false }).superRefine(
    (written, context) => {
      const message = webhookUrlTrouble(written);
      if (message !== null) context.addIssue({ code: 'custom', message });
    },
  );
}

/** `filled`: its secrets are in it, so the message does not show it. */
export function webhookUrlTrouble(written: string, filled = false): string | null {
  const found = filled ? 'its secret makes it no such address' : `found ${show(written)}`;
  // All of it may be secret: what is in it is seen when it is filled in.
  if (!filled && /^\$\{[^}]*\}$/.test(written)) return null;
  const plain = written.replace(/\$\{[^}]*\}/g, '0');
  const url = URL.canParse(plain) ? new URL(plain) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    return `${found}, expected an address that begins with http:// or https://`;
  if (filled) return null;
  if (url.username !== '' && url.password === '')
    return `${found}, expected no user in it, or its password as ${SECRETS}`;
  const literal = [...queryOf(written)].find(([key, value]) => isSecretName(key) && !hasSecret(value));
  return literal === undefined
    ? null
    : `found a literal ${literal[0]}, which would be stored with the run; write it as ${SECRETS}`;
}

function queryOf(written: string): URLSearchParams {
  return new URLSearchParams(/\?([^#]*)/.exec(written)?.[1] ?? '');
}
