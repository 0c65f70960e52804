/** Merges sources that are each in the order of time; of equal times the earlier source's row comes first. */
export function* inTimeOrder<Row extends { readonly monoMs: number }>(
  sources: readonly Iterable<Row>[],
): Generator<Row> {
  const heads = sources.map((source) => {
    const rows = source[Symbol.iterator]();
    return { rows, next: rows.next() };
  });
  for (;;) {
    let earliest: (typeof heads)[number] | null = null;
    let row: Row | null = null;
    for (const head of heads) {
      if (head.next.done === true) continue;
      if (row !== null && head.next.value.monoMs >= row.monoMs) continue;
      earliest = head;
      row = head.next.value;
    }
    if (earliest === null || row === null) return;
    yield row;
    earliest.next = earliest.rows.next();
  }
}
