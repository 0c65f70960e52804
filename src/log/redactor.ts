/** Keeps secrets out of a text: values that are known, and what stands where secrets are sent. */

const HIDDEN = '***';

/** A shorter one is found in half of all words: hiding it would hide the text, and tell the secret by that. */
const LEAST_LENGTH = 4;

/** The user and password of an address; `Authorization: Bearer …`, `Cookie: …`, also as JSON. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/:\/\/[^/\s@"']+@/g, `://${HIDDEN}@`],
  [
    /((?:proxy-)?authorization\\?["']?\s*[:=]\s*\\?["']?)(?:(?:basic|bearer|digest|token|negotiate)\s+)?[^\s"'\\,;]+/gi,
    `$1${HIDDEN}`,
  ],
  [/((?:set-)?cookie\\?["']?\s*[:=]\s*\\?["']?)[^"'\\\r\n]+/gi, `$1${HIDDEN}`],
];

const HEADERS = /^((proxy-)?authorization|(set-)?cookie)$/i;

export class Redactor {
  /** How many runs gave it. */
  readonly #secrets = new Map<string, number>();
  #pattern: RegExp | null = null;

  /** @returns what takes them back */
  add(values: Iterable<string>): () => void {
    const added = [...new Set([...values].flatMap(spellings))].filter(({ length }) => length >= LEAST_LENGTH);
    for (const value of added) this.#secrets.set(value, (this.#secrets.get(value) ?? 0) + 1);
    this.#build();
    let taken = false;
    return () => {
      if (taken) return;
      taken = true;
      for (const value of added) {
        const uses = (this.#secrets.get(value) ?? 1) - 1;
        if (uses === 0) this.#secrets.delete(value);
        else this.#secrets.set(value, uses);
      }
      this.#build();
    };
  }

  /** Every text within; what stands under the name of a header that carries secrets is hidden as a whole. */
  redactFields(fields: object): Record<string, unknown> {
    const entries = Object.entries(fields).map(([key, value]) => [
      this.redact(key),
      HEADERS.test(key) ? HIDDEN : this.#redactValue(value),
    ]);
    return Object.fromEntries(entries);
  }

  #redactValue(value: unknown): unknown {
    if (typeof value === 'string') return this.redact(value);
    if (Array.isArray(value)) return value.map((item) => this.#redactValue(item));
    if (typeof value === 'object' && value !== null) return this.redactFields(value);
    const text = String(value);
    const redacted = this.redact(text);
    return redacted === text ? value : redacted;
  }

  redact(text: string): string {
    let redacted = this.#pattern === null ? text : text.replace(this.#pattern, HIDDEN);
    for (const [place, replacement] of PLACES) redacted = redacted.replace(place, replacement);
    return redacted;
  }

  /** The longest first: a secret that contains another is hidden as a whole. */
  #build(): void {
    const values = [...this.#secrets.keys()].sort((a, b) => b.length - a.length);
    this.#pattern = values.length === 0 ? null : new RegExp(values.map(RegExp.escape).join('|'), 'g');
  }
}

/** As it is, line by line, in JSON, in an address, and as base64 would carry it. */
function spellings(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/).filter((line) => line.length >= 8);
  const texts = [secret, ...(lines.length > 1 ? lines : [])];
  return texts.flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    encodeURI(text),
    Buffer.from(text).toString('base64'),
    Buffer.from(text).toString('base64url'),
  ]);
}
