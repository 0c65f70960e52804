/** What the owner of a writer should tell the user. */
export type StoreTrouble =
  /** Nothing can be written now; it is tried again until it can. Told at first and every 30 s. */
  | { readonly kind: 'failing'; readonly message: string; readonly sinceMs: number }
  | { readonly kind: 'recovered'; readonly afterMs: number }
  /** The disk is full; `leftBytes`: what soakd had put by there and writes on in. */
  | { readonly kind: 'disk-full'; readonly leftBytes: number }
  /** There is room on the disk, and as much as before is put by. */
  | { readonly kind: 'disk-has-room' }
  /** One record that no table takes was left out. */
  | { readonly kind: 'rejected'; readonly message: string }
  /** The queue is full: the newest samples are dropped from now on. */
  | { readonly kind: 'dropping' }
  /** A reader keeps the write-ahead log from being emptied. */
  | { readonly kind: 'log-growing'; readonly bytes: number }
  /** The file was damaged: it was set aside as `aside`, and a fresh one has what could be read of the runs under way. */
  | { readonly kind: 'damaged'; readonly message: string; readonly aside: string }
  /** The file was deleted, moved or replaced; what was in it is in `file` now, and written there. */
  | { readonly kind: 'displaced'; readonly message: string; readonly file: string }
  /** The thread ended and another one took over; what was not committed is written again. */
  | { readonly kind: 'restarted'; readonly message: string }
  /** The thread ended too often: nothing will be written any more. */
  | { readonly kind: 'crashed'; readonly message: string };
