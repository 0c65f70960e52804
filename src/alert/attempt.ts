/** How one attempt to tell somebody went. */
export type Attempt =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly why: string;
      /** Another attempt may go better. */
      readonly again: boolean;
      /** How long the receiver wants to be left alone. */
      readonly askedMs: number | null;
    };

export const ARRIVED: Attempt = { ok: true };

export function refused(why: string): Attempt {
  return { ok: false, why, again: false, askedMs: null };
}

export function failed(why: string, askedMs: number | null = null): Attempt {
  return { ok: false, why, again: true, askedMs };
}
