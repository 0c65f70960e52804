/** Names whose values are secrets: `Authorization`, `Cookie`, `X-Api-Key`, `x-auth-token`, … */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}

const SECRET =
  /^(proxy-)?authorization$|^(set-)?cookie2?$|(^|[-_])(api[-_]?key|apikey|secret|password|passwd|credentials?|(access|auth|session|csrf|xsrf|security|refresh|bearer|private)[-_]?(token|key)|token)($|[-_])/i;
