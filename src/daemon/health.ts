/** Why soakd does not do all it should, one thing at a time: told when it begins, when it changes and when it is over. */

export class Health {
  readonly #conditions = new Map<string, string>();
  readonly #onChange: (message: string, isWell: boolean) => void;

  constructor(onChange: (message: string, isWell: boolean) => void) {
    this.#onChange = onChange;
  }

  /** All that is wrong now; null: nothing. */
  get degraded(): string | null {
    return this.#conditions.size === 0 ? null : [...this.#conditions.values()].join('; ');
  }

  /** `what` names the thing that is wrong, for `mend`. */
  ail(what: string, message: string): void {
    if (this.#conditions.get(what) === message) return;
    this.#conditions.set(what, message);
    this.#onChange(message, false);
  }

  mend(what: string, message: string): void {
    if (this.#conditions.delete(what)) this.#onChange(message, true);
  }
}
