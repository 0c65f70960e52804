/** Why a receiver could not be reached, in words (errno(3), getaddrinfo(3)). */

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it broke the connection off',
  EPIPE: 'it broke the connection off',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ENOTFOUND: 'no such host is known',
  EAI_AGAIN: 'the name server does not answer',
};

/** `nobody listens there (ECONNREFUSED)`; a code without words is told as it is, what has no code by its message. */
export function connectionErrorText({ code, message }: NodeJS.ErrnoException): string {
  if (code === undefined) return message;
  const words = WORDS[code];
  return words === undefined ? code : `${words} (${code})`;
}
